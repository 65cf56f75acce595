import { Command, InvalidArgumentError } from 'commander';

/** `dossier cluster`: each service a process of its own, on this machine. */
export function clusterVerb(): Command {
  return new Command('cluster')
    .description(
      'run each service as processes of its own behind one address, on a real Kafka and PostgreSQL on this machine',
    )
    .option('--brokers <number>', "Kafka's brokers: 1 or 3", brokers, 1)
    .option('--instances <number>', 'processes of each service', wholeNumber(1, 9), 1)
    .option('--data <folder>', 'where its data are kept', '.dossier/cluster/')
    .option('--port <number>', 'the port for browsers; another one when it is taken', wholeNumber(0, 65_535), 4000)
    .option('--seed <what>', 'what a new folder is filled with: story or none', seed, 'story')
    .addHelpText('after', '\nExample:\n  npm run cluster -- --brokers 3 --instances 3')
    .action(
      async (options: { brokers: 1 | 3; instances: number; data: string; port: number; seed: 'story' | 'none' }) => {
        const { cluster } = await import('../cluster/cluster.js');
        await cluster(options);
      },
    );
}

const wholeNumber = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new InvalidArgumentError(`a whole number, ${least} to ${most}`);
  return value;
};

function brokers(text: string): 1 | 3 {
  if (text !== '1' && text !== '3') throw new InvalidArgumentError('1 or 3');
  return text === '1' ? 1 : 3;
}

function seed(text: string): 'story' | 'none' {
  if (text !== 'story' && text !== 'none') throw new InvalidArgumentError('story or none');
  return text;
}
