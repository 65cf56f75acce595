import type { ProcedureDefinition, RulePin, Uuid } from '#contracts';
import { uuid5, type Log } from '#event-store';
import { eu1182, shippedCountingRules, type HolidayCalendar } from '#legal-clock';
import { ofThisLog } from '../domain/events.js';
import type { Rules } from '../domain/procedure/engine/standing.js';
import type { ProcedureEvent } from '../domain/procedure/procedure.events.js';
import { wholeVersions } from '../domain/procedure/procedure-in-parts.js';

/** Namespaces of the streams of rules, which are named by ids that are not UUIDs. Settled for ever. */
const NAMESPACE = '0c5f3a54-9f0e-5b52-8a1d-1a4d2b7c9e10';
export const procedureStream = (id: string): Uuid => uuid5(NAMESPACE, `procedure|${id}`);
export const calendarStream = (id: string): Uuid => uuid5(NAMESPACE, `calendar|${id}`);
/** The work that a version of a calendar makes. */
export const recomputationStream = ({ id, version }: Pick<RulePin, 'id' | 'version'>): Uuid =>
  uuid5(NAMESPACE, `recomputation|${id}|${version}`);
/** The stream that reserves a number. */
export const numberStream = (number: string): Uuid => uuid5(NAMESPACE, `number|${number}`);

/** Both pins of a case. */
export interface Pins {
  procedure: RulePin;
  calendar: RulePin;
  /** Of further calendars that single clocks are counted on. */
  calendars?: RulePin[];
}

/**
 * Published rules by their content, read from the log once. Content does not change under a hash: forgetting all of it
 * would change nothing but time.
 */
export class Rulebook {
  private readonly procedures = new Map<string, ProcedureDefinition>();
  private readonly calendars = new Map<string, HolidayCalendar>();
  /** Rules put together, by the content of all of them: of the same pins always the same ones. */
  private readonly together = new Map<string, Rules>();
  private log: Log | undefined;

  /** The log that the rules are kept in. */
  readFrom(log: Log): void {
    this.log = log;
  }

  /** The rules that a case is under. @throws Error when they were not made ready before (`ready`) */
  rulesOf({ procedure: pin, calendar: calendarPin, calendars = [] }: Pins): Rules {
    const content = [pin, calendarPin, ...calendars].map(({ hash }) => hash).join(' ');
    const known = this.together.get(content);
    if (known) return known;
    const procedure = this.procedures.get(pin.hash);
    const calendar = this.calendars.get(calendarPin.hash);
    const others = calendars.map(({ hash }) => this.calendars.get(hash)).filter((one) => one !== undefined);
    if (!procedure || !calendar || others.length < calendars.length)
      throw new Error(`the rules ${pin.id} ${pin.version} on ${calendarPin.id} ${calendarPin.version} are not at hand`);
    const rules = rulesOn(procedure, calendar, others);
    this.together.set(content, rules);
    return rules;
  }

  /** Makes the rules of some pins ready. @throws Error when the log does not hold them */
  async ready(pins: Pins): Promise<Rules> {
    if (!this.procedures.has(pins.procedure.hash)) await this.readProcedure(pins.procedure.id);
    for (const pin of [pins.calendar, ...(pins.calendars ?? [])])
      if (!this.calendars.has(pin.hash)) await this.readCalendar(pin.id);
    return this.rulesOf(pins);
  }

  /** Versions of a procedure that are published, oldest first. */
  async readProcedure(id: string): Promise<{ definition: ProcedureDefinition; hash: string }[]> {
    const stored = (await this.reads(`procedure-${procedureStream(id)}`)).map(ofThisLog);
    const published = wholeVersions(
      stored.flatMap((event) =>
        event.type === 'ProcedurePublished' || event.type === 'ProcedureContinued' ? [event as ProcedureEvent] : [],
      ),
    );
    for (const { definition, hash } of published) this.procedures.set(hash, definition);
    return published;
  }

  /** Versions of a calendar that are published, oldest first. */
  async readCalendar(id: string): Promise<{ calendar: HolidayCalendar; hash: string }[]> {
    const stored = (await this.reads(`calendar-${calendarStream(id)}`)).map(ofThisLog);
    const published = stored.flatMap((event) => (event.type === 'CalendarPublished' ? [event.data] : []));
    for (const { calendar, hash } of published) this.calendars.set(hash, calendar);
    return published;
  }

  private reads(stream: string) {
    if (!this.log) throw new Error('the rulebook was opened before its log');
    return this.log.read(stream);
  }
}

/**
 * Rules put together; the law of counting is the one that the procedure names, Regulation 1182/71 where it names none.
 * @throws Error when this program lacks the named one: a date counted by another law would be wrong, and nobody would see it
 */
export function rulesOn(
  procedure: ProcedureDefinition,
  calendar: HolidayCalendar,
  others: readonly HolidayCalendar[] = [],
): Rules {
  const named = procedure.counting ?? eu1182.id;
  const counting = shippedCountingRules.find((rules) => rules.id === named);
  if (!counting)
    throw new Error(
      `the procedure ${procedure.id} ${procedure.version} counts by ${named}, which this program lacks; it has ${shippedCountingRules.map(({ id }) => id).join(', ')}`,
    );
  return { procedure, calendar, counting, others: Object.fromEntries(others.map((one) => [one.id, one])) };
}

/** The ids of the calendars, besides the procedure's own, that single clocks of it are counted on. */
export const otherCalendarsOf = ({ calendar, clocks }: ProcedureDefinition): string[] => [
  ...new Set(
    clocks.flatMap((clock) => (clock.calendar === undefined || clock.calendar === calendar ? [] : clock.calendar)),
  ),
];
