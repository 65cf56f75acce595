import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { productFolder } from './product-folder.js';
import { EXIT, WrongUse } from './refused.js';
import { calendarVerb } from './verbs/calendar.js';
import { clockVerb } from './verbs/clock.js';
import { clusterVerb } from './verbs/cluster.js';
import { databaseUrlVerb } from './verbs/database-url.js';
import { gatewayVerb } from './verbs/gateway.js';
import { deadLettersVerb } from './verbs/dead-letters.js';
import { procedureVerb } from './verbs/procedure.js';
import { replayVerb } from './verbs/replay.js';
import { seedVerb } from './verbs/seed.js';
import { timeVerb } from './verbs/time.js';
import { tokenVerb } from './verbs/token.js';
import { topicsVerb } from './verbs/topics.js';
import { upVerb } from './verbs/up.js';

const version = (): string =>
  (JSON.parse(readFileSync(join(productFolder(), 'package.json'), 'utf8')) as { version: string }).version;

/** The command line: one line per verb. */
export function commandLine(): Command {
  const program = new Command('dossier')
    .description('An event-sourced case tracker for a competition authority.')
    .version(version(), '-V, --version', 'print the version')
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows how)')
    .exitOverride();
  for (const verb of [
    upVerb(),
    seedVerb(),
    tokenVerb(),
    clockVerb(),
    timeVerb(),
    procedureVerb(),
    calendarVerb(),
    databaseUrlVerb(),
    replayVerb(),
    gatewayVerb(),
    clusterVerb(),
    topicsVerb(),
    deadLettersVerb(),
  ])
    program.addCommand(verb.exitOverride().showHelpAfterError('(--help shows how)'));
  return program.addHelpText('after', '\nSettings come from the environment (DOSSIER_*): see README.md.');
}

/** Runs one command line, to its exit status. */
export async function main(words: string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', unlessNobodyReads);
  try {
    await commandLine().parseAsync(words, { from: 'user' });
  } catch (error) {
    process.exitCode = statusOf(error);
    if (!(error instanceof CommanderError)) say(error);
  }
}

/** Whoever reads has seen enough (`| head`): the verb goes on to its end, and what it still says is heard by nobody. */
function unlessNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function statusOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
  return error instanceof WrongUse ? EXIT.wrongUse : EXIT.refused;
}

/** One clear line (settings: a line for each); the stack only for who asks for it. Told by name: to load the class would take a second. */
function say(error: unknown): void {
  const { message: said, stack, cause } = error instanceof Error ? error : new Error(String(error));
  // `fetch` says only that it failed; why stands behind it.
  const message =
    said === 'fetch failed' && cause instanceof Error ? `A connection failed: ${cause.message || cause.name}` : said;
  const verbose = ['debug', 'trace'].includes(process.env['DOSSIER_LOG'] ?? '');
  if (verbose) process.stderr.write(`${stack ?? message}\n`);
  else
    process.stderr.write(
      `${(error as Error | undefined)?.name === 'SettingsRefused' ? message : (message.split('\n')[0] ?? '')}\n`,
    );
}
