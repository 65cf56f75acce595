import type { Aggregate, Happened } from '#contracts';
import type { CalendarEvent, ProcedureEvent } from './procedure.events.js';

/** Published versions and the hash of the content of each. */
export type Versions = Readonly<Record<number, string>>;

export const procedureVersions: Aggregate<Versions, ProcedureEvent> = {
  kind: 'procedure',
  initial: {},
  evolve: (versions, event: Happened<ProcedureEvent>) =>
    event.type === 'ProcedurePublished' ? { ...versions, [event.data.definition.version]: event.data.hash } : versions,
};

export const calendarVersions: Aggregate<Versions, CalendarEvent> = {
  kind: 'calendar',
  initial: {},
  evolve: (versions, event: Happened<CalendarEvent>) => ({
    ...versions,
    [event.data.calendar.version]: event.data.hash,
  }),
};
