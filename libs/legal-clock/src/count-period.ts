/**
 * The counting itself: from the day of the event, through the parts of a period, over suspended and non-working days,
 * to the last day. Every part is one rule of the law; what was done is noted, and turned into an explanation elsewhere.
 */
import { CalendarAtSite } from './calendar/working-days.js';
import { addMonths, dayNumber, dayOfNumber, type Day } from './day.js';
import type { SkippedDay, Step } from './explanation.js';
import type { Period } from './period.js';
import { sourceOf, type CountingRules, type StartsOn } from './rules/counting-rules.js';
import type { SuspendedDays } from './suspension.js';

export interface Count {
  /** The first day that may be counted, before weekends, holidays and suspensions are looked at. */
  readonly starts: number;
  /** The last day; nothing when an open suspension stops the clock before it. */
  readonly end: number | undefined;
  readonly steps: readonly Step[];
  readonly skipped: readonly SkippedDay[];
}

export interface WhatToCount {
  readonly event: Day;
  readonly startsOn: StartsOn;
  /** Counted one after the other; the last day moves once, at the end. */
  readonly parts: readonly Period[];
  readonly suspended: SuspendedDays;
  readonly calendar: CalendarAtSite;
  readonly rules: CountingRules;
}

/** Whether the days that a clock counts are its working days; otherwise all days are. */
export function countsWorkingDays(parts: readonly Period[]): boolean {
  return parts.every((part) => part.unit === 'working-days');
}

/** @throws CalendarYearMissing, ClockInputRefused `day-out-of-range` */
export function countPeriod(what: WhatToCount): Count {
  const { event, parts, suspended, calendar, rules } = what;
  const skipped = new Map<number, SkippedDay>();
  const steps: Step[] = [];
  const done = (starts: number, end: number | undefined): Count => ({
    starts,
    end,
    steps,
    skipped: [...skipped].sort(([a], [b]) => a - b).map(([, day]) => day),
  });
  const works = (number: number): boolean => {
    const off = calendar.dayOff(number);
    if (!off) return true;
    const day = dayOfNumber(number);
    skipped.set(
      number,
      off.why === 'weekend' ? { day, why: 'weekend', source: sourceOf(rules, 'non-working-day') } : { day, ...off },
    );
    return false;
  };
  /** The first day at or after this one on which the clock runs and people work. */
  const nextOpen = (from: number): number | undefined => {
    for (let number = suspended.nextRunning(from); number !== Infinity; number = suspended.nextRunning(number + 1))
      if (works(number)) return number;
    return undefined;
  };

  const starts = firstDay(what, works);
  let cursor = starts;
  let end = starts - 1;
  // The day "from which the period runs" (Art 3(2)(c)): of the first part the event's, of a later part the last one of the part before.
  let runsFrom: Day = event;
  let beginsWithFirstDay = what.startsOn !== 'day-after';

  for (const [index, part] of parts.entries()) {
    if (part.unit === 'working-days') {
      // A calendar part before it has ended on a working day, if last days move: the extension is counted from there.
      if (index > 0 && rules.movesLastDay && end >= starts) {
        const moved = nextOpen(end);
        if (moved === undefined) return done(starts, undefined);
        end = moved;
        cursor = end + 1;
      }
      for (let left = part.n; left > 0; left--) {
        const open = nextOpen(cursor);
        if (open === undefined) return done(starts, undefined);
        end = open;
        cursor = end + 1;
      }
      steps.push({
        rule: 'working-days-counted',
        day: dayOfNumber(end),
        source: sourceOf(rules, 'working-days-counted'),
        detail: { period: part },
      });
    } else {
      const nominal = nominalEnd(part, cursor, runsFrom, beginsWithFirstDay);
      steps.push(nominalStep(part, nominal, runsFrom, beginsWithFirstDay, rules));
      for (let left = nominal - cursor + 1; left > 0; left--) {
        const running = suspended.nextRunning(cursor);
        if (running === Infinity) return done(starts, undefined);
        end = running;
        cursor = end + 1;
      }
    }
    runsFrom = dayOfNumber(end);
    beginsWithFirstDay = false;
  }

  if (parts.at(-1)?.unit !== 'working-days') {
    if (rules.movesLastDay) {
      const moved = nextOpen(end);
      if (moved === undefined) return done(starts, undefined);
      if (moved !== end)
        steps.push({
          rule: 'last-day-moved',
          day: dayOfNumber(moved),
          source: sourceOf(rules, 'last-day-moved'),
          detail: { from: dayOfNumber(end), to: dayOfNumber(moved) },
        });
      end = moved;
    }
    if (rules.atLeastTwoWorkingDays && !isOneDay(parts)) {
      const moved = holdTwoWorkingDays(starts, end, suspended, calendar, nextOpen);
      if (moved === undefined) return done(starts, undefined);
      if (moved !== end)
        steps.push({
          rule: 'two-working-days',
          day: dayOfNumber(moved),
          source: sourceOf(rules, 'two-working-days'),
          detail: { from: dayOfNumber(end), to: dayOfNumber(moved) },
        });
      end = moved;
    }
  }
  return done(starts, end);
}

function firstDay({ event, startsOn }: WhatToCount, works: (number: number) => boolean): number {
  let first = dayNumber(event);
  if (startsOn === 'event-day') return first;
  first++;
  if (startsOn === 'next-working-day') while (!works(first)) first++;
  return first;
}

/** Where a part in calendar days, weeks, months or years ends, were the clock never stopped. */
function nominalEnd(part: Period, cursor: number, runsFrom: Day, beginsWithFirstDay: boolean): number {
  if (part.unit === 'calendar-days') return cursor + part.n - 1;
  // Seven days a week from the first day on: the same weekday as the day before the first (Toeters).
  if (part.unit === 'weeks') return cursor + 7 * part.n - 1;
  const months = monthsOf(part);
  if (!beginsWithFirstDay) return dayNumber(addMonths(runsFrom, months));
  // "Beginning with" a day: the period is full on the eve of the same date; where that date does not occur, at the end of the month.
  const first = dayOfNumber(cursor);
  const sameDate = addMonths(first, months);
  return sameDate.slice(8) === first.slice(8) ? dayNumber(sameDate) - 1 : dayNumber(sameDate);
}

function nominalStep(
  part: Period,
  nominal: number,
  runsFrom: Day,
  beginsWithFirstDay: boolean,
  rules: CountingRules,
): Step {
  const day = dayOfNumber(nominal);
  const detail = { period: part, runsFrom };
  if (part.unit === 'calendar-days' || beginsWithFirstDay)
    return {
      rule: 'calendar-days-counted',
      day,
      source: sourceOf(rules, 'calendar-days-counted'),
      detail: { period: part },
    };
  if (part.unit === 'weeks')
    return { rule: 'week-ends-same-weekday', day, source: sourceOf(rules, 'week-ends-same-weekday'), detail };
  const rule = day.slice(8) === runsFrom.slice(8) ? 'month-ends-same-date' : 'month-ends-last-day';
  return { rule, day, source: sourceOf(rules, rule), detail };
}

/** Months of a period in months or years. */
export function monthsOf(part: Period): number {
  return part.unit === 'years' ? 12 * part.n : part.n;
}

/** Whether a period is a single calendar day: the only one that need not hold two working days. */
export function isOneDay(parts: readonly Period[]): boolean {
  const [only] = parts;
  return parts.length === 1 && only?.n === 1 && (only.unit === 'calendar-days' || only.unit === 'working-days');
}

/** Art 3(5): the end, moved on until two working days lie in the period. Looks backwards from the end: long periods need not be walked. */
function holdTwoWorkingDays(
  starts: number,
  end: number,
  suspended: SuspendedDays,
  calendar: CalendarAtSite,
  nextOpen: (from: number) => number | undefined,
): number | undefined {
  let held = 0;
  for (let number = end; number >= starts && held < 2; number--)
    if (!suspended.has(number) && calendar.isWorking(number)) held++;
  let moved = end;
  for (; held < 2; held++) {
    const open = nextOpen(moved + 1);
    if (open === undefined) return undefined;
    moved = open;
  }
  return moved;
}
