/** Looking days up in a calendar, at one site, and remembering what was looked at. */
import { dayNumber, dayOfNumber, isAfter, weekdayOfNumber, yearOf, type Day } from '../day.js';
import type { ConsultedList } from '../explanation.js';
import { CalendarYearMissing, ClockInputRefused } from '../refusals.js';
import { isUncertain, type CalendarYear, type Holiday, type HolidayCalendar } from './holiday-calendar.js';

/** What a day is in a calendar. `source` is that of the list. */
export type DayOff =
  { readonly why: 'weekend' } | { readonly why: 'holiday'; readonly name?: string; readonly source: string };

/**
 * A calendar opened at one site for one computation. Days are numbers (`dayNumber`) here, for the loops.
 * A weekend day is one in any year; every other day needs the list of its year.
 */
export class CalendarAtSite {
  readonly site: string;
  private readonly years = new Map<number, CalendarYear>();
  private readonly holidays = new Map<Day, Holiday>();
  private readonly seen = new Map<string, ConsultedList>();
  /** A reckoning passes over the same days several times; looking each up once makes it four times as fast. */
  private readonly answers = new Map<number, DayOff | undefined>();

  /** @throws ClockInputRefused `unknown-site` */
  constructor(
    readonly calendar: HolidayCalendar,
    site: string | undefined,
  ) {
    this.site = site ?? calendar.seat;
    if (!calendar.places.some((place) => place.code === this.site))
      throw new ClockInputRefused(
        'unknown-site',
        `the calendar ${calendar.id} knows no site ${JSON.stringify(this.site)}; it has ${calendar.places.map((place) => place.code).join(', ')}`,
      );
    for (const year of calendar.years) {
      this.years.set(year.year, year);
      for (const holiday of year.days)
        if (holiday.place === undefined || holiday.place === this.site) this.holidays.set(holiday.day, holiday);
    }
  }

  isWeekend(number: number): boolean {
    return this.calendar.weekend.includes(weekdayOfNumber(number));
  }

  hasListFor(number: number): boolean {
    return this.years.has(yearOf(dayOfNumber(number)));
  }

  /** Why a day is not a working day, or nothing when it is one. @throws CalendarYearMissing */
  dayOff(number: number): DayOff | undefined {
    if (!this.answers.has(number)) this.answers.set(number, this.lookUp(number));
    return this.answers.get(number);
  }

  private lookUp(number: number): DayOff | undefined {
    if (this.isWeekend(number)) return { why: 'weekend' };
    const day = dayOfNumber(number);
    const list = this.consult(day);
    const holiday = this.holidays.get(day);
    return (
      holiday && { why: 'holiday', ...(holiday.name === undefined ? {} : { name: holiday.name }), source: list.source }
    );
  }

  /** @throws CalendarYearMissing */
  isWorking(number: number): boolean {
    return this.dayOff(number) === undefined;
  }

  /** Every list looked at so far, by year. */
  consulted(): ConsultedList[] {
    return [...this.seen.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, list]) => list);
  }

  /** Whether a list looked at so far can still change. */
  restsOnUncertain(): boolean {
    return [...this.seen.values()].some((list) => isUncertain(list.quality));
  }

  private consult(day: Day): ConsultedList {
    const year = this.years.get(yearOf(day));
    if (!year) throw new CalendarYearMissing(this.calendar.id, this.calendar.version, yearOf(day));
    const part = year.parts?.find((candidate) => !isAfter(candidate.from, day) && !isAfter(day, candidate.to));
    const { quality, source } = part ?? year;
    const key = `${year.year} ${part?.from ?? '9999'}`;
    const known = this.seen.get(key);
    if (known) return known;
    const list = { year: year.year, quality, source };
    this.seen.set(key, list);
    return list;
  }
}

/** Where and by which list a day is judged. */
export interface AtSite {
  readonly calendar: HolidayCalendar;
  /** A code of the calendar's places; its seat when absent. */
  readonly site?: string;
}

/** @throws CalendarYearMissing, ClockInputRefused */
export function isWorkingDay(day: Day, { calendar, site }: AtSite): boolean {
  return new CalendarAtSite(calendar, site).isWorking(dayNumber(day));
}

/** The first working day after a day. @throws CalendarYearMissing, ClockInputRefused */
export function nextWorkingDay(day: Day, { calendar, site }: AtSite): Day {
  const opened = new CalendarAtSite(calendar, site);
  let number = dayNumber(day) + 1;
  while (!opened.isWorking(number)) number++;
  return dayOfNumber(number);
}

/**
 * How many working days lie after one day and up to another, the latter included: 1 on the first working day after the
 * event. 0 when `through` is not after `after`. For guards such as "less than 55 working days after the opening".
 * @throws CalendarYearMissing, ClockInputRefused
 */
export function workingDaysAfter({ after, through, calendar, site }: AtSite & { after: Day; through: Day }): number {
  const opened = new CalendarAtSite(calendar, site);
  let count = 0;
  for (let number = dayNumber(after) + 1, last = dayNumber(through); number <= last; number++)
    if (opened.isWorking(number)) count++;
  return count;
}
