/** Looking days up in a calendar, at one site, and remembering what was looked at. */
import { dayNumber, dayOfNumber, isAfter, weekdayOfNumber, yearOf, type Day } from '../day.js';
import type { ConsultedList } from '../explanation.js';
import { CalendarYearMissing, ClockInputRefused } from '../refusals.js';
import { isUncertain, type CalendarYear, type Holiday, type HolidayCalendar } from './holiday-calendar.js';

/** What a day is in a calendar. `source` is that of the list. */
export type DayOff =
  { readonly why: 'weekend' } | { readonly why: 'holiday'; readonly name?: string; readonly source: string };

/** What the lists say of a day that is no weekend: whether it is off, and which list that is from. */
interface Listed {
  readonly off: DayOff | undefined;
  readonly list: ConsultedList;
}

/** The lists of a calendar as they hold at one site. */
interface ListsAtSite {
  readonly years: ReadonlyMap<number, CalendarYear>;
  readonly holidays: ReadonlyMap<Day, Holiday>;
  /** Days that were looked up. */
  readonly listed: Map<number, Listed>;
  /** The lists that were looked at, each once: by it a computation knows which ones it has seen. */
  readonly consulted: Map<string, ConsultedList>;
}

/** Of each calendar, by site: a version of a calendar never changes, and every date of every case is counted on the same few. */
const opened = new WeakMap<HolidayCalendar, Map<string, ListsAtSite>>();

function listsAt(calendar: HolidayCalendar, site: string): ListsAtSite {
  const sites = opened.get(calendar) ?? new Map<string, ListsAtSite>();
  opened.set(calendar, sites);
  const known = sites.get(site);
  if (known) return known;
  const holidays = calendar.years
    .flatMap((year) => year.days)
    .filter((holiday) => holiday.place === undefined || holiday.place === site);
  const lists = {
    years: new Map(calendar.years.map((year) => [year.year, year])),
    holidays: new Map(holidays.map((holiday) => [holiday.day, holiday])),
    listed: new Map<number, Listed>(),
    consulted: new Map<string, ConsultedList>(),
  };
  sites.set(site, lists);
  return lists;
}

/**
 * A calendar opened at one site for one computation. Days are numbers (`dayNumber`) here, for the loops.
 * A weekend day is one in any year; every other day needs the list of its year.
 */
export class CalendarAtSite {
  readonly site: string;
  private readonly lists: ListsAtSite;
  private readonly seen = new Set<ConsultedList>();

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
    this.lists = listsAt(calendar, this.site);
  }

  isWeekend(number: number): boolean {
    return this.calendar.weekend.includes(weekdayOfNumber(number));
  }

  hasListFor(number: number): boolean {
    return this.lists.years.has(yearOf(dayOfNumber(number)));
  }

  /** Why a day is not a working day, or nothing when it is one. @throws CalendarYearMissing */
  dayOff(number: number): DayOff | undefined {
    if (this.isWeekend(number)) return WEEKEND;
    const { listed } = this.lists;
    let found = listed.get(number);
    if (!found) listed.set(number, (found = this.lookUp(dayOfNumber(number))));
    this.seen.add(found.list);
    return found.off;
  }

  private lookUp(day: Day): Listed {
    const list = this.consult(day);
    const holiday = this.lists.holidays.get(day);
    if (!holiday) return { off: undefined, list };
    const name = holiday.name === undefined ? {} : { name: holiday.name };
    return { off: { why: 'holiday', ...name, source: list.source }, list };
  }

  /** @throws CalendarYearMissing */
  isWorking(number: number): boolean {
    return this.dayOff(number) === undefined;
  }

  /** Every list looked at so far, by year. */
  consulted(): ConsultedList[] {
    return [...this.lists.consulted]
      .filter(([, list]) => this.seen.has(list))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, list]) => list);
  }

  /** Whether a list looked at so far can still change. */
  restsOnUncertain(): boolean {
    return [...this.seen].some((list) => isUncertain(list.quality));
  }

  private consult(day: Day): ConsultedList {
    const { years, consulted } = this.lists;
    const year = years.get(yearOf(day));
    if (!year) throw new CalendarYearMissing(this.calendar.id, this.calendar.version, yearOf(day));
    const part = year.parts?.find((candidate) => !isAfter(candidate.from, day) && !isAfter(day, candidate.to));
    const { quality, source } = part ?? year;
    const key = `${year.year} ${part?.from ?? '9999'}`;
    const known = consulted.get(key);
    if (known) return known;
    const list = { year: year.year, quality, source };
    consulted.set(key, list);
    return list;
  }
}

const WEEKEND: DayOff = { why: 'weekend' };

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
