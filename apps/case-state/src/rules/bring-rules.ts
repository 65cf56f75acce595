import type { Actor, DomainEvent, ProcedureDefinition, Rejection, StoredEvent } from '#contracts';
import { commandIdFrom, fingerprintOf, WrongExpectedVersion, type Log, type NewEvent } from '#event-store';
import { dayAt, shippedCalendars, shippedCountingRules, type HolidayCalendar } from '#legal-clock';
import { recomputation, type RecomputationEvent } from '../domain/calendar/recomputation.js';
import type { Stored } from '../domain/events.js';
import { publishCalendar, publishProcedure } from '../domain/procedure/procedure.decide.js';
import { calendarVersions, procedureVersions } from '../domain/procedure/procedure.state.js';
import { isRejected } from '../domain/rejection.js';
import { calendarHash, procedureHash } from './content-hash.js';
import { calendarStream, procedureStream, recomputationStream } from './rulebook.js';
import { shippedProcedures } from './shipped-procedures.js';

/** The installation itself: what is shipped is published by no person. */
const SYSTEM: Actor = { person: '00000000-0000-0000-0000-000000000000', kind: 'system', role: 'administrator' };

/**
 * Brings the rules that are shipped into the log. What is there with the same content is left alone.
 * @throws Error when a version is there with another content: the service must not start under rules that are not those of the log
 */
export async function bringRules(
  log: Log,
  procedures: readonly ProcedureDefinition[] = shippedProcedures(),
  calendars: readonly HolidayCalendar[] = shippedCalendars,
): Promise<void> {
  for (const calendar of calendars) {
    const hash = calendarHash(calendar);
    await bring(log, 'calendar', calendarStream(calendar.id), calendar, hash, (versions, stored) =>
      publishCalendar(versions, { calendar, hash, roles: [SYSTEM.role] }, newestIn(stored)?.data.calendar),
    );
  }
  const known = { calendars, counting: shippedCountingRules.map((rules) => rules.id) };
  for (const definition of procedures) {
    const hash = procedureHash(definition);
    await bring(log, 'procedure', procedureStream(definition.id), definition, hash, (versions) =>
      publishProcedure(versions, { definition, hash, roles: [SYSTEM.role], shipped: true }, known),
    );
  }
}

type Published = Stored<'CalendarPublished'>;

const newestIn = (stored: StoredEvent[]): Published | undefined => stored.at(-1) as Published | undefined;

/** A new version that comes with the product is a corrected one, too: the open cases are counted on it. */
function countedAnew({ id, version }: { id: string; version: number }, hash: string, newest: Published | undefined) {
  if (!newest) return [];
  const before = { id, version: newest.data.calendar.version, hash: newest.data.hash };
  const started: RecomputationEvent = {
    type: 'RecomputationStarted',
    data: { calendar: { id, version, hash }, before },
  };
  const stream = `${recomputation.kind}-${recomputationStream({ id, version })}`;
  return [{ stream, expected: 0, events: [started] as NewEvent[] }];
}

const ATTEMPTS = 5;

async function bring(
  log: Log,
  kind: 'procedure' | 'calendar',
  id: string,
  rules: { id: string; version: number },
  hash: string,
  decide: (versions: Record<number, string>, stored: StoredEvent[]) => DomainEvent[] | Rejection,
): Promise<void> {
  const stream = `${kind}-${id}`;
  const { evolve, initial } = kind === 'procedure' ? procedureVersions : calendarVersions;
  for (let attempt = 1; ; attempt++) {
    const stored = await log.read(stream);
    // Whoever publishes versions of their own keeps them from then on: what is shipped later does not take their place, or their number.
    if (stored.some(({ actor }) => actor.kind !== 'system')) return;
    const decided = decide(
      stored.reduce((versions, event) => evolve(versions, event as never), initial),
      stored,
    );
    if (isRejected(decided))
      throw new Error(
        `the ${kind} ${rules.id}, version ${rules.version}, that is shipped cannot be used: ${decided.detail.en} ` +
          (decided.errors ?? [])
            .map(({ path, message }) => `${path}: ${typeof message === 'string' ? message : message.en}`)
            .join('; '),
      );
    if (decided.length === 0) return;
    const commandId = commandIdFrom(`shipped|${kind}|${rules.id}|${rules.version}|${hash}`);
    try {
      await log.append({
        command: { id: commandId, operation: `${kind}.ship`, fingerprint: fingerprintOf({ hash }) },
        // Which day it is at the seat is not known here, and nothing hangs on it: rules bind by version, not by day.
        context: { actor: SYSTEM, correlation: commandId, effectiveOn: dayAt(await log.now(), 'UTC') },
        streams: [
          { stream, expected: stored.at(-1)?.version ?? 0, events: decided as NewEvent[] },
          ...(kind === 'calendar' ? countedAnew(rules, hash, newestIn(stored)) : []),
        ],
      });
      return;
    } catch (error) {
      // Another process of this installation starts at the same time.
      if (!(error instanceof WrongExpectedVersion) || attempt === ATTEMPTS) throw error;
    }
  }
}
