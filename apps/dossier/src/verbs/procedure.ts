import { Command, Option } from 'commander';
import type { CheckOptions, DrawOptions, PublishOptions } from '../verbs-at-work/procedure.js';
import { byWhom } from './by-whom.js';

/** `dossier procedure`: what is wrong with a procedure's file, and its map, without data or server; and at a running Dossier: publish it. */
export function procedureVerb(): Command {
  const verb = new Command('procedure').description(
    'look at the file of a procedure: check it, draw its map; publish it',
  );
  verb
    .command('check <file>')
    .description(
      'say all that is wrong with a procedure, each with its place: shape, names that nothing bears, an unreachable stage, a step that nothing opens, a clock that nothing ends, a missing source; exit status 1 when something is',
    )
    .option('--calendar <file...>', 'holiday calendars that it may name besides those that are shipped')
    .option('--json', 'as JSON')
    .action(async (file: string, options: CheckOptions) => {
      const { check } = await import('../verbs-at-work/procedure.js');
      check(file, options);
    });
  verb
    .command('draw <file>')
    .description('draw the map that the page of a case shows: stages, their steps, the clocks that they start')
    .addOption(new Option('--format <format>', 'what to draw').choices(['text', 'svg']).default('text'))
    .option('--json', 'the map as data')
    .action(async (file: string, options: DrawOptions) => {
      const { draw } = await import('../verbs-at-work/procedure.js');
      draw(file, options);
    });
  byWhom(verb.command('publish <file>'))
    .description(
      'publish a version, after the same check: new cases are opened under the newest version; open ones go on under theirs until somebody moves them',
    )
    .option('--calendar <file...>', 'holiday calendars that it may name besides those that are shipped')
    .action(async (file: string, options: PublishOptions) => {
      const { publish } = await import('../verbs-at-work/procedure.js');
      await publish(file, options);
    });
  verb
    .command('schema')
    .description('print the JSON Schema (2020-12) of a procedure’s file')
    .action(async () => {
      const { schema } = await import('../verbs-at-work/procedure.js');
      schema();
    });
  for (const each of verb.commands) each.exitOverride().showHelpAfterError('(--help shows how)');
  return verb.addHelpText(
    'after',
    '\nExamples:\n  dossier procedure check apps/case-state/rules/procedures/eu-merger.v1.json\n  dossier procedure draw apps/case-state/rules/procedures/eu-merger.v1.json --format svg > map.svg\n  dossier procedure publish our-procedure.json --as administrator',
  );
}
