/** A stretch of days on which a clock stands still. Overlapping stretches count once. */
import { dayNumber, isBefore, parseDay, type Day } from './day.js';
import { ClockInputRefused } from './refusals.js';

/** Both days included: `from` is the first day that is not counted, `to` the last; without `to` it still lasts. */
export interface Suspension {
  readonly from: Day;
  readonly to?: Day;
  /** The article or decision behind it, when it is not the rule's usual one. */
  readonly basis?: string;
}

/** @throws ClockInputRefused `not-a-day`, `bad-suspension` */
export function checkSuspension(suspension: Suspension): Suspension {
  parseDay(suspension.from, 'suspension, from');
  if (suspension.to !== undefined && isBefore(parseDay(suspension.to, 'suspension, to'), suspension.from))
    throw new ClockInputRefused(
      'bad-suspension',
      `a suspension from ${suspension.from} cannot end on ${suspension.to}, before it begins`,
    );
  return suspension;
}

/** Suspensions as day numbers, for the counting loop. */
export class SuspendedDays {
  private readonly stretches: readonly { readonly from: number; readonly to: number }[];

  constructor(suspensions: readonly Suspension[]) {
    this.stretches = suspensions.map(({ from, to }) => ({
      from: dayNumber(from),
      to: to === undefined ? Infinity : dayNumber(to),
    }));
  }

  has(number: number): boolean {
    return this.stretches.some(({ from, to }) => from <= number && number <= to);
  }

  /** The first day at or after this one that is not suspended; Infinity when none is known. */
  nextRunning(number: number): number {
    let at = number;
    for (;;) {
      const stretch = this.stretches.find(({ from, to }) => from <= at && at <= to);
      if (!stretch) return at;
      if (stretch.to === Infinity) return Infinity;
      at = stretch.to + 1;
    }
  }
}
