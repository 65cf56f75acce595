import { Command } from 'commander';
import type { TimeOptions } from '../verbs-at-work/time.js';

/** `dossier time`: which time the services go by; a demonstration's can be moved forward. */
export function timeVerb(): Command {
  return new Command('time')
    .description('say which time the running services go by; move that of a demonstration forward')
    .option(
      '--to <when>',
      'move forward to the beginning of a day at the seat (2026-12-24), or to a moment (2026-12-24T09:00:00Z)',
    )
    .option(
      '--as <person>',
      'who moves it, an administrator: name, id, or a role that only one person has (demo issuer)',
    )
    .option(
      '--token-file <file>',
      "who moves it, by an access token of the installation's issuer; - reads it from stdin",
    )
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  dossier time
  dossier time --to 2026-12-24 --as administrator

What falls due on the way happens: warnings, silence, late replies. There is no way back. A real installation goes by the
clock of its database, which nobody moves.`,
    )
    .action(async (options: TimeOptions) => {
      const { tellTime } = await import('../verbs-at-work/time.js');
      await tellTime(options);
    });
}
