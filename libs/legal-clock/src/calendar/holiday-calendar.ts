/**
 * A list of the days on which an institution does not work, as versioned data. A published version is never edited: a
 * correction, or the official list in place of a projected one, is a new version, and what was decided under the old one stays
 * explained by it.
 */
import { dayNumber, isDay, weekday, weekdayOfNumber, type Day, type Weekday } from '../day.js';
import { ClockInputRefused } from '../refusals.js';

/**
 * How well a list is known, from best to worst:
 * `published` in the official journal; `reconstructed` from such lists; `secondary`: taken from somebody who had it;
 * `projected`: at least in part reckoned from the pattern of earlier years; `provisional`: not yet decided by the institution.
 */
export type ListQuality = 'published' | 'reconstructed' | 'secondary' | 'projected' | 'provisional';

const QUALITIES: readonly ListQuality[] = ['published', 'reconstructed', 'secondary', 'projected', 'provisional'];

/** Whether a date resting on a list of this quality must say that it can still change. */
export function isUncertain(quality: ListQuality): boolean {
  return quality === 'projected' || quality === 'provisional';
}

export interface Holiday {
  readonly day: Day;
  /** Only at this site (a code of the calendar's `places`); everywhere when absent. */
  readonly place?: string;
  readonly name?: string;
}

/** A part of a year whose list is of another quality than the year's. Both days included. */
export interface ListPart {
  readonly from: Day;
  readonly to: Day;
  readonly quality: ListQuality;
  readonly source: string;
}

export interface CalendarYear {
  readonly year: number;
  /** The weakest quality on which any day of the year may rest, `parts` excepted. */
  readonly quality: ListQuality;
  readonly source: string;
  readonly parts?: readonly ListPart[];
  /** Holidays that fall on weekdays; those on a weekend day need not be listed. */
  readonly days: readonly Holiday[];
}

export interface HolidayCalendar {
  readonly id: string;
  /** 1, 2, 3 …: what was decided names the version that it was decided under. */
  readonly version: number;
  readonly title: string;
  /** The institution's sites; `code` is what `site` and a holiday's `place` name. */
  readonly places: readonly { readonly code: string; readonly name: string }[];
  /** The site that is meant when none is named. */
  readonly seat: string;
  /** ISO weekdays that are never working days: 6 and 7 for Saturday and Sunday. */
  readonly weekend: readonly Weekday[];
  readonly years: readonly CalendarYear[];
}

/**
 * The bytes that a calendar's content hash is made of: JSON with sorted member names, without white space, years and days in
 * order (RFC 8785 form; the only numbers are small integers). Two calendars with the same content give the same string.
 */
export function canonicalCalendar(calendar: HolidayCalendar): string {
  return canonical({
    ...calendar,
    places: sorted(calendar.places, (place) => place.code),
    weekend: [...calendar.weekend].sort((a, b) => a - b),
    years: [...calendar.years]
      .sort((a, b) => a.year - b.year)
      .map((year) => ({
        ...year,
        ...(year.parts ? { parts: sorted(year.parts, (part) => part.from) } : {}),
        days: sorted(year.days, (holiday) => `${holiday.day} ${holiday.place ?? ''}`),
      })),
  });
}

function sorted<T>(items: readonly T[], key: (item: T) => string): T[] {
  // By code units, never by a locale: the order must be the same on every machine.
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

/** Something that is wrong with a calendar. */
export interface CalendarFault {
  /** Dotted place in the file: `years.2024.days.3.day`; a year by its number where it has one, everything else by its place from 0. */
  path: string;
  message: string;
}

/**
 * Reads a calendar that came from outside (a file, the log) and refuses whatever could make a date come out wrong in silence.
 * @throws ClockInputRefused `bad-calendar`, naming all that is wrong with its places
 */
export function parseCalendar(value: unknown): HolidayCalendar {
  const faults = calendarFaults(value);
  if (faults.length > 0)
    throw new ClockInputRefused(
      'bad-calendar',
      `holiday calendar: ${faults.map(({ path, message }) => `${path}: ${message}`).join('; ')}`,
    );
  return value as HolidayCalendar;
}

/** As of procedures: what names a version in an address, and what the views' columns hold. */
const LONGEST_ID = 64;
const LAST_VERSION = 100_000;

/**
 * All that is wrong with a calendar, at once: days that do not exist, that stand under another year or twice, unknown sites, unknown
 * members. Empty = it can be counted on.
 */
export function calendarFaults(value: unknown): CalendarFault[] {
  const faults = new Faults();
  const calendar = faults.object(value, '', ['id', 'version', 'title', 'places', 'seat', 'weekend', 'years']);
  if (!calendar) return faults.found;
  for (const member of ['id', 'title', 'seat'] as const) faults.text(calendar[member], member);
  if (typeof calendar['id'] === 'string' && calendar['id'].length > LONGEST_ID)
    faults.add('id', `is longer than ${LONGEST_ID} characters`);
  if (!wholeFrom1(calendar['version'])) faults.add('version', 'is not a whole number from 1 on');
  else if ((calendar['version'] as number) > LAST_VERSION) faults.add('version', `is more than ${LAST_VERSION}`);
  const places = (faults.list(calendar['places'], 'places') ?? []).flatMap((value, i) => {
    const place = faults.object(value, `places.${i}`, ['code', 'name']);
    if (!place) return [];
    faults.text(place['name'], `places.${i}.name`);
    return faults.text(place['code'], `places.${i}.code`) ? [place['code'] as string] : [];
  });
  if (typeof calendar['seat'] === 'string' && calendar['seat'] !== '' && !places.includes(calendar['seat']))
    faults.add('seat', `${JSON.stringify(calendar['seat'])} is not among the places`);
  for (const code of twice(places)) faults.add('places', `name the site ${JSON.stringify(code)} twice`);
  const weekend = faults.list(calendar['weekend'], 'weekend');
  if (weekend?.some((day) => !Number.isInteger(day) || (day as number) < 1 || (day as number) > 7))
    faults.add('weekend', 'holds something else than ISO weekdays, 1 to 7');
  if (new Set(weekend).size > 6) faults.add('weekend', 'leaves no working day');
  const years = (faults.list(calendar['years'], 'years') ?? []).flatMap((year, i) =>
    faultsOfYear(faults, year, i, places, weekend ?? []),
  );
  for (const year of twice(years)) faults.add('years', `hold ${year} twice`);
  return faults.found;
}

/** @returns the year that the list says it is for */
function faultsOfYear(
  faults: Faults,
  value: unknown,
  index: number,
  places: readonly string[],
  weekend: readonly unknown[],
): number[] {
  const named = (value as { year?: unknown } | null)?.year;
  const at = `years.${wholeFrom1(named) ? String(named) : index}`;
  const year = faults.object(value, at, ['year', 'quality', 'source', 'parts', 'days']);
  if (!year) return [];
  if (!wholeFrom1(named) || !isDay(`${String(named).padStart(4, '0')}-01-01`))
    faults.add(`${at}.year`, 'is not a year, written as a whole number');
  const inYear = (day: unknown, where: string): day is Day => {
    if (!isDay(day)) faults.add(where, `${JSON.stringify(day)} is not a day that exists; write it as 2024-12-25`);
    else if (Number(day.slice(0, 4)) !== named) faults.add(where, `${day} is not a day of ${String(named)}`);
    else return true;
    return false;
  };
  faults.quality(year['quality'], `${at}.quality`);
  faults.text(year['source'], `${at}.source`);
  if (year['parts'] !== undefined)
    faults.list(year['parts'], `${at}.parts`)?.forEach((value, i) => {
      const where = `${at}.parts.${i}`;
      const part = faults.object(value, where, ['from', 'to', 'quality', 'source']);
      if (!part) return;
      const { from, to } = part;
      const sound = inYear(from, `${where}.from`);
      if (inYear(to, `${where}.to`) && sound && (from as Day) > to) faults.add(where, 'ends before it begins');
      faults.quality(part['quality'], `${where}.quality`);
      faults.text(part['source'], `${where}.source`);
    });
  const seen = new Set<string>();
  const free = new Set<Day>();
  faults.list(year['days'], `${at}.days`)?.forEach((value, i) => {
    const where = `${at}.days.${i}`;
    const holiday = faults.object(value, where, ['day', 'place', 'name']);
    if (!holiday) return;
    const { day, place, name } = holiday;
    if (name !== undefined) faults.text(name, `${where}.name`);
    if (place !== undefined && !places.includes(place as string))
      faults.add(`${where}.place`, `${JSON.stringify(place)} is not among the places`);
    if (!inYear(day, `${where}.day`)) return;
    const key = `${day} ${typeof place === 'string' ? place : ''}`;
    if (seen.has(key)) faults.add(where, `${day} stands there twice`);
    seen.add(key);
    if (!weekend.includes(weekday(day))) free.add(day);
  });
  const all = workingDaysOf(named, weekend);
  if (free.size > all / 2)
    faults.add(
      `${at}.days`,
      `make holidays of ${free.size} of the ${all} days of ${String(named)} that are no weekend: more than half of a year is no list of holidays`,
    );
  return wholeFrom1(named) ? [named] : [];
}

/** So many days of a year are no weekend. A year that is none is faulted elsewhere, and has none. */
function workingDaysOf(year: unknown, weekend: readonly unknown[]): number {
  const first = `${String(year).padStart(4, '0')}-01-01`;
  if (!isDay(first)) return 0;
  const days = isDay(`${first.slice(0, 4)}-02-29`) ? 366 : 365;
  return Array.from({ length: days }, (_, i) => weekdayOfNumber(dayNumber(first) + i)).filter(
    (day) => !weekend.includes(day),
  ).length;
}

const wholeFrom1 = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;

const twice = <T>(items: readonly T[]): T[] => [...new Set(items.filter((item, i) => items.indexOf(item) !== i))];

/** What is wrong, as it is found. */
class Faults {
  readonly found: CalendarFault[] = [];

  add(path: string, message: string): void {
    this.found.push({ path: path === '' ? 'file' : path, message });
  }

  object(value: unknown, at: string, members: readonly string[]): Record<string, unknown> | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.add(at, 'is not an object');
      return undefined;
    }
    for (const member of Object.keys(value))
      if (!members.includes(member)) this.add(at === '' ? member : `${at}.${member}`, 'There is no such field.');
    return value as Record<string, unknown>;
  }

  list(value: unknown, at: string): unknown[] | undefined {
    if (Array.isArray(value)) return value;
    this.add(at, 'is not a list');
    return undefined;
  }

  text(value: unknown, at: string): boolean {
    const sound = typeof value === 'string' && value !== '';
    if (!sound) this.add(at, 'is not a text');
    return sound;
  }

  quality(value: unknown, at: string): void {
    if (!QUALITIES.includes(value as ListQuality)) this.add(at, `is not one of ${QUALITIES.join(', ')}`);
  }
}
