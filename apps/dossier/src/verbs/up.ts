import { Command } from 'commander';

/** `dossier up`: everything in one process, until it is told to stop. */
export function upVerb(): Command {
  return new Command('up')
    .description('run everything in one process, on an embedded PostgreSQL')
    .addHelpText('after', '\nExample:\n  DOSSIER_PORT=4100 DOSSIER_DATA=/tmp/dossier dossier up')
    .action(async () => {
      const { up } = await import('../up/up.js');
      await up();
    });
}
