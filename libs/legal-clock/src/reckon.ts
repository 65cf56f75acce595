/** A legal clock: a period that suspensions stop and extensions lengthen, reckoned to its last day and explained. */
import { CalendarAtSite, type AtSite } from './calendar/working-days.js';
import { countPeriod, countsWorkingDays, type Count } from './count-period.js';
import { dayNumber, dayOfNumber, isBefore, parseDay, type Day } from './day.js';
import type { Explanation, Step } from './explanation.js';
import { checkPeriod, type Period } from './period.js';
import { ClockInputRefused } from './refusals.js';
import { sourceOf, type CountingRules, type StartsOn } from './rules/counting-rules.js';
import { eu1182 } from './rules/eu.js';
import { checkSuspension, SuspendedDays, type Suspension } from './suspension.js';

/** More time, granted on a day, on a stated basis (an article, a decision). Extensions add up. */
export interface Extension {
  readonly by: Period;
  readonly on: Day;
  readonly basis: string;
}

export interface ClockQuestion extends AtSite {
  readonly event: Day;
  readonly period: Period;
  /** Further parts of the same period ("two months and ten days"), counted one after the other; the last day moves once. */
  readonly plus?: readonly Period[];
  readonly suspensions?: readonly Suspension[];
  readonly extensions?: readonly Extension[];
  /** A day that nothing moves the end beyond, an open suspension included; given, never moved itself. */
  readonly hardEnd?: Day;
  /** Which law counts; Regulation 1182/71 when absent. */
  readonly rules?: CountingRules;
  /** Where the first day lies, when it is not where the rules put it. */
  readonly startsOn?: StartsOn;
  /** The day at whose end `used` and `left` are told; the clock's end (or the open suspension) when absent. */
  readonly asOf?: Day;
}

export interface Reckoning {
  /** The last day of the period; `null` while an open suspension holds the clock. */
  readonly end: Day | null;
  /** The first day that can be counted. */
  readonly starts: Day;
  /** What `used` and `left` are counted in. */
  readonly unit: 'working-days' | 'calendar-days';
  /** Days of the clock that have run, up to the end of `asOf`. */
  readonly used: number;
  /** Days of the clock still to run after it. */
  readonly left: number;
  readonly explanation: Explanation;
}

/**
 * Reckons a clock. In a period of working days, suspended days are not counted; in one of calendar days, weeks, months or
 * years the end moves by as many days as were suspended before it. An extension in the unit of an earlier part lengthens that
 * part (90 + 15 working days are one period of 105); in another unit it is counted on from the end.
 * @throws CalendarYearMissing, ClockInputRefused
 */
export function reckon(question: ClockQuestion): Reckoning {
  const event = parseDay(question.event, 'event');
  const base = [checkPeriod(question.period), ...(question.plus ?? []).map((part) => checkPeriod(part, 'plus'))];
  const suspensions = (question.suspensions ?? []).map(checkSuspension);
  const extensions = (question.extensions ?? []).map((extension) => {
    checkPeriod(extension.by, 'extension, by');
    parseDay(extension.on, 'extension, on');
    return extension;
  });
  const hardEnd = question.hardEnd === undefined ? undefined : parseDay(question.hardEnd, 'hardEnd');
  if (hardEnd !== undefined && isBefore(hardEnd, event))
    throw new ClockInputRefused('bad-hard-end', `the hard end ${hardEnd} lies before the event, ${event}`);
  const asOf = question.asOf === undefined ? undefined : dayNumber(parseDay(question.asOf, 'asOf'));

  const rules = question.rules ?? eu1182;
  const startsOn = question.startsOn ?? rules.startsOn;
  const calendar = new CalendarAtSite(question.calendar, question.site);
  const count = (stops: readonly Suspension[], grants: readonly Extension[]): Count =>
    countPeriod({
      event,
      startsOn,
      parts: withExtensions(base, grants),
      suspended: new SuspendedDays(stops),
      calendar,
      rules,
    });

  const final = count(suspensions, extensions);
  const working = countsWorkingDays(withExtensions(base, extensions));
  const tally = new Tally(calendar, working);

  const steps: Step[] = [...openingSteps(event, startsOn, final, suspensions, tally, rules)];
  const plain = count([], []);
  steps.push(...plain.steps.filter((step) => !MOVES.has(step.rule)));
  steps.push(...historySteps({ suspensions, extensions, count, plain, tally, rules }));
  steps.push(...final.steps.filter((step) => MOVES.has(step.rule)));

  const capped = hardEnd !== undefined && (final.end === undefined || final.end > dayNumber(hardEnd));
  const end = capped ? dayNumber(hardEnd) : final.end;
  if (capped)
    steps.push({
      rule: 'hard-end',
      day: hardEnd,
      source: sourceOf(rules, 'hard-end'),
      detail: { reckoned: final.end === undefined ? null : dayOfNumber(final.end) },
    });

  const suspended = new SuspendedDays(suspensions);
  const openFrom = openSuspensionStart(suspensions);
  const usedAtMost = tally.count(final.starts, end ?? openFrom - 1, suspended);
  const total = usedAtMost + (end === undefined ? leftWhenStopped() : 0);
  const used =
    asOf === undefined ? usedAtMost : tally.count(final.starts, Math.min(asOf, end ?? openFrom - 1), suspended);

  /** What an open suspension leaves to run: the parts less what is used, or, where months are in it, the days to the end they would have had. */
  function leftWhenStopped(): number {
    if (working) return withExtensions(base, extensions).reduce((sum, part) => sum + part.n, 0) - usedAtMost;
    const closed = suspensions.filter((suspension) => suspension.to !== undefined);
    const unstopped = count(closed, extensions).end as number;
    return tally.count(openFrom, unstopped, new SuspendedDays(closed));
  }

  const provisional = calendar.restsOnUncertain();
  steps.push({
    rule: 'result',
    ...(end === undefined ? {} : { day: dayOfNumber(end) }),
    source: '',
    detail: { provisional },
  });
  return {
    end: end === undefined ? null : dayOfNumber(end),
    starts: dayOfNumber(final.starts),
    unit: working ? 'working-days' : 'calendar-days',
    used,
    left: total - used,
    explanation: {
      rules: { id: rules.id, version: rules.version, title: rules.title },
      calendar: {
        id: question.calendar.id,
        version: question.calendar.version,
        title: question.calendar.title,
        site: calendar.site,
      },
      steps,
      skipped: capped ? final.skipped.filter(({ day }) => dayNumber(day) <= (end as number)) : final.skipped,
      consulted: calendar.consulted(),
      provisional,
    },
  };
}

/** The steps that move an end which counting alone has given; told last, once. */
const MOVES: ReadonlySet<string> = new Set(['last-day-moved', 'two-working-days']);

/** Counts the days of the clock's unit in a stretch, suspended ones left out. */
class Tally {
  constructor(
    private readonly calendar: CalendarAtSite,
    private readonly working: boolean,
  ) {}

  count(from: number, to: number, suspended: SuspendedDays): number {
    let days = 0;
    for (let number = from; number <= to; number++) if (this.counts(number, suspended)) days++;
    return days;
  }

  counts(number: number, suspended: SuspendedDays): boolean {
    return !suspended.has(number) && (!this.working || this.calendar.isWorking(number));
  }
}

/** The parts of the period, each extension added to the last part of its kind, or put after all when there is none. */
function withExtensions(base: readonly Period[], extensions: readonly Extension[]): Period[] {
  const parts = [...base];
  for (const { by } of extensions) {
    const index = parts.findLastIndex((part) => part.unit === by.unit);
    const same = parts[index];
    if (same) parts[index] = { n: same.n + by.n, unit: same.unit };
    else parts.push(by);
  }
  return parts;
}

function openSuspensionStart(suspensions: readonly Suspension[]): number {
  return Math.min(...suspensions.filter(({ to }) => to === undefined).map(({ from }) => dayNumber(from)));
}

function openingSteps(
  event: Day,
  startsOn: StartsOn,
  final: Count,
  suspensions: readonly Suspension[],
  tally: Tally,
  rules: CountingRules,
): Step[] {
  const rule = startsOn === 'event-day' ? 'event-day-counted' : 'event-not-counted';
  const steps: Step[] = [{ rule, day: event, source: sourceOf(rules, rule), detail: {} }];
  const suspended = new SuspendedDays(suspensions);
  // With an open suspension from the start no day is ever counted; then there is no first one to tell.
  const last = final.end ?? openSuspensionStart(suspensions) - 1;
  for (let number = final.starts; number <= last; number++)
    if (tally.counts(number, suspended)) {
      steps.push({
        rule: 'first-day-counted',
        day: dayOfNumber(number),
        source: sourceOf(rules, 'first-day-counted'),
        detail: {},
      });
      break;
    }
  return steps;
}

/** One step for each suspension and extension, in the order in which they came, each with the end before and after it. */
function historySteps({
  suspensions,
  extensions,
  count,
  plain,
  tally,
  rules,
}: {
  suspensions: readonly Suspension[];
  extensions: readonly Extension[];
  count: (stops: readonly Suspension[], grants: readonly Extension[]) => Count;
  plain: Count;
  tally: Tally;
  rules: CountingRules;
}): Step[] {
  type Happening = { readonly on: Day; readonly stop?: Suspension; readonly grant?: Extension };
  const happenings: Happening[] = [
    ...suspensions.map((stop) => ({ on: stop.from, stop })),
    ...extensions.map((grant) => ({ on: grant.on, grant })),
  ];
  happenings.sort((a, b) => dayNumber(a.on) - dayNumber(b.on));

  const steps: Step[] = [];
  const stops: Suspension[] = [];
  const grants: Extension[] = [];
  let before = plain.end;
  for (const { stop, grant } of happenings) {
    if (stop) stops.push(stop);
    if (grant) grants.push(grant);
    const after = count(stops, grants).end;
    if (grant)
      steps.push({
        rule: 'extended',
        day: grant.on,
        source: grant.basis || sourceOf(rules, 'extended'),
        detail: { by: grant.by, on: grant.on, basis: grant.basis, endBefore: dayOrNull(before), end: dayOrNull(after) },
      });
    if (stop) {
      const span = { from: stop.from, to: stop.to ?? null, basis: stop.basis ?? null };
      const source = stop.basis ?? sourceOf(rules, 'suspended');
      const earlier = new SuspendedDays(stops.slice(0, -1));
      const from = Math.max(dayNumber(stop.from), plain.starts);
      // Stopped for good by an earlier one, over before it began, or nothing but days that did not count anyway.
      const days =
        stop.to === undefined ? null : tally.count(from, Math.min(dayNumber(stop.to), after ?? Infinity), earlier);
      if (before === undefined || from > before || days === 0)
        steps.push({ rule: 'suspension-without-effect', day: stop.from, source, detail: span });
      else
        steps.push({
          rule: 'suspended',
          day: stop.from,
          source,
          detail: {
            ...span,
            days,
            used: tally.count(plain.starts, from - 1, earlier),
            left: tally.count(from, before, earlier),
            endBefore: dayOfNumber(before),
            end: dayOrNull(after),
          },
        });
    }
    before = after;
  }
  return steps;
}

function dayOrNull(number: number | undefined): Day | null {
  return number === undefined ? null : dayOfNumber(number);
}
