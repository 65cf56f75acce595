import type { Check, Day, StepInput } from '#contracts';
import { isAfter, lastDayBefore, parsePeriod, reckon } from '#legal-clock';
import type { ClockState, StepTaken } from '../../case/case.events.js';
import type { TakenStep } from '../../case/case.state.js';
import { nameOf, reckonClock } from './reckoning.js';
import { factsOf, type CaseSeen, type Rules, type Standing } from './standing.js';

/** What is said in taking a step; undefined while nothing has been said yet. */
export type Said = StepTaken['inputs'];

/**
 * Whether a condition holds on the day of the standing.
 * @param said what is said in taking the step, for a condition on that
 * @throws CalendarYearMissing when a period leads into a year without a list of holidays
 */
export function holds(check: Check, standing: Standing, rules: Rules, said?: Said): boolean {
  const { day, case: state } = standing;
  if ('all' in check) return check.all.every((part) => holds(part, standing, rules, said));
  if ('any' in check) return check.any.some((part) => holds(part, standing, rules, said));
  if ('not' in check) return !holds(check.not, standing, rules, said);
  if ('stepTaken' in check) {
    const taken = latest(state, check.stepTaken, check.with);
    const other = check.after === undefined ? undefined : latest(state, check.after);
    return taken !== undefined && (other === undefined || isSince(taken, other));
  }
  if ('inStage' in check) return check.inStage.includes(state.stage);
  if ('teamHas' in check) return standing.team.members.some((member) => member.role === check.teamHas);
  if ('clockRunning' in check) return clocksOf(state, check.clockRunning).some((clock) => isRunning(clock, standing));
  if ('clockSuspended' in check)
    return clocksOf(state, check.clockSuspended).some((clock) => clock.state === 'suspended');
  if ('clockEnded' in check) return clocksOf(state, check.clockEnded).some((clock) => isOver(clock, standing));
  if ('within' in check) {
    const from = latest(state, check.of);
    return from !== undefined && !isAfter(day, endFrom(rules, from.on, check.within));
  }
  if ('passed' in check) {
    const from = latest(state, check.since);
    return from !== undefined && isAfter(day, endFrom(rules, from.on, check.passed));
  }
  if ('ahead' in check) return clocksOf(state, check.ofEnd).some((clock) => isAhead(clock, check.ahead, day, rules));
  if ('clockDay' in check)
    return clocksOf(state, check.clockDay).some((clock) =>
      between(reckonClock(rules, clock, day).used, check.atLeast, check.atMost),
    );
  if ('unsettled' in check) return unsettled(state, [check.unsettled], check.settledBy, check.input).length > 0;
  if ('said' in check) {
    const value = said?.find((input) => input.id === check.said)?.value;
    return check.is === undefined ? value !== undefined : value === check.is;
  }
  const value = factsOf(standing)[check.fact];
  return (check.is === undefined || value === check.is) && between(value, check.atLeast, check.atMost);
}

const between = (value: number, atLeast: number | undefined, atMost: number | undefined): boolean =>
  (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost);

/** The last time that a step was taken (with that said). */
export function latest(state: CaseSeen, step: string, said?: Record<string, string>): TakenStep | undefined {
  const told = Object.entries(said ?? {});
  return state.taken[step]?.findLast(({ inputs }) =>
    told.every(([id, value]) => inputs.some((input) => input.id === id && input.value === value)),
  );
}

/** The values said under an input in some steps, in order, without those said since in the steps that settle them. */
export function unsettled(state: CaseSeen, of: string[], settledBy: string[], input: string): string[] {
  const taken = [...of, ...settledBy].flatMap((step) =>
    (state.taken[step] ?? []).map((one) => ({ one, settles: settledBy.includes(step) && !of.includes(step) })),
  );
  const left: string[] = [];
  for (const { one, settles } of taken.sort((a, b) => inOrder(a.one, b.one))) {
    const value = one.inputs.find(({ id }) => id === input)?.value;
    if (value === undefined) continue;
    const at = left.indexOf(String(value));
    if (settles && at >= 0) left.splice(at, 1);
    else if (!settles && at < 0) left.push(String(value));
  }
  return left;
}

const inOrder = (a: TakenStep, b: TakenStep): number =>
  a.nth !== undefined && b.nth !== undefined ? a.nth - b.nth : a.on < b.on ? -1 : a.on > b.on ? 1 : 0;

/** What an input of kind `among` can be on a day. @throws CalendarYearMissing */
export function optionsOf({ id, among }: StepInput, state: CaseSeen, day: Day, rules: Rules): string[] {
  if (!among) return [];
  const { clock: name, is, ahead } = among;
  return unsettled(state, among.of, among.settledBy ?? [], id).filter((value) => {
    if (name === undefined) return true;
    const clock = state.clocks[`${name}:${value}`];
    if (is === 'over') return isOver(clock, { day });
    if (ahead !== undefined) return clock !== undefined && isAhead(clock, ahead, day, rules);
    return isRunning(clock, { day });
  });
}

/** Whether one step came after another: by the order of the case; by their days where that was not kept. */
export const isSince = (one: TakenStep, other: TakenStep): boolean =>
  one.nth !== undefined && other.nth !== undefined ? one.nth > other.nth : one.on >= other.on;

/** A clock by its name in the procedure: one, or one for each subject. */
export const clocksOf = (state: CaseSeen, id: string): ClockState[] =>
  Object.values(state.clocks).filter(({ clock }) => nameOf(clock) === id);

/** The last day of a period from a day, on the procedure's own calendar. @throws CalendarYearMissing */
function endFrom(rules: Rules, event: Day, period: string): Day {
  const { calendar, counting, procedure } = rules;
  const { end } = reckon({
    event,
    period: parsePeriod(period),
    calendar,
    rules: counting,
    ...(procedure.site !== undefined && { site: procedure.site }),
  });
  if (end === null) throw new Error('a period without an open suspension has an end');
  return end;
}

function isAhead({ end, state }: ClockState, period: string, day: Day, rules: Rules): boolean {
  if (end === null || state !== 'running') return false;
  const { calendar, counting, procedure } = rules;
  const { day: last } = lastDayBefore({
    before: end,
    period: parsePeriod(period),
    calendar,
    rules: counting,
    ...(procedure.site !== undefined && { site: procedure.site }),
  });
  return day <= last;
}

/** A clock runs to the end of its last day. */
export const isRunning = (clock: ClockState | undefined, { day }: Pick<Standing, 'day'>): boolean =>
  clock?.state === 'running' && clock.end !== null && clock.end >= day;

/** Ended by a step, lapsed, or simply past its last day. */
export const isOver = (clock: ClockState | undefined, { day }: Pick<Standing, 'day'>): boolean =>
  clock !== undefined &&
  (clock.state === 'ended' ||
    clock.state === 'lapsed' ||
    (clock.state === 'running' && clock.end !== null && clock.end < day));
