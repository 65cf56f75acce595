/** Days as `YYYY-MM-DD`, counted as days since 1970-01-01. No clock, no time zone: a day is a day at the authority's seat. */

const DAY_MS = 86_400_000;

/** Days since 1970-01-01. */
export const dayNumber = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);

export const dayOfNumber = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10);

export const addDays = (day: string, days: number): string => dayOfNumber(dayNumber(day) + days);

/** Days from `from` to `to`; negative when `to` lies before. */
export const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from);

/** 1 = Monday … 7 = Sunday. */
export const weekday = (day: string): number => ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;

export const isWeekend = (day: string): boolean => weekday(day) > 5;

export const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`;

export const nextMonth = (day: string): string => {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;
};

/** The Monday of the day's week. */
export const mondayOf = (day: string): string => addDays(day, 1 - weekday(day));

/** True for a day that exists in the calendar, written `YYYY-MM-DD`. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
  dayOfNumber(dayNumber(text)) === text;

/** The day on which a moment (RFC 3339) lies at the given time zone. */
export const dayOfMoment = (moment: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(moment),
  );
