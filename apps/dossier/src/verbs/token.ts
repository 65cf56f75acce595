import { Command } from 'commander';

/** `dossier token --as <person>`: an access token of the demo issuer, for tools and scripts. */
export function tokenVerb(): Command {
  return new Command('token')
    .description('print an access token of a person, from the demo issuer; it holds ten minutes')
    .requiredOption('--as <person>', 'name, id, or a role that only one person has')
    .option('--json', 'as JSON, with the person and how long it holds')
    .addHelpText(
      'after',
      '\nExample:\n  curl -H "Authorization: Bearer $(dossier token --as administrator)" localhost:4000/api/case-state/me',
    )
    .action(async (options: { as: string; json?: boolean }) => {
      const { printToken } = await import('../verbs-at-work/print-token.js');
      await printToken(options);
    });
}
