import { Command } from 'commander';

/** `dossier gateway`: the pages, and the one address of services that run elsewhere. */
export function gatewayVerb(): Command {
  return new Command('gateway')
    .description('serve the pages, and hand requests on to services that run elsewhere')
    .addHelpText(
      'after',
      `
Example:
  DOSSIER_INTAKE_INSTANCES=http://127.0.0.1:4001,http://127.0.0.1:4011 \\
  DOSSIER_CASE_STATE_INSTANCES=http://127.0.0.1:4002 \\
  DOSSIER_NOTIFICATIONS_INSTANCES=http://127.0.0.1:4003 dossier gateway`,
    )
    .action(async () => {
      const { gateway } = await import('../gateway/gateway.js');
      await gateway();
    });
}
