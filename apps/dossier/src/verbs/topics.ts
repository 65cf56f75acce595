import { Command, InvalidArgumentError } from 'commander';

/** `dossier topics create|check`: the topics of the services on the brokers of `KAFKA_BROKERS`. */
export function topicsVerb(): Command {
  const verb = new Command('topics').description('the topics through which the services exchange their facts');
  verb
    .command('create')
    .description('create the topics that are missing, with their settings, and check the others; safe to repeat')
    .option('--replication <copies>', 'copies of each partition (default: 3, or as many as there are brokers)', copies)
    .option('--json', 'as JSON')
    .action(async (options: { replication?: number; json?: boolean }) => {
      const { createAll } = await import('../verbs-at-work/topics.js');
      await createAll(options);
    });
  verb
    .command('check')
    .description('look whether the topics are there and as they must be; exit status 1 when not')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const { checkAll } = await import('../verbs-at-work/topics.js');
      await checkAll(options);
    });
  return verb.addHelpText('after', '\nExample:\n  KAFKA_BROKERS=kafka-1:9092 dossier topics create --replication 3');
}

function copies(text: string): number {
  if (!/^[1-9]$/.test(text)) throw new InvalidArgumentError('a whole number, 1 to 9');
  return Number(text);
}
