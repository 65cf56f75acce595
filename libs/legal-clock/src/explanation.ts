/**
 * Why a date is what it is, as data: each rule that was applied, on which day, by which article; each day that was passed over;
 * each list that was looked at. It is stored with the date and drawn by the screen; `renderExplanation` makes plain lines of it.
 */
import type { ListQuality } from './calendar/holiday-calendar.js';
import type { Day } from './day.js';
import type { Period } from './period.js';
import type { RuleCode } from './rules/counting-rules.js';

/** What each rule tells besides its day and source. Days are inclusive; `null` stands for "not yet known". */
export interface StepDetails {
  'event-not-counted': Record<string, never>;
  'event-day-counted': Record<string, never>;
  'first-day-counted': Record<string, never>;
  /** `day` of these five: where this part of the period ends by itself, before anything moves it. */
  'working-days-counted': { period: Period };
  'calendar-days-counted': { period: Period };
  'week-ends-same-weekday': { period: Period; runsFrom: Day };
  'month-ends-same-date': { period: Period; runsFrom: Day };
  'month-ends-last-day': { period: Period; runsFrom: Day };
  'counted-backwards': { period: Period };
  'backwards-not-moved': { why: 'weekend' | 'holiday' };
  /** `days`: those of the clock's unit that this suspension takes out, and no earlier one did; `used` and `left` when it began. */
  suspended: {
    from: Day;
    to: Day | null;
    days: number | null;
    used: number;
    left: number;
    basis: string | null;
    endBefore: Day;
    end: Day | null;
  };
  'suspension-without-effect': { from: Day; to: Day | null; basis: string | null };
  extended: { by: Period; on: Day; basis: string; endBefore: Day | null; end: Day | null };
  'last-day-moved': { from: Day; to: Day };
  'two-working-days': { from: Day; to: Day };
  'hard-end': { reckoned: Day | null };
  'non-working-day': Record<string, never>;
  result: { provisional: boolean };
}

export type Step = {
  [R in Exclude<RuleCode, 'non-working-day'>]: {
    readonly rule: R;
    readonly day?: Day;
    /** The article; empty for the result, which has none of its own. */
    readonly source: string;
    readonly detail: StepDetails[R];
  };
}[Exclude<RuleCode, 'non-working-day'>];

/** A day that was passed over because nobody works on it. */
export interface SkippedDay {
  readonly day: Day;
  readonly why: 'weekend' | 'holiday';
  readonly name?: string;
  /** Of a holiday: the list; of a weekend: the article. */
  readonly source: string;
}

/** A yearly list, or a part of one, that was looked at. */
export interface ConsultedList {
  readonly year: number;
  readonly quality: ListQuality;
  readonly source: string;
}

export interface Explanation {
  readonly rules: { readonly id: string; readonly version: number; readonly title: string };
  readonly calendar: { readonly id: string; readonly version: number; readonly title: string; readonly site: string };
  readonly steps: readonly Step[];
  readonly skipped: readonly SkippedDay[];
  readonly consulted: readonly ConsultedList[];
  /** True when a list that was looked at is projected or provisional: the date is to be computed again when it is published. */
  readonly provisional: boolean;
}
