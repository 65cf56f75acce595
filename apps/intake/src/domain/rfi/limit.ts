import type { Day, Explanation as StoredExplanation } from '#contracts';
import {
  addDays,
  CalendarYearMissing,
  endOfPeriod,
  isBefore,
  isWorkingDay,
  nextWorkingDay,
  parsePeriod,
  weekday,
  type AtSite,
  type CountingRules,
  type Explanation,
} from '#legal-clock';

/** How the limits of a case are counted: on which calendar, at which site, under which rules. */
export interface CountingAt extends AtSite {
  rules: CountingRules;
}

/**
 * The limit of a request is written as a calendar date. Article 18 of Regulation 1/2003 speaks of a *time-limit within which*
 * the information is to be provided: a period, told by its last day. So Regulation 1182/71 Article 3(4) is applied: a last day
 * on a weekend or a holiday is not refused, the period ends with the next working day; and it is said so before the request
 * goes out. (Article 5(2), an act to be done *at* a date, would hold the addressee to the holiday itself: the reading less
 * favourable to the one who is asked is not taken.) [m]
 */
export interface ReckonedLimit {
  /** The calendar date that was written. */
  written: Day;
  /** The last day on which a reply is in time. */
  end: Day;
  /** The first day that the rule's minimum allows. */
  earliest: Day;
  explanation: StoredExplanation;
}

export type Unreckonable = { calendarYearMissing: number };

/** Said of a calendar that lacks the year of a limit. */
export const yearMissing = (calendar: string, year: number): string =>
  `The calendar “${calendar}” has no list of holidays for ${year}: the limit cannot be reckoned.`;

/**
 * @param effectiveOn the day on which the request takes effect; it is not counted (Art 3(1))
 * @param minimum shortest period of the rule, `2w`
 * @returns the limit with its reckoning; or the year for which the calendar has no list
 */
export function reckonLimit(asked: {
  effectiveOn: Day;
  written: Day;
  minimum: string;
  counting: CountingAt;
}): ReckonedLimit | Unreckonable {
  const { effectiveOn, written, minimum, counting } = asked;
  try {
    const shortest = endOfPeriod({ ...counting, event: effectiveOn, period: parsePeriod(minimum) });
    const stays = !counting.rules.movesLastDay || isWorkingDay(written, counting);
    const end = stays ? written : nextWorkingDay(written, counting);
    return {
      written,
      end,
      earliest: shortest.end,
      explanation: explain({ ...asked, end, shortest: shortest.explanation, earliest: shortest.end }),
    };
  } catch (error) {
    if (error instanceof CalendarYearMissing) return { calendarYearMissing: error.year };
    throw error;
  }
}

/** The steps that a clerk would write down: the shortest limit as the rule counts it, the date fixed, where it moves, the result. */
function explain(of: {
  effectiveOn: Day;
  written: Day;
  end: Day;
  minimum: string;
  earliest: Day;
  shortest: Explanation;
  counting: CountingAt;
}): StoredExplanation {
  const { written, end, shortest, counting } = of;
  const steps: StoredExplanation['steps'][number][] = shortest.steps
    .filter((step) => step.rule !== 'result')
    .map((step) => ({ ...step, detail: { ...step.detail } }));
  steps.push({
    rule: 'limit-fixed',
    day: written,
    source: 'the request',
    detail: { minimum: of.minimum, earliest: of.earliest },
  });
  if (end !== written)
    steps.push({
      rule: 'last-day-moved',
      day: end,
      source: counting.rules.sources['last-day-moved'] ?? counting.rules.title,
      detail: { from: written, to: end },
    });
  // Asked again over the days that were passed over, for their names and the quality of their lists.
  const passed = passedOver(written, end, counting);
  const provisional = shortest.provisional || passed.provisional;
  steps.push({ rule: 'result', day: end, source: '', detail: { provisional } });
  return {
    steps,
    skipped: [...shortest.skipped, ...passed.skipped].map((day) => ({ ...day })),
    calendar: { ...shortest.calendar },
    rules: { ...shortest.rules },
    consulted: [
      ...new Map([...shortest.consulted, ...passed.consulted].map((list) => [list.source, { ...list }])).values(),
    ],
    provisional,
  };
}

function passedOver(
  written: Day,
  end: Day,
  counting: CountingAt,
): Pick<Explanation, 'skipped' | 'consulted' | 'provisional'> {
  // One working day, counted from the eve of the date: what lies between is what nobody works on.
  const { explanation } = endOfPeriod({
    ...counting,
    event: addDays(written, -1),
    period: { n: 1, unit: 'working-days' },
  });
  return {
    skipped: explanation.skipped.filter(({ day }) => isBefore(day, end)),
    consulted: explanation.consulted,
    provisional: explanation.provisional,
  };
}

/** Working days after the limit up to a day; 0 when it is in time, and when only days lie between on which nobody works. */
export function workingDaysLate(limit: Day, day: Day, at: AtSite): number {
  let late = 0;
  for (let each = addDays(limit, 1); !isBefore(day, each); each = addDays(each, 1)) if (worksOn(each, at)) late++;
  return late;
}

/** A reply is never refused because a calendar has no list for its year: weekdays are then counted as they are. */
function worksOn(day: Day, at: AtSite): boolean {
  try {
    return isWorkingDay(day, at);
  } catch (error) {
    if (error instanceof CalendarYearMissing) return !at.calendar.weekend.includes(weekday(day));
    throw error;
  }
}
