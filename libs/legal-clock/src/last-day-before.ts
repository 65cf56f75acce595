/** Counting backwards: the last day on which something can be done "at least ten working days before". */
import { CalendarAtSite, type AtSite } from './calendar/working-days.js';
import { isOneDay, monthsOf } from './count-period.js';
import { addMonths, dayNumber, dayOfNumber, parseDay, type Day } from './day.js';
import type { Explanation, SkippedDay, Step } from './explanation.js';
import { checkPeriod, type Period } from './period.js';
import { sourceOf, type CountingRules } from './rules/counting-rules.js';
import { eu1182 } from './rules/eu.js';

export interface BackwardQuestion extends AtSite {
  /** The day counted back from (an expiry, a meeting); it is not counted itself. */
  readonly before: Day;
  readonly period: Period;
  readonly rules?: CountingRules;
}

/**
 * The last day on which an act is still at least a period ahead of a day: with one working day before a Monday, the Friday.
 * It is not moved to a working day: a period counted backwards is exempt from that (Art 3(4), second sentence). Where the
 * rules ask for two working days in a period of two days or more, the day lies as much earlier as that needs.
 * @throws CalendarYearMissing, ClockInputRefused
 */
export function lastDayBefore(question: BackwardQuestion): { day: Day; explanation: Explanation } {
  const before = parseDay(question.before, 'before');
  const period = checkPeriod(question.period);
  const rules = question.rules ?? eu1182;
  const calendar = new CalendarAtSite(question.calendar, question.site);
  const skipped: SkippedDay[] = [];
  const works = (number: number): boolean => {
    const off = calendar.dayOff(number);
    if (!off) return true;
    const day = dayOfNumber(number);
    skipped.unshift(
      off.why === 'weekend' ? { day, why: 'weekend', source: sourceOf(rules, 'non-working-day') } : { day, ...off },
    );
    return false;
  };
  const previousWorking = (from: number): number => {
    let number = from;
    while (!works(number)) number--;
    return number;
  };

  const last = dayNumber(before) - 1;
  const steps: Step[] = [
    { rule: 'event-not-counted', day: before, source: sourceOf(rules, 'event-not-counted'), detail: {} },
  ];
  let number: number;
  if (period.unit === 'working-days') {
    number = last + 1;
    for (let left = period.n; left > 0; left--) number = previousWorking(number - 1);
  } else if (period.unit === 'calendar-days') number = dayNumber(before) - period.n;
  else if (period.unit === 'weeks') number = dayNumber(before) - 7 * period.n;
  else number = dayNumber(addMonths(before, -monthsOf(period)));
  steps.push({
    rule: 'counted-backwards',
    day: dayOfNumber(number),
    source: sourceOf(rules, 'counted-backwards'),
    detail: { period },
  });

  if (period.unit !== 'working-days' && rules.atLeastTwoWorkingDays && !isOneDay([period])) {
    let held = 0;
    for (let at = number; at <= last && held < 2; at++) if (calendar.isWorking(at)) held++;
    const counted = number;
    for (; held < 2; held++) number = previousWorking(number - 1);
    if (number !== counted)
      steps.push({
        rule: 'two-working-days',
        day: dayOfNumber(number),
        source: sourceOf(rules, 'two-working-days'),
        detail: { from: dayOfNumber(counted), to: dayOfNumber(number) },
      });
  }
  const off = calendar.dayOff(number);
  if (off)
    steps.push({
      rule: 'backwards-not-moved',
      day: dayOfNumber(number),
      source: sourceOf(rules, 'backwards-not-moved'),
      detail: { why: off.why },
    });

  const day = dayOfNumber(number);
  const provisional = calendar.restsOnUncertain();
  steps.push({ rule: 'result', day, source: '', detail: { provisional } });
  return {
    day,
    explanation: {
      rules: { id: rules.id, version: rules.version, title: rules.title },
      calendar: {
        id: question.calendar.id,
        version: question.calendar.version,
        title: question.calendar.title,
        site: calendar.site,
      },
      steps,
      skipped,
      consulted: calendar.consulted(),
      provisional,
    },
  };
}
