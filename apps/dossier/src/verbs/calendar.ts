import { Command } from 'commander';
import { WrongUse } from '../refused.js';
import { byWhom } from './by-whom.js';
import type { OfVersion, PublishOptions, StopOptions } from '../verbs-at-work/calendar.js';

/** `dossier calendar`: what is wrong with a calendar's file; and at a running Dossier: publish it, and see which dates moved. */
export function calendarVerb(): Command {
  const verb = new Command('calendar').description(
    'look at the file of a holiday calendar; publish a corrected one and see which dates moved',
  );
  verb
    .command('check <file>')
    .description('say all that is wrong with a calendar, each with its place; exit status 1 when something is')
    .option('--json', 'as JSON')
    .action(async (file: string, options: { json?: boolean }) => {
      const { check } = await import('../verbs-at-work/calendar.js');
      check(file, options);
    });
  verb
    .command('schema')
    .description('print the JSON Schema (2020-12) of a calendar’s file')
    .action(async () => {
      const { schema } = await import('../verbs-at-work/calendar.js');
      schema();
    });
  byWhom(verb.command('publish <file>'))
    .description(
      'publish a version; the open cases are counted on it, one after the other, and progress is told until it is finished (Ctrl-C ends the telling, not the work)',
    )
    .option('--no-wait', 'do not wait until the cases are counted')
    .action(async (file: string, options: PublishOptions) => {
      const { publish } = await import('../verbs-at-work/calendar.js');
      await publish(file, options);
    });
  byWhom(verb.command('moved <id> <version>'))
    .description('list which dates a version moved, before and after, of the cases that the person may see')
    .action(async (id: string, version: string, options: OfVersion) => {
      const { moved } = await import('../verbs-at-work/calendar.js');
      await moved(id, whole(version), options);
    });
  byWhom(verb.command('stop <id> <version>'))
    .description('stop counting the cases on a version, after those that are under way')
    .requiredOption('--reason <why>', 'recorded with who stopped it; 3 to 500 characters')
    .action(async (id: string, version: string, options: StopOptions) => {
      const { stop } = await import('../verbs-at-work/calendar.js');
      await stop(id, whole(version), options);
    });
  byWhom(verb.command('resume <id> <version>'))
    .description('go on where it was stopped')
    .action(async (id: string, version: string, options: OfVersion) => {
      const { resume } = await import('../verbs-at-work/calendar.js');
      await resume(id, whole(version), options);
    });
  for (const each of verb.commands) each.exitOverride().showHelpAfterError('(--help shows how)');
  return verb.addHelpText(
    'after',
    '\nExamples:\n  dossier calendar check brussels-2028.json\n  dossier calendar publish brussels-2028.json --as administrator\n  dossier calendar moved ec-brussels 2 --as "<name>"',
  );
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new WrongUse(`${JSON.stringify(text)} is not a version: a whole number from 1 on.`);
  return Number(text);
}
