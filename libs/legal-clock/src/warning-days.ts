/** On which days the end of a period is warned of. */
import type { AtSite } from './calendar/working-days.js';
import { addDays, addMonths, compareDays, isAfter, type Day } from './day.js';
import { lastDayBefore } from './last-day-before.js';
import { parsePeriod, type Period } from './period.js';
import { CalendarYearMissing } from './refusals.js';

export interface WarningDay {
  /** How far ahead of the end it lies: `3wd`. */
  ahead: string;
  on: Day;
}

/**
 * The days that lie each of some periods (`3wd`, `1m`) ahead of an end, the first one first. Only days after `after`, that of the act that
 * fixed the end: who fixed it knows it. A day in a year without a list of holidays is left out: a warning is no limit in law, and bars nothing.
 * @throws ClockInputRefused
 */
export const warningDays = (periods: readonly string[], end: Day, after: Day, at: AtSite): WarningDay[] =>
  periods
    .flatMap((ahead) => {
      const on = dayAhead(parsePeriod(ahead), end, at);
      return on !== undefined && isAfter(on, after) ? [{ ahead, on }] : [];
    })
    .sort((a, b) => compareDays(a.on, b.on));

/** Only its working days are looked up, nothing is moved. */
function dayAhead(period: Period, end: Day, { calendar, site }: AtSite): Day | undefined {
  switch (period.unit) {
    case 'working-days':
      try {
        return lastDayBefore({ before: end, period, calendar, ...(site !== undefined && { site }) }).day;
      } catch (error) {
        if (error instanceof CalendarYearMissing) return undefined;
        throw error;
      }
    case 'calendar-days':
      return addDays(end, -period.n);
    case 'weeks':
      return addDays(end, -7 * period.n);
    case 'months':
      return addMonths(end, -period.n);
    case 'years':
      return addMonths(end, -12 * period.n);
  }
}
