import type { ProcedureDefinition } from '#contracts';
import type { HolidayCalendar } from '#legal-clock';

/** What can have happened to a procedure: a version was published. Kept whole in the log, for what was decided under it. */
export type ProcedureEvent = {
  type: 'ProcedurePublished';
  data: { hash: string; definition: ProcedureDefinition };
};

/** The same for a calendar of holidays. */
export type CalendarEvent = { type: 'CalendarPublished'; data: { hash: string; calendar: HolidayCalendar } };
