/** The last day of a period that nothing stops or lengthens. */
import type { Day } from './day.js';
import type { Explanation } from './explanation.js';
import { reckon, type ClockQuestion } from './reckon.js';

export type PeriodQuestion = Pick<
  ClockQuestion,
  'event' | 'period' | 'plus' | 'calendar' | 'site' | 'rules' | 'startsOn'
>;

/**
 * The last day of a period counted forward from an event; it lasts to that day's end at the seat (`endOfDay`).
 * @throws CalendarYearMissing, ClockInputRefused
 */
export function endOfPeriod({ event, period, plus, calendar, site, rules, startsOn }: PeriodQuestion): {
  end: Day;
  explanation: Explanation;
} {
  const { end, explanation } = reckon({ event, period, plus, calendar, site, rules, startsOn });
  if (end === null) throw new Error('a period without an open suspension has an end');
  return { end, explanation };
}
