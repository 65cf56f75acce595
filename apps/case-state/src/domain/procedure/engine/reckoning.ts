import type { ClockDefinition, Day } from '#contracts';
import {
  parsePeriod,
  reckon,
  shippedCountingRules,
  warningDays,
  type ClockQuestion,
  type CountingRules,
  type Reckoning,
  type WarningDay,
} from '#legal-clock';
import type { ClockState } from '../../case/case.events.js';
import type { Rules } from './standing.js';

/** What of a clock its end hangs on. */
export type Reckoned = Pick<
  ClockState,
  'clock' | 'period' | 'plus' | 'startedOn' | 'firstStartedOn' | 'suspensions' | 'extensions'
>;

/** The name in the procedure of a clock that may be a subject's own. */
export const nameOf = (clock: string): string => {
  const colon = clock.indexOf(':');
  return colon < 0 ? clock : clock.slice(0, colon);
};

/** The definition of a clock, be it a subject's own. @throws Error when the procedure has none */
export function definitionOf({ procedure }: Rules, clock: string): ClockDefinition {
  const name = nameOf(clock);
  const found = procedure.clocks.find((candidate) => candidate.id === name);
  if (!found) throw new Error(`the procedure ${procedure.id} has no clock ${name}`);
  return found;
}

/**
 * What a law of counting does not know of itself (Regulation 1182/71 neither stops a period nor ends it for good) rests on the provision
 * behind the clock: of the limitation period, Reg 1/2003 Art 25(5) and (6).
 */
function sourcesOf({ basis }: ClockDefinition): CountingRules['sources'] {
  const own = basis.map(({ citation, checked }) => (checked === 'm' ? `${citation} [m]` : citation)).join('; ');
  return { suspended: own, 'hard-end': own };
}

type Counted = Pick<ClockQuestion, 'calendar' | 'rules' | 'site'>;
/** Put together once for each clock of some rules: every step that is explained asks what its clocks would do. */
const counted = new WeakMap<Rules, Map<ClockDefinition, Counted>>();

/** By which law and on which calendar a clock is counted: the procedure's, or its own. */
function countedBy(rules: Rules, definition: ClockDefinition): Counted {
  const clocks = counted.get(rules) ?? new Map<ClockDefinition, Counted>();
  const known = clocks.get(definition) ?? lawOf(rules, definition);
  counted.set(rules, clocks.set(definition, known));
  return known;
}

function lawOf(rules: Rules, definition: ClockDefinition): Counted {
  const named =
    definition.counting === undefined
      ? rules.counting
      : shippedCountingRules.find(({ id }) => id === definition.counting);
  if (!named) throw new Error(`this program lacks the counting rules ${definition.counting}`);
  const counting = {
    ...named,
    ...(definition.unmoved && { movesLastDay: false, atLeastTwoWorkingDays: false }),
    sources: { ...sourcesOf(definition), ...named.sources },
  };
  if (definition.calendar === undefined || definition.calendar === rules.calendar.id)
    return {
      calendar: rules.calendar,
      rules: counting,
      ...(rules.procedure.site !== undefined && { site: rules.procedure.site }),
    };
  const calendar = rules.others?.[definition.calendar];
  if (!calendar) throw new Error(`the calendar ${definition.calendar} of the clock ${definition.id} is not pinned`);
  return { calendar, rules: counting };
}

/** A calendar is named by its title to people, also where a year of it is missing. */
export const calendarTitle = ({ calendar, others }: Rules, id: string): string =>
  (calendar.id === id ? calendar : others?.[id])?.title ?? id;

/**
 * A clock reckoned as it was begun and changed, on its own calendar. `hardEnd` = the day that nothing leads beyond, where it has one
 * and is not standing still.
 * @throws CalendarYearMissing
 */
export function reckonClock(rules: Rules, clock: Reckoned, asOf?: Day): Reckoning & { hardEnd?: Day } {
  const definition = definitionOf(rules, clock.clock);
  const by = countedBy(rules, definition);
  const hardEnd =
    definition.hardEnd === undefined
      ? undefined
      : reckon({
          ...by,
          event: clock.firstStartedOn ?? clock.startedOn,
          period: parsePeriod(definition.hardEnd),
          suspensions: clock.suspensions,
        }).end;
  const reckoning = reckon({
    ...by,
    event: clock.startedOn,
    period: parsePeriod(clock.period),
    ...(clock.plus && { plus: clock.plus.map(parsePeriod) }),
    suspensions: clock.suspensions,
    extensions: clock.extensions.map(({ by: more, on, basis }) => ({ by: parsePeriod(more), on, basis })),
    ...(typeof hardEnd === 'string' && { hardEnd }),
    ...(asOf !== undefined && { asOf }),
  });
  return { ...reckoning, ...(typeof hardEnd === 'string' && { hardEnd }) };
}

/** How far ahead of its end a clock is warned of, where the procedure does not say. Without holiday lists no working days can be counted. */
const warnedAhead = ({ warnings, ledger, unmoved }: ClockDefinition): string[] =>
  warnings ?? (ledger ? ['6m', '1m'] : unmoved ? ['14d', '2d'] : ['10wd', '2wd']);

/**
 * The days on which the end of a clock is warned of, the first one first. Only days after `day`, that of the act that gave the clock its end:
 * who moved it knows it. A day that lies in a year without a list of holidays is left out: a warning bars no step.
 */
export function warningsOf(rules: Rules, clock: string, end: Day, day: Day): WarningDay[] {
  const definition = definitionOf(rules, clock);
  return warningDays(warnedAhead(definition), end, day, countedBy(rules, definition));
}
