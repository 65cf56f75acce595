/**
 * A list of the days on which an institution does not work, as versioned data. A published version is never edited: a
 * correction, or the official list in place of a projected one, is a new version, and what was decided under the old one stays
 * explained by it.
 */
import { isDay, type Day, type Weekday } from '../day.js';
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

/**
 * Reads a calendar that came from outside (a file, the log) and refuses, with the place of the fault, whatever could make
 * a date come out wrong in silence: days that do not exist, that stand under another year or twice, unknown sites, unknown members.
 * @throws ClockInputRefused `bad-calendar`
 */
export function parseCalendar(value: unknown): HolidayCalendar {
  const calendar = object(value, 'calendar', ['id', 'version', 'title', 'places', 'seat', 'weekend', 'years']);
  for (const member of ['id', 'title', 'seat'] as const) text(calendar[member], member);
  if (!Number.isSafeInteger(calendar['version']) || (calendar['version'] as number) < 1)
    fail('version', 'is not a whole number from 1 on');
  const places = list(calendar['places'], 'places').map((place, i) => {
    const { code, name } = object(place, `places[${i}]`, ['code', 'name']);
    text(name, `places[${i}].name`);
    return text(code, `places[${i}].code`);
  });
  if (!places.includes(calendar['seat'] as string)) fail('seat', 'is not among the places');
  if (new Set(places).size !== places.length) fail('places', 'name a site twice');
  const weekend = list(calendar['weekend'], 'weekend');
  if (
    weekend.some((day) => !Number.isInteger(day) || (day as number) < 1 || (day as number) > 7) ||
    new Set(weekend).size > 6
  )
    fail('weekend', 'must hold ISO weekdays, 1 to 7, and leave a working day');
  const years = list(calendar['years'], 'years').map((year, i) => checkYear(year, `years[${i}]`, places));
  if (new Set(years).size !== years.length) fail('years', 'hold a year twice');
  return value as HolidayCalendar;
}

function checkYear(value: unknown, at: string, places: readonly string[]): number {
  const year = object(value, at, ['year', 'quality', 'source', 'parts', 'days']);
  if (!Number.isInteger(year['year'])) fail(`${at}.year`, 'is not a whole number');
  const inYear = (day: unknown, where: string): Day => {
    if (!isDay(day) || Number(day.slice(0, 4)) !== year['year'])
      fail(where, `${JSON.stringify(day)} is not a day of ${String(year['year'])}`);
    return day as Day;
  };
  quality(year['quality'], `${at}.quality`);
  text(year['source'], `${at}.source`);
  if (year['parts'] !== undefined)
    list(year['parts'], `${at}.parts`).forEach((value, i) => {
      const part = object(value, `${at}.parts[${i}]`, ['from', 'to', 'quality', 'source']);
      if (inYear(part['from'], `${at}.parts[${i}].from`) > inYear(part['to'], `${at}.parts[${i}].to`))
        fail(`${at}.parts[${i}]`, 'ends before it begins');
      quality(part['quality'], `${at}.parts[${i}].quality`);
      text(part['source'], `${at}.parts[${i}].source`);
    });
  const seen = new Set<string>();
  list(year['days'], `${at}.days`).forEach((value, i) => {
    const holiday = object(value, `${at}.days[${i}]`, ['day', 'place', 'name']);
    const day = inYear(holiday['day'], `${at}.days[${i}].day`);
    if (holiday['name'] !== undefined) text(holiday['name'], `${at}.days[${i}].name`);
    if (holiday['place'] !== undefined && !places.includes(holiday['place'] as string))
      fail(`${at}.days[${i}].place`, 'is not among the places');
    const key = `${day} ${(holiday['place'] as string | undefined) ?? ''}`;
    if (seen.has(key)) fail(`${at}.days[${i}]`, `${day} stands there twice`);
    seen.add(key);
  });
  return year['year'] as number;
}

function fail(at: string, why: string): never {
  throw new ClockInputRefused('bad-calendar', `holiday calendar, ${at}: ${why}`);
}

function object(value: unknown, at: string, members: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(at, 'is not an object');
  for (const member of Object.keys(value as object))
    if (!members.includes(member)) fail(at, `has an unknown member "${member}"`);
  return value as Record<string, unknown>;
}

function list(value: unknown, at: string): unknown[] {
  if (!Array.isArray(value)) fail(at, 'is not a list');
  return value as unknown[];
}

function text(value: unknown, at: string): string {
  if (typeof value !== 'string' || value === '') fail(at, 'is not a text');
  return value as string;
}

function quality(value: unknown, at: string): void {
  if (!QUALITIES.includes(value as ListQuality)) fail(at, `is not one of ${QUALITIES.join(', ')}`);
}
