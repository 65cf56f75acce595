/**
 * How a legal order counts, as data: where a period starts, whether its last day moves, and the article for each of it.
 * A procedure of another authority brings its own; the engine knows no law by name.
 */
import { ClockInputRefused } from '../refusals.js';

/**
 * `day-after`: the day of the event is not counted, the next calendar day is the first.
 * `next-working-day`: the first working day after the event is the first.
 * `event-day`: the event's own day is the first ("beginning with").
 * For a period in working days the first two give the same end: a day that is not counted cannot be day 1.
 */
export type StartsOn = 'day-after' | 'next-working-day' | 'event-day';

const STARTS: readonly StartsOn[] = ['day-after', 'next-working-day', 'event-day'];

/** The name of each rule that an explanation can invoke. Stored with computed dates: never renamed. */
export const RULE_CODES = [
  'event-not-counted',
  'event-day-counted',
  'first-day-counted',
  'working-days-counted',
  'calendar-days-counted',
  'week-ends-same-weekday',
  'month-ends-same-date',
  'month-ends-last-day',
  'counted-backwards',
  'backwards-not-moved',
  'suspended',
  'suspension-without-effect',
  'extended',
  'last-day-moved',
  'two-working-days',
  'hard-end',
  'non-working-day',
  'result',
] as const;

export type RuleCode = (typeof RULE_CODES)[number];

export interface CountingRules {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly startsOn: StartsOn;
  /** Whether a last day that is not a working day moves to the next one. Never applied to backward counting. */
  readonly movesLastDay: boolean;
  /** Whether a period of two days or more must hold two working days. */
  readonly atLeastTwoWorkingDays: boolean;
  /** The article behind a rule; `[m]` marks what is known from memory of the text only. Absent: the title stands for it. */
  readonly sources: Readonly<Partial<Record<RuleCode, string>>>;
}

/** The article behind a rule. */
export function sourceOf(rules: CountingRules, rule: RuleCode): string {
  return rules.sources[rule] ?? rules.title;
}

/** Reads counting rules that came from outside, a procedure's file for one. @throws ClockInputRefused `bad-rules`. */
export function parseCountingRules(value: unknown): CountingRules {
  const fail = (why: string): never => {
    throw new ClockInputRefused('bad-rules', `counting rules: ${why}`);
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail('not an object');
  const rules = value as Record<string, unknown>;
  const members = ['id', 'version', 'title', 'startsOn', 'movesLastDay', 'atLeastTwoWorkingDays', 'sources'];
  for (const member of Object.keys(rules)) if (!members.includes(member)) fail(`unknown member "${member}"`);
  if (!Number.isSafeInteger(rules['version']) || (rules['version'] as number) < 1)
    fail('version is not a whole number from 1 on');
  for (const member of ['id', 'title'])
    if (typeof rules[member] !== 'string' || rules[member] === '') fail(`${member} is not a text`);
  if (!STARTS.includes(rules['startsOn'] as StartsOn)) fail(`startsOn is not one of ${STARTS.join(', ')}`);
  for (const member of ['movesLastDay', 'atLeastTwoWorkingDays'])
    if (typeof rules[member] !== 'boolean') fail(`${member} is neither true nor false`);
  const sources = rules['sources'];
  if (typeof sources !== 'object' || sources === null || Array.isArray(sources))
    return fail('sources is not an object');
  for (const [rule, source] of Object.entries(sources)) {
    if (!(RULE_CODES as readonly string[]).includes(rule)) fail(`sources names an unknown rule "${rule}"`);
    if (typeof source !== 'string') fail(`sources.${rule} is not a text`);
  }
  return value as CountingRules;
}
