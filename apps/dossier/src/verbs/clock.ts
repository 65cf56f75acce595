import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import {
  CalendarYearMissing,
  ClockInputRefused,
  endOfPeriod,
  isDay,
  parseCalendar,
  parseCountingRules,
  parsePeriod,
  renderExplanation,
  shippedCalendars,
  shippedCountingRules,
  type CountingRules,
  type Day,
  type HolidayCalendar,
  type Period,
} from '#legal-clock';
import { print, printJson } from '../output.js';
import { Refused, WrongUse } from '../refused.js';

interface ClockOptions {
  from: Day;
  period: Period;
  calendar: string;
  site?: string;
  counting: string;
  explain?: boolean;
  json?: boolean;
}

/** `dossier clock`: the last day of a period, and why. Needs no data and no server. */
export function clockVerb(): Command {
  return new Command('clock')
    .description('reckon the last day of a legal period, with its explanation')
    .requiredOption('--from <day>', 'the day of the event, which is not counted itself: 2024-06-28', day)
    .requiredOption('--period <period>', '25wd (working days), 14d (days), 3w (weeks), 2m (months), 1y (years)', period)
    .option('--calendar <file|id>', `holiday calendar: ${ids(shippedCalendars)}, or a file`, shippedCalendars[0]?.id)
    .option('--site <code>', 'the site whose own holidays count; default: the seat of the calendar')
    .option('--counting <file|id>', `rules of counting: ${ids(shippedCountingRules)}`, shippedCountingRules[0]?.id)
    .option('--explain', 'say how the day came about')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  dossier clock --from 2022-09-30 --period 25wd --counting eu-mergers --explain
  dossier clock --from 2024-06-28 --period 3w --calendar corrected.json

The calendars named above are those that came with this program. What was published since is in the service,
at /api/case-state/calendars; its file is given to --calendar.`,
    )
    .action(reckonAndPrint);
}

function reckonAndPrint(options: ClockOptions): void {
  const calendar = chosen(options.calendar, shippedCalendars, 'calendar', parseCalendar);
  const rules = chosen<CountingRules>(options.counting, shippedCountingRules, 'counting', parseCountingRules);
  const { end, explanation } = reckoned(options, calendar, rules);
  if (options.json) {
    printJson({ from: options.from, period: options.period, end, provisional: explanation.provisional, explanation });
    return;
  }
  print(explanation.provisional ? `${end} (provisional: it rests on a holiday list that can still change)` : end);
  if (options.explain) for (const line of renderExplanation(explanation)) print(`  ${line}`);
}

function reckoned({ from, period: length, site }: ClockOptions, calendar: HolidayCalendar, rules: CountingRules) {
  try {
    return endOfPeriod({ event: from, period: length, calendar, rules, ...(site !== undefined && { site }) });
  } catch (error) {
    if (error instanceof CalendarYearMissing) throw new Refused(error.message, { cause: error });
    if (error instanceof ClockInputRefused) throw new WrongUse(error.message, { cause: error });
    throw error;
  }
}

/** What is shipped under this id, or what stands in this file. */
function chosen<Data extends { id: string }>(
  name: string,
  shipped: readonly Data[],
  option: string,
  parse: (value: unknown) => Data,
): Data {
  const known = shipped.find(({ id }) => id === name);
  if (known) return known;
  let text: string;
  try {
    text = readFileSync(name, 'utf8');
  } catch (cause) {
    throw new WrongUse(`--${option}: ${name} is neither a file nor one of ${ids(shipped)}`, { cause });
  }
  try {
    return parse(JSON.parse(text));
  } catch (cause) {
    throw new WrongUse(`--${option}: ${name}: ${(cause as Error).message}`, { cause });
  }
}

const ids = (shipped: readonly { id: string }[]): string => shipped.map(({ id }) => id).join(', ');

function day(text: string): Day {
  if (!isDay(text)) throw new InvalidArgumentError('Not a day that exists; write it as 2024-06-28.');
  return text;
}

function period(text: string): Period {
  try {
    return parsePeriod(text);
  } catch {
    throw new InvalidArgumentError('Write a whole number from 1 on and a unit: 25wd, 14d, 3w, 2m or 1y.');
  }
}
