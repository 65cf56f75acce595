/**
 * A calendar day, without hour and without time zone. The arithmetic is that of the proleptic Gregorian calendar, in whole
 * days since 1970-01-01; the machine's clock and its time zone are never asked.
 */
import { ClockInputRefused } from './refusals.js';

/** `YYYY-MM-DD`, years 0001 to 9999. A plain string, so that it passes through JSON; doors check it with `isDay`. */
export type Day = string;

/** As in ISO 8601: 1 is Monday, 7 is Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

const SHAPE = /^\d{4}-\d{2}-\d{2}$/;

/** Days of 400 years, after which the calendar repeats itself; of 100 of them, and of four, without the leap day that ends them. */
const [DAYS_OF_400, DAYS_OF_100, DAYS_OF_4] = [146_097, 36_524, 1460];
/** From 1 March of the year 0 to 1970-01-01. */
const TO_1970 = 719_468;

const FIRST_NUMBER = numberAt(1, 1, 1);
const LAST_NUMBER = numberAt(9999, 12, 31);

/** Years are counted from March, so that a leap day is the last of its year: no table of months is needed (153 days in each five of them). */
function numberAt(year: number, month: number, dayOfMonth: number): number {
  const years = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + dayOfMonth - 1;
  return 365 * years + Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400) + dayOfYear - TO_1970;
}

/** Days in a month (1 to 12) of a year. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Whether a value is a day that exists: `2024-02-29` is, `2023-02-29`, `2024-2-9` and `2024-01-01T00:00` are not. */
export function isDay(value: unknown): value is Day {
  if (typeof value !== 'string' || !SHAPE.test(value)) return false;
  const [year, month, dayOfMonth] = dateOf(value);
  return year >= 1 && month >= 1 && month <= 12 && dayOfMonth >= 1 && dayOfMonth <= daysInMonth(year, month);
}

/** Year, month and day of the month. */
function dateOf(day: Day): [year: number, month: number, dayOfMonth: number] {
  const digit = (at: number): number => day.charCodeAt(at) - 48;
  const two = (at: number): number => 10 * digit(at) + digit(at + 1);
  return [100 * two(0) + two(2), two(5), two(8)];
}

/** The value itself, when it is a day. @throws ClockInputRefused `not-a-day`, naming what was asked for. */
export function parseDay(value: unknown, what = 'day'): Day {
  if (isDay(value)) return value;
  throw new ClockInputRefused(
    'not-a-day',
    `${what}: ${JSON.stringify(value) ?? 'nothing'} is not a day; write an existing one as YYYY-MM-DD`,
  );
}

/** Whole days since 1970-01-01. For loops inside this library. */
export function dayNumber(day: Day): number {
  return numberAt(...dateOf(parseDay(day)));
}

/** The day of a number given by `dayNumber`. @throws ClockInputRefused `day-out-of-range` outside 0001 to 9999. */
export function dayOfNumber(number: number): Day {
  if (!Number.isInteger(number) || number < FIRST_NUMBER || number > LAST_NUMBER)
    throw new ClockInputRefused('day-out-of-range', 'the day reckoned lies outside the years 0001 to 9999');
  const days = number + TO_1970;
  const day = days % DAYS_OF_400;
  const year = Math.floor(
    (day - Math.floor(day / DAYS_OF_4) + Math.floor(day / DAYS_OF_100) - Math.floor(day / (DAYS_OF_400 - 1))) / 365,
  );
  const dayOfYear = day - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const ofEra = 400 * Math.floor(days / DAYS_OF_400) + year + (month > 2 ? 0 : 1);
  return `${padded(ofEra, 4)}-${padded(month, 2)}-${padded(dayOfMonth, 2)}`;
}

const padded = (number: number, length: number): string => String(number).padStart(length, '0');

/** The weekday of a `dayNumber`. 1970-01-01 was a Thursday. */
export function weekdayOfNumber(number: number): Weekday {
  return (((((number + 3) % 7) + 7) % 7) + 1) as Weekday;
}

/** `n` calendar days later; earlier when `n` is negative. */
export function addDays(day: Day, n: number): Day {
  return dayOfNumber(dayNumber(day) + n);
}

/** The same date `n` months later (earlier when negative), or the last day of that month when the date does not occur in it. */
export function addMonths(day: Day, n: number): Day {
  parseDay(day);
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + n;
  const year = Math.floor(months / 12);
  const month = months - year * 12 + 1;
  if (!Number.isInteger(months) || year < 1 || year > 9999)
    throw new ClockInputRefused('day-out-of-range', 'the day reckoned lies outside the years 0001 to 9999');
  const dayOfMonth = Math.min(Number(day.slice(8, 10)), daysInMonth(year, month));
  return dayOfNumber(numberAt(year, month, dayOfMonth));
}

/** ISO weekday of a day: 1 is Monday, 7 is Sunday. */
export function weekday(day: Day): Weekday {
  return weekdayOfNumber(dayNumber(day));
}

/** The year of a day, as a number. */
export function yearOf(day: Day): number {
  return Number(parseDay(day).slice(0, 4));
}

/** Calendar days from one day to another: 1 from a day to the next, 0 to itself, negative backwards. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

/** For sorting: negative when `a` is earlier, 0 when the same, positive when later. */
export function compareDays(a: Day, b: Day): number {
  return daysBetween(b, a);
}

export function isBefore(a: Day, b: Day): boolean {
  return compareDays(a, b) < 0;
}

export function isAfter(a: Day, b: Day): boolean {
  return compareDays(a, b) > 0;
}

/** The later of the days given. */
export function latestDay(first: Day, ...others: Day[]): Day {
  return others.reduce((latest, day) => (isAfter(day, latest) ? day : latest), parseDay(first));
}

/** The earlier of the days given. */
export function earliestDay(first: Day, ...others: Day[]): Day {
  return others.reduce((earliest, day) => (isBefore(day, earliest) ? day : earliest), parseDay(first));
}
