import type { ProcedureDefinition, StepDefinition } from '#contracts';
import type { HolidayCalendar } from '#legal-clock';

/** What can have happened to a procedure: a version was published. Kept whole in the log, for what was decided under it. */
export type ProcedureEvent =
  { type: 'ProcedurePublished'; data: { hash: string; definition: ProcedureDefinition } } | ProcedureContinued;

/** Further steps of a version that is too long for one event; in the same append, behind what they continue, in order. */
export interface ProcedureContinued {
  type: 'ProcedureContinued';
  data: { id: string; version: number; hash: string; steps: StepDefinition[] };
}

/** The same for a calendar of holidays. */
export type CalendarEvent = { type: 'CalendarPublished'; data: { hash: string; calendar: HolidayCalendar } };
