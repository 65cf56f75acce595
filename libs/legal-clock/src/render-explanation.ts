/** An explanation as plain lines, for the command line. The screen draws its own from the same data. */
import { isDay, weekday, type Day } from './day.js';
import type { Explanation, Step } from './explanation.js';
import { en } from './messages/en.js';
import type { ExplanationMessages } from './messages/explanation-messages.js';
import { isPeriod, type Period } from './period.js';
import { ClockInputRefused } from './refusals.js';

const LANGUAGES: Readonly<Record<string, ExplanationMessages>> = { en };

/**
 * One line per step, then the days passed over, the calendar and its lists, and the result last.
 * @param locale BCP 47; its language counts, `en-GB` reads as `en`
 * @throws ClockInputRefused `unknown-locale` for a language without messages
 */
export function renderExplanation(explanation: Explanation, locale = 'en'): string[] {
  const language = locale.split('-')[0] as string;
  const messages = Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : undefined;
  if (!messages)
    throw new ClockInputRefused(
      'unknown-locale',
      `no explanations in ${JSON.stringify(locale)}; there are ${Object.keys(LANGUAGES).join(', ')}`,
    );

  const told = explanation.steps
    .filter((step) => step.rule !== 'result')
    .map((step) => withSource(stepLine(step, messages), step.source));
  const result = explanation.steps.filter((step) => step.rule === 'result').map((step) => stepLine(step, messages));
  return [
    ...told,
    ...skippedLines(explanation, messages),
    fill(messages.calendar, { ...explanation.calendar, rules: explanation.rules.title }, messages),
    ...explanation.consulted.map(({ year, quality, source }) =>
      fill(messages.list, { year: String(year), quality, source }, messages),
    ),
    ...(explanation.provisional ? [messages.provisional] : []),
    ...result,
  ];
}

function stepLine(step: Step, messages: ExplanationMessages): string {
  if (step.rule === 'result')
    return step.day === undefined ? messages.resultOpen : fill(messages.result, { day: step.day }, messages);
  const values: Record<string, unknown> = { day: step.day, ...step.detail };
  if (step.rule === 'suspended' && step.detail.to === null) return fill(messages.suspendedOpen, values, messages);
  if (step.rule === 'backwards-not-moved') values['why'] = messages.why[step.detail.why];
  return fill(messages.steps[step.rule], values, messages);
}

function skippedLines({ skipped }: Explanation, messages: ExplanationMessages): string[] {
  const weekends = skipped.filter(({ why }) => why === 'weekend');
  const holidays = skipped.filter(({ why }) => why === 'holiday');
  return [
    ...(weekends.length
      ? [withSource(fill(messages.skipped.weekends, { n: weekends.length }, messages), weekends[0]?.source ?? '')]
      : []),
    ...holidays.map(({ day, name, source }) =>
      withSource(
        fill(name === undefined ? messages.skipped.holiday : messages.skipped.namedHoliday, { day, name }, messages),
        source,
      ),
    ),
  ];
}

function withSource(line: string, source: string): string {
  return source === '' ? line : `${line} [${source}]`;
}

function fill(template: string, values: Record<string, unknown>, messages: ExplanationMessages): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => valueText(values[name], messages));
}

function valueText(value: unknown, messages: ExplanationMessages): string {
  if (value === null || value === undefined) return messages.notKnown;
  if (isDay(value)) return dayText(value, messages);
  if (isPeriod(value)) return periodText(value, messages);
  return String(value as string | number);
}

function dayText(day: Day, messages: ExplanationMessages): string {
  return `${messages.weekdays[weekday(day) - 1] as string} ${day}`;
}

function periodText({ n, unit }: Period, messages: ExplanationMessages): string {
  return `${n} ${messages.units[unit][n === 1 ? 0 : 1]}`;
}
