import type { Command } from 'commander';

/** A verb at a running Dossier says who acts. */
export const byWhom = (verb: Command): Command =>
  verb
    .option('--as <person>', 'who asks or acts: name, id, or a role that only one person has (demo issuer)')
    .option('--token-file <file>', "who it is, by an access token of the installation's issuer; - reads it from stdin")
    .option('--json', 'as JSON');
