import type { Check } from '#contracts';
import type { ClockState } from '../../case/case.events.js';
import { factsOf, type Standing } from './standing.js';

/** Whether a condition holds on the day of the standing. */
export function holds(check: Check, standing: Standing): boolean {
  if ('all' in check) return check.all.every((part) => holds(part, standing));
  if ('any' in check) return check.any.some((part) => holds(part, standing));
  if ('not' in check) return !holds(check.not, standing);
  if ('stepTaken' in check) return (standing.case.taken[check.stepTaken]?.length ?? 0) > 0;
  if ('inStage' in check) return check.inStage.includes(standing.case.stage);
  if ('teamHas' in check) return standing.team.members.some((member) => member.role === check.teamHas);
  if ('clockRunning' in check) return isRunning(standing.case.clocks[check.clockRunning], standing);
  if ('clockEnded' in check) return isOver(standing.case.clocks[check.clockEnded], standing);
  const value = factsOf(standing)[check.fact];
  return (
    (check.is === undefined || value === check.is) &&
    (check.atLeast === undefined || value >= check.atLeast) &&
    (check.atMost === undefined || value <= check.atMost)
  );
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
