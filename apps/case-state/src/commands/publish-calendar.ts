import type { HolidayCalendar } from '#legal-clock';
import {
  actingAs,
  originOf,
  record,
  roleInAuthority,
  type CommandHeaders,
  type CommandOutcome,
  type RequestActor,
} from '#service-kit';
import type { CaseStateDoors } from '../case-state.js';
import { recomputation, steerRecomputation } from '../domain/calendar/recomputation.js';
import { publishCalendar } from '../domain/procedure/procedure.decide.js';
import { calendarVersions } from '../domain/procedure/procedure.state.js';
import { powers } from '../domain/powers.js';
import { isRejected } from '../domain/rejection.js';
import { calendarHash } from '../rules/content-hash.js';
import { calendarStream, recomputationStream } from '../rules/rulebook.js';

/** Publishes a version of a calendar and, where there was an earlier one, begins to count the open cases on it: both in one append. */
export async function publishCalendarFor(
  doors: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  calendar: HolidayCalendar,
): Promise<CommandOutcome> {
  const { runtime, rulebook } = doors;
  const { id, version } = calendar;
  const origin = originOf(actingAs(reader, roleInAuthority(reader, powers.publishRules)), headers);
  const outcome = await runtime.commands.run(
    { operation: 'calendar.publish', origin, request: calendar },
    async (act) => {
      const versions = await act.load(calendarVersions, calendarStream(id), { subject: true });
      const newest = (await rulebook.readCalendar(id)).at(-1);
      const hash = calendarHash(calendar);
      const decided = publishCalendar(versions.state, { calendar, hash, roles: reader.roles }, newest?.calendar);
      const rejection = record(act, versions, decided);
      if (isRejected(decided) || decided.length === 0 || !newest) return rejection;
      const work = await act.load(recomputation, recomputationStream(calendar));
      const before = { id, version: newest.calendar.version, hash: newest.hash };
      act.add(work, [{ type: 'RecomputationStarted', data: { calendar: { id, version, hash }, before } }]);
      return undefined;
    },
  );
  await rulebook.readCalendar(id);
  doors.recomputations.look();
  return outcome;
}

/** Stops the recomputation that a version made, or goes on with it. */
export async function steerRecomputationFor(
  doors: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  of: { id: string; version: number },
  to: { to: 'stopped'; reason: string } | { to: 'running' },
): Promise<CommandOutcome> {
  const origin = originOf(actingAs(reader, roleInAuthority(reader, powers.publishRules)), headers);
  const operation = to.to === 'stopped' ? 'recomputation.stop' : 'recomputation.resume';
  const outcome = await doors.runtime.commands.run({ operation, origin, request: { ...of, ...to } }, async (act) => {
    const work = await act.load(recomputation, recomputationStream(of), { subject: true });
    return record(act, work, steerRecomputation(work.state, { ...to, roles: reader.roles }));
  });
  doors.recomputations.look();
  return outcome;
}
