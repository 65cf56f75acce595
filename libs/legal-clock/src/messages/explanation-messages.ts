/** The shape of a language's texts for explanations. `{name}` stands for a value; a missing rule is a compile error. */
import type { PeriodUnit } from '../period.js';
import type { RuleCode } from '../rules/counting-rules.js';

export interface ExplanationMessages {
  readonly steps: Readonly<Record<Exclude<RuleCode, 'non-working-day' | 'result'>, string>>;
  readonly suspendedOpen: string;
  readonly result: string;
  readonly resultOpen: string;
  readonly provisional: string;
  readonly skipped: Readonly<Record<'weekends' | 'holiday' | 'namedHoliday', string>>;
  readonly calendar: string;
  readonly list: string;
  readonly notKnown: string;
  readonly why: Readonly<Record<'weekend' | 'holiday', string>>;
  /** Monday first. */
  readonly weekdays: readonly [string, string, string, string, string, string, string];
  readonly units: Readonly<Record<PeriodUnit, readonly [one: string, many: string]>>;
}
