import { Command, InvalidArgumentError } from 'commander';
import { isDay } from '#legal-clock';
import type { ReplayOptions } from '../verbs-at-work/replay.js';

/** `dossier replay`: what the log alone says, at the present or at any two times; and whether the views say the same. */
export function replayVerb(): Command {
  return new Command('replay')
    .description('print the state folded from the log alone, or compare every view with its rebuilt twin')
    .option('--inquiry <id|number>', 'one inquiry; default: all of them')
    .option('--as-of <day>', 'what was so at the end of that day: 2024-06-27', day)
    .option(
      '--recorded-at <day|moment>',
      'what had been recorded by then: a day (to its end at the seat) or a moment',
      dayOrMoment,
    )
    .option('--check', 'compare every view with its twin rebuilt from the logs; exit status 1 when they are not equal')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  dossier replay --inquiry <its number> --as-of 2024-06-27\n  dossier replay --recorded-at 2024-07-24\n  dossier replay --check',
    )
    .action(async (options: ReplayOptions) => {
      const { replay } = await import('../verbs-at-work/replay.js');
      await replay(options);
    });
}

function day(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('Not a day that exists; write it as 2024-06-27.');
  return text;
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

function dayOrMoment(text: string): string {
  const [calendarDay = ''] = text.split('T');
  if (isDay(calendarDay) && calendarDay === text) return calendarDay;
  if (!isDay(calendarDay) || !MOMENT.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('Write a day, 2024-07-24, or a moment, 2024-07-24T09:30:00.000Z.');
  return new Date(text).toISOString();
}
