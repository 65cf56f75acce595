import { Command } from 'commander';

/** `dossier seed`: tells the story, or what is still missing of it. */
export function seedVerb(): Command {
  return new Command('seed')
    .description('tell the story into a new data folder, or go on with it; acts told before have no second effect')
    .option('--at <address>', 'of a demonstration whose services run elsewhere, at this address')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  DOSSIER_DATA=/tmp/dossier dossier seed')
    .action(async (options: { at?: string; json?: boolean }) => {
      const { seed } = await import('../verbs-at-work/seed.js');
      await seed(options);
    });
}
