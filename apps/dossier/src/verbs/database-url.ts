import { Argument, Command, Option } from 'commander';
import { SERVICES, type Service } from '#service-kit/settings';
import type { DatabaseUrlOptions } from '../verbs-at-work/print-database-url.js';

/** `dossier database-url <service>`: for psql and for looking into the log. */
export function databaseUrlVerb(): Command {
  return new Command('database-url')
    .description('print the address of the database of a service, while Dossier runs')
    .addArgument(new Argument('<service>', 'whose database').choices(SERVICES))
    .addOption(
      new Option('--role <role>', 'as the service (reads the log, owns its views) or as the owner (migrations)')
        .choices(['service', 'owner'])
        .default('service'),
    )
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  psql "$(dossier database-url case-state)" -c "select count(*) from log.events"',
    )
    .action(async (service: Service, options: DatabaseUrlOptions) => {
      const { printDatabaseUrl } = await import('../verbs-at-work/print-database-url.js');
      await printDatabaseUrl(service, options);
    });
}
