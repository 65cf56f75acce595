/** Between moments and days, at the authority's seat. Intl's time zone data is asked, never the machine's own zone or clock. */
import { addDays, dayNumber, dayOfNumber, parseDay, type Day } from './day.js';
import { ClockInputRefused } from './refusals.js';

const MOMENT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/**
 * The day that it is in a time zone at a moment.
 * @param moment RFC 3339 with offset or `Z`
 * @param timeZone IANA name, `Europe/Brussels`
 * @throws ClockInputRefused `not-a-moment`; RangeError (from Intl) for an unknown time zone
 */
export function dayAt(moment: string, timeZone: string): Day {
  const match = MOMENT.exec(moment);
  if (!match)
    throw new ClockInputRefused(
      'not-a-moment',
      `${JSON.stringify(moment)} is not a moment; write it as 2024-06-28T14:30:00.000Z`,
    );
  parseDay(match[1], 'moment');
  return dayReader(timeZone)(Date.parse(moment));
}

/**
 * The last millisecond of a day in a time zone, as RFC 3339 in UTC with milliseconds: the moment up to which a limit can be met.
 * Right through changes to and from summer time: the day may have 23 or 25 hours.
 * @throws ClockInputRefused `not-a-day`; RangeError (from Intl) for an unknown time zone
 */
export function endOfDay(day: Day, timeZone: string): string {
  const dayOf = dayReader(timeZone);
  // No zone is more than 14 hours ahead of or 12 behind UTC; local days never run backwards, so the last moment can be halved in on.
  let inside = dayNumber(day) * DAY - 15 * HOUR;
  let after = dayNumber(addDays(day, 1)) * DAY + 15 * HOUR;
  while (after - inside > 1) {
    const middle = Math.floor((inside + after) / 2);
    if (dayOf(middle) <= day) inside = middle;
    else after = middle;
  }
  return new Date(inside).toISOString();
}

/** Formats are costly to make, and there are few seats. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  formats.set(timeZone, made);
  return made;
}

function dayReader(timeZone: string): (milliseconds: number) => Day {
  const format = formatOf(timeZone);
  return (milliseconds) => {
    const part: Partial<Record<string, string>> = {};
    for (const { type, value } of format.formatToParts(milliseconds)) part[type] = value;
    return dayOfNumber(
      dayNumber(`${(part['year'] ?? '').padStart(4, '0')}-${part['month'] ?? ''}-${part['day'] ?? ''}`),
    );
  };
}
