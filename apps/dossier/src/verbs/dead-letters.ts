import { Command, InvalidArgumentError, Option } from 'commander';
import { SERVICES } from '#service-kit/settings';
import type { ActOptions } from '../verbs-at-work/act-on-dead-letter.js';
import type { ListOptions } from '../verbs-at-work/list-dead-letters.js';

/** `dossier dead-letters`: events that a service could not take in, and what is to become of them. */
export function deadLettersVerb(): Command {
  return new Command('dead-letters')
    .description('list events that a service could not take in; try one again, or skip it with a reason')
    .addCommand(usual(listing()), { isDefault: true })
    .addCommand(usual(retrying()))
    .addCommand(usual(skipping()))
    .addHelpText(
      'after',
      '\nExamples:\n  dossier dead-letters\n  dossier dead-letters list --service case-state --all --json\n' +
        '  dossier dead-letters retry 0190f1aa-0000-7000-8000-000000000001 --as administrator\n' +
        '  dossier dead-letters skip 0190f1aa-0000-7000-8000-000000000001 --as administrator --reason "Entered by hand"',
    );
}

const usual = (verb: Command): Command =>
  verb
    .exitOverride()
    .showHelpAfterError('(--help shows how)')
    .addOption(new Option('--service <service>', 'only what this service could not take in').choices(SERVICES))
    .option('--json', 'as JSON');

function listing(): Command {
  return new Command('list')
    .description('what is parked, newest first; beside a running Dossier or without one')
    .option('--all', 'what has been resolved too, with who did what about it')
    .addHelpText('after', '\nExample:\n  dossier dead-letters list --all')
    .action(async (options: ListOptions) => {
      const { listDeadLetters } = await import('../verbs-at-work/list-dead-letters.js');
      await listDeadLetters(options);
    });
}

/** Acts are done by a person, at the doors of the running service: it handles the event itself. */
const byWhom = (verb: Command): Command =>
  verb
    .argument('<id>', 'the dead letter, as it is listed', id)
    .option('--as <person>', 'who acts, and is recorded: name, id, or a role that only one person has (demo issuer)')
    .option('--token-file <file>', "who acts, by an access token of the installation's issuer; - reads it from stdin");

function retrying(): Command {
  return byWhom(new Command('retry'))
    .description('handle the event again; exit status 1 when it fails again')
    .addHelpText(
      'after',
      '\nExample:\n  dossier dead-letters retry 0190f1aa-0000-7000-8000-000000000001 --as administrator',
    )
    .action(async (letter: string, options: ActOptions) => {
      const { actOnDeadLetter } = await import('../verbs-at-work/act-on-dead-letter.js');
      await actOnDeadLetter(letter, { act: 'retry' }, options);
    });
}

function skipping(): Command {
  return byWhom(new Command('skip'))
    .description('go on without the event: the consumer never has its effect')
    .requiredOption('--reason <why>', 'recorded with who skipped it; 3 to 500 characters', reason)
    .addHelpText(
      'after',
      '\nExample:\n  dossier dead-letters skip 0190f1aa-0000-7000-8000-000000000001 --as administrator --reason "Entered by hand"',
    )
    .action(async (letter: string, { reason: why, ...options }: ActOptions & { reason: string }) => {
      const { actOnDeadLetter } = await import('../verbs-at-work/act-on-dead-letter.js');
      await actOnDeadLetter(letter, { act: 'skip', reason: why }, options);
    });
}

function id(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    throw new InvalidArgumentError('Copy the whole id from the list.');
  return text.toLowerCase();
}

function reason(text: string): string {
  const why = text.trim();
  if (why.length < 3 || why.length > 500) throw new InvalidArgumentError('Say why, in 3 to 500 characters.');
  return why;
}
