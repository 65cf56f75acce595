/** What each day of a stretch is, for a month grid: the picture behind "why this date?". */
import { CalendarAtSite, type AtSite } from './calendar/working-days.js';
import { dayNumber, dayOfNumber, isAfter, parseDay, weekdayOfNumber, yearOf, type Day, type Weekday } from './day.js';
import type { Reckoning } from './reckon.js';
import { ClockInputRefused } from './refusals.js';
import { checkSuspension, SuspendedDays, type Suspension } from './suspension.js';

export interface DayKind {
  readonly day: Day;
  readonly weekday: Weekday;
  readonly weekend: boolean;
  readonly holiday?: { readonly name?: string; readonly source: string };
  /** `null` when the calendar has no list for the year: a grid may show the month, but must not pretend. */
  readonly working: boolean | null;
  /** Whether the clock counts this day. Always false without a clock. */
  readonly counted: boolean;
  /** Whether the clock stands still on this day, weekends and holidays in the stretch included. */
  readonly suspended: boolean;
  /** The day of the event, or the last day of the clock. */
  readonly mark?: 'event' | 'end';
}

export interface GridQuestion extends AtSite {
  /** First and last day of the grid, both included; ten years at most. */
  readonly from: Day;
  readonly to: Day;
  /** The clock to draw into it: its reckoning, with the event and suspensions that it was made of. */
  readonly clock?: {
    readonly event: Day;
    readonly reckoning: Pick<Reckoning, 'starts' | 'end' | 'unit'>;
    readonly suspensions?: readonly Suspension[];
  };
}

const LONGEST_GRID = 3_660;

/** @throws ClockInputRefused `bad-span` when `to` lies before `from` or over ten years after it; `not-a-day`, `unknown-site` */
export function dayKinds({ from, to, calendar, site, clock }: GridQuestion): DayKind[] {
  const first = dayNumber(parseDay(from, 'from'));
  const last = dayNumber(parseDay(to, 'to'));
  if (last < first || last - first > LONGEST_GRID)
    throw new ClockInputRefused(
      'bad-span',
      `a grid from ${from} to ${to} is not possible: it runs forward, over ten years at most`,
    );
  const opened = new CalendarAtSite(calendar, site);
  const suspended = new SuspendedDays((clock?.suspensions ?? []).map(checkSuspension));

  return Array.from({ length: last - first + 1 }, (_, i): DayKind => {
    const number = first + i;
    const day = dayOfNumber(number);
    const weekend = opened.isWeekend(number);
    const known = weekend || opened.hasListFor(number);
    const off = known ? opened.dayOff(number) : undefined;
    const working = known ? off === undefined : null;
    const inClock =
      clock !== undefined &&
      !isAfter(clock.reckoning.starts, day) &&
      (clock.reckoning.end === null || !isAfter(day, clock.reckoning.end));
    const stopped = inClock && suspended.has(number);
    // With an open end nothing after the open suspension's start is counted: it is all suspended.
    const counted = inClock && !stopped && (clock.reckoning.unit === 'calendar-days' || working === true);
    const mark = clock?.reckoning.end === day ? 'end' : clock?.event === day ? 'event' : undefined;
    return {
      day,
      weekday: weekdayOfNumber(number),
      weekend,
      ...(off?.why === 'holiday'
        ? { holiday: { ...(off.name === undefined ? {} : { name: off.name }), source: off.source } }
        : {}),
      working,
      counted,
      suspended: stopped,
      ...(mark ? { mark } : {}),
    };
  });
}

/** The first and last day of the month in which a day lies. */
export function monthAround(day: Day): { from: Day; to: Day } {
  const firstOfMonth = `${parseDay(day).slice(0, 7)}-01`;
  const number = dayNumber(firstOfMonth);
  let last = number;
  while (dayOfNumber(last + 1).slice(0, 7) === day.slice(0, 7)) last++;
  return { from: dayOfNumber(number), to: dayOfNumber(last) };
}

/** Whether every day of a stretch has a list: what a screen asks before it offers a date. */
export function yearsWithoutList({ from, to, calendar }: { from: Day; to: Day } & AtSite): number[] {
  const missing: number[] = [];
  for (let year = yearOf(from); year <= yearOf(to); year++)
    if (!calendar.years.some((list) => list.year === year)) missing.push(year);
  return missing;
}
