import type { ClockAct, Day, LocalizedText, StepDefinition } from '#contracts';
import { addDays, CalendarYearMissing, nextWorkingDay, isWorkingDay, parsePeriod } from '#legal-clock';
import type { ClockState } from '../../case/case.events.js';
import { clocksOf, holds, latest, type Said } from './checks.js';
import { calendarTitle, definitionOf, reckonClock, warningsOf } from './reckoning.js';
import { sentences } from './sentences.js';
import type { Rules, Standing } from './standing.js';

/** A clock as it was begun or changed, its end not yet reckoned. */
type Unreckoned = Omit<ClockState, 'end' | 'explanation' | 'hardEnd' | 'warnings'>;

/** How a step comes to be taken, as far as clocks hang on it. `said` is undefined while nothing has been said yet. */
export interface Moving {
  said?: Said | undefined;
  /** The clock whose running out takes the step. */
  lapsed?: string | undefined;
}

export type ClocksAfter = { clocks: ClockState[] } | { problem: LocalizedText };
type Changed = { clock?: ClockState } | { problem: LocalizedText };

/**
 * What a step does to the clocks, each reckoned anew with its explanation; or why that is not possible. Before anything is said, what
 * hangs on it is taken to be the least that could be: the day of the act, one day more.
 * The day of an act belongs to what was before it, as the day of an event does (Reg 1182/71 Art 3(1)): a suspension's first
 * day is the day after the act that brought it, its last day is the day of the act that ended it.
 */
export function clocksAfter(
  rules: Rules,
  standing: Standing,
  step: StepDefinition,
  closes: boolean,
  moving: Moving = {},
): ClocksAfter {
  const { day } = standing;
  const touched: Record<string, ClockState> = {};
  const at = (id: string): ClockState | undefined => touched[id] ?? standing.case.clocks[id];
  let concerned = step.title;

  try {
    const gone = moving.lapsed === undefined ? undefined : at(moving.lapsed);
    if (gone) touched[gone.clock] = { ...gone, state: 'lapsed', endedOn: day, revision: gone.revision + 1 };
    for (const act of step.clocks ?? []) {
      concerned = definitionOf(rules, clockOf(act)).title;
      if (act.when && !holds(act.when, standing, rules, moving.said)) continue;
      for (const key of keysOf(rules, standing, act, moving)) {
        const result = afterAct({ rules, standing, step, act, said: moving.said }, key, at(key));
        if ('problem' in result) {
          // The ledger follows what is done, and bars nothing but what is said of it itself.
          if (definitionOf(rules, key).ledger && !isSaidOf(act)) continue;
          return result;
        }
        if (result.clock) touched[key] = result.clock;
      }
    }
    // A closed case has no limits left to keep.
    if (closes)
      for (const id of Object.keys({ ...standing.case.clocks, ...touched })) {
        const clock = at(id);
        if (clock && isActive(clock)) touched[id] = ended(clock, day);
      }
    return { clocks: Object.values(touched) };
  } catch (error) {
    if (!(error instanceof CalendarYearMissing)) throw error;
    return { problem: sentences.clockNotReckonable(concerned, calendarTitle(rules, error.calendarId), error.year) };
  }
}

/** Which clock an act is about, by its name in the procedure. */
export function clockOf(act: ClockAct): string {
  if ('start' in act) return act.start;
  if ('restart' in act) return act.restart;
  if ('suspend' in act) return act.suspend;
  if ('resume' in act) return act.resume;
  if ('extend' in act) return act.extend;
  return act.end;
}

/** Whether an act goes by a day that is said for this clock. */
const isSaidOf = (act: ClockAct): boolean => 'from' in act && act.from !== undefined && 'input' in act.from;

/** The clocks that an act touches: the one of that name; of those that each subject has its own of, the one spoken of, else all. */
function keysOf(rules: Rules, { case: state, day }: Standing, act: ClockAct, { said, lapsed }: Moving): string[] {
  const { id, per } = definitionOf(rules, clockOf(act));
  if (per === undefined) return [id];
  const own = lapsed === undefined ? undefined : state.clocks[lapsed];
  const ours = own && definitionOf(rules, own.clock).per === per ? own.subject : undefined;
  const subject = act.all ? undefined : (textOf(said, per) ?? ours);
  if (subject !== undefined) return [`${id}:${subject}`];
  return clocksOf(state, id)
    .filter((clock) => runsOn(clock, day))
    .map(({ clock }) => clock);
}

interface Acting {
  rules: Rules;
  standing: Standing;
  step: StepDefinition;
  act: ClockAct;
  said: Said | undefined;
}

function afterAct(acting: Acting, key: string, clock: ClockState | undefined): Changed {
  const { rules, standing, act, said } = acting;
  const { day } = standing;
  const definition = definitionOf(rules, key);
  if ('end' in act) return clock && isActive(clock) ? { clock: ended(clock, day) } : {};
  if ('start' in act) return started(acting, key, clock);
  const from = 'restart' in act ? fromDay(acting, act.from) : day;
  if (from === undefined) return { problem: sentences.notStartable(definition.title) };
  // What began it anew in time is told of later, too.
  if (clock === undefined || !runsOn(clock, from)) return { problem: sentences.clockNotRunning(definition.title) };
  const next = { ...clock, revision: clock.revision + 1 };
  if ('restart' in act) {
    if (from < clock.startedOn || from > day)
      return { problem: sentences.dayOutOfClock(definition.title, clock.startedOn, day) };
    const firstStartedOn = clock.firstStartedOn ?? clock.startedOn;
    const anew = reckoned(rules, day, { ...next, startedOn: from, firstStartedOn, extensions: [] });
    return act.notSooner && endsSooner(anew, clock) ? {} : { clock: anew };
  }
  if ('suspend' in act) {
    const of = act.of === undefined ? undefined : textOf(said, act.of);
    if (clock.state === 'suspended' && (act.of === undefined || (of !== undefined && openOf(clock, of))))
      return { problem: sentences.clockNotRunning(definition.title) };
    const since = fromDay(acting, act.from);
    const first = (act.follows && standing.case.clocks[act.follows]) || clock;
    if (since === undefined || since < first.startedOn || since > day)
      return { problem: sentences.dayOutOfClock(definitionOf(rules, first.clock).title, first.startedOn, day) };
    const last = since < clock.startedOn ? clock.startedOn : since;
    const suspension = {
      from: act.fromWorkingDay ? nextWorkingDay(last, atSite(rules)) : addDays(last, 1),
      ...(of !== undefined && { of }),
    };
    return {
      clock: reckoned(rules, day, { ...next, state: 'suspended', suspensions: [...clock.suspensions, suspension] }),
    };
  }
  if ('resume' in act) {
    const of = act.of === undefined ? undefined : textOf(said, act.of);
    const open = clock.state === 'suspended' ? openOf(clock, of) : undefined;
    if (!open) return { problem: sentences.clockNotSuspended(definition.title) };
    const to = lastDayOfStanding(rules, act, day);
    // Suspended and resumed on one day: no day was lost.
    const suspensions = clock.suspensions.flatMap((each) =>
      each !== open ? [each] : to < open.from ? [] : [{ ...open, to }],
    );
    const state = suspensions.some((each) => each.to === undefined) ? 'suspended' : 'running';
    return { clock: reckoned(rules, day, { ...next, state, suspensions }) };
  }
  return extended(acting, act, next);
}

/** The last day that a clock stands still which an act of a day sets going again. */
export const lastDayOfStanding = (
  rules: Rules,
  { throughWorkingDay }: { throughWorkingDay?: true | undefined },
  day: Day,
): Day => (throughWorkingDay && !isWorkingDay(day, atSite(rules)) ? nextWorkingDay(day, atSite(rules)) : day);

const atSite = ({ calendar, procedure }: Rules) => ({
  calendar,
  ...(procedure.site !== undefined && { site: procedure.site }),
});

function started(acting: Acting, key: string, before: ClockState | undefined): Changed {
  const { rules, standing, act, said } = acting;
  if (!('start' in act)) return {};
  const { title, period, plus, basis, onLapse, indicative, per, ledger } = definitionOf(rules, key);
  const startedOn = fromDay(acting, act.from);
  if (startedOn === undefined) return { problem: sentences.notStartable(title) };
  const subject = per === undefined ? undefined : key.slice(key.indexOf(':') + 1);
  // What was done since would be forgotten: another day of the same entry is a correction of it.
  if (ledger && said && subject !== undefined && before && isActive(before))
    return { problem: sentences.enteredAlready(title, subject) };
  const other = act.suspensionsOf === undefined ? undefined : standing.case.clocks[act.suspensionsOf];
  // What was over before this one begins is none of its own.
  const suspensions = (other?.suspensions ?? []).filter(({ to }) => to === undefined || to > startedOn);
  const clock = reckoned(rules, standing.day, {
    clock: key,
    ...(subject !== undefined && { subject }),
    title,
    period: act.for ? `${numberOf(said, act.for.input)}${act.for.unit}` : period,
    ...(plus && { plus }),
    basis,
    indicative: indicative ?? false,
    ...(onLapse !== undefined && { onLapse }),
    startedOn,
    suspensions,
    extensions: [],
    state: suspensions.some(({ to }) => to === undefined) ? 'suspended' : 'running',
    revision: (before?.revision ?? 0) + 1,
  });
  return act.notSooner && before && isActive(before) && endsSooner(clock, before) ? {} : { clock };
}

/** Whether a clock ends sooner than another, or on the same day; one that stands still ends after all that run. */
const endsSooner = ({ end }: ClockState, other: ClockState): boolean =>
  other.end === null || (end !== null && end <= other.end);

function extended(
  { rules, standing, step, said }: Acting,
  act: Extract<ClockAct, { extend: string }>,
  clock: ClockState,
): Changed {
  const definition = definitionOf(rules, clock.clock);
  const by = typeof act.by === 'string' ? act.by : `${numberOf(said, act.by.input)}${act.by.unit}`;
  const more = parsePeriod(by);
  const alike = (under: string | undefined): boolean =>
    under === step.id || (under !== undefined && (act.with ?? []).includes(under));
  const used = clock.extensions
    .filter(({ under }) => alike(under))
    .reduce((sum, { by: earlier }) => sum + parsePeriod(earlier).n, 0);
  if (act.once && used > 0) return {};
  if (act.sum !== undefined) {
    const sum = parsePeriod(act.sum);
    if (used + more.n > sum.n) return { problem: sentences.extendedEnough(definition.title, sum, used) };
  }
  const extensions = [
    ...clock.extensions,
    { on: standing.day, by, basis: step.basis[0]?.citation ?? '', under: step.id },
  ];
  const longest = beyondMost(rules, { ...clock, extensions });
  if (longest) return { problem: longest };
  return { clock: reckoned(rules, standing.day, { ...clock, extensions }) };
}

/** Why a clock cannot be as long as its extensions make it; undefined when it can. */
export function beyondMost(
  rules: Rules,
  { clock, period, extensions }: Pick<ClockState, 'clock' | 'period' | 'extensions'>,
): LocalizedText | undefined {
  const definition = definitionOf(rules, clock);
  if (definition.most === undefined) return undefined;
  const most = parsePeriod(definition.most);
  const all = [period, ...extensions.map((one) => one.by)]
    .map(parsePeriod)
    .filter(({ unit }) => unit === most.unit)
    .reduce((sum, { n }) => sum + n, 0);
  return all > most.n ? sentences.atTheMost(definition.title, most) : undefined;
}

/** The day that an act counts from; undefined when the step that it names was not taken. */
function fromDay({ standing, said }: Acting, from: { input: string } | { step: string } | undefined) {
  if (from === undefined) return standing.day;
  if ('step' in from) return latest(standing.case, from.step)?.on;
  return said === undefined ? standing.day : (textOf(said, from.input) ?? standing.day);
}

const textOf = (said: Said | undefined, id: string): string | undefined => {
  const value = said?.find((input) => input.id === id)?.value;
  return value === undefined ? undefined : String(value);
};

/** A length that was said; the least one while nothing has been. The door has checked that it is a whole number from 1 on. */
const numberOf = (said: Said | undefined, id: string): number => {
  const value = said?.find((input) => input.id === id)?.value;
  return typeof value === 'number' ? value : 1;
};

/** The open suspension that was brought about by somebody; without a name, the last one. */
const openOf = (clock: ClockState, of: string | undefined): ClockState['suspensions'][number] | undefined =>
  clock.suspensions.findLast((each) => each.to === undefined && (of === undefined || each.of === of));

const isActive = (clock: ClockState): boolean => clock.state === 'running' || clock.state === 'suspended';

/** Whether a clock has not run out before a day, and nothing has ended it. One on which no silence hangs runs out without an event. */
export const runsOn = (clock: ClockState, day: Day): boolean =>
  isActive(clock) && (clock.end === null || clock.end >= day);

const ended = (clock: ClockState, day: Day): ClockState => ({
  ...clock,
  state: 'ended',
  endedOn: day,
  revision: clock.revision + 1,
});

/** A clock as an act with effect on `day` left it. @throws CalendarYearMissing */
export function reckoned(rules: Rules, day: Day, clock: Unreckoned): ClockState {
  const { end, explanation, hardEnd } = reckonClock(rules, clock);
  const { hardEnd: _, warnings: __, ...rest } = clock as ClockState;
  const warnings = end === null ? [] : warningsOf(rules, clock.clock, end, day);
  return {
    ...rest,
    end,
    ...(warnings.length > 0 && { warnings }),
    ...(hardEnd !== undefined && { hardEnd }),
    explanation: { ...explanation, consulted: explanation.consulted.map((list) => ({ ...list })) },
  };
}
