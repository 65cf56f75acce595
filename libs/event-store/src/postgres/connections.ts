import { Client, Pool, type ClientConfig } from 'pg';
import { UnknownLog, WrongSchema } from '../errors.js';
import type { LogIdentity } from '../log.js';
import { migrations } from '../migrations/index.js';
import { sqlStateOf } from './failures.js';
import { outliving, outlivingClient } from './outlive.js';

/** Milliseconds that the server may take for one answer before the connection counts as lost. */
const ANSWER_LIMIT = 20_000;
const CONNECT_LIMIT = 5_000;

/**
 * Our statements look things up by index, always. Plans made while the tables were empty once ran ten times slower; these settings
 * leave the planner no such choice. Texts of moments and days come in UTC and in ISO form, as the decoders expect.
 */
const SETTINGS = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'jit=off',
  'timezone=UTC',
  'datestyle=ISO',
  'client_min_messages=warning',
];

const settingsOf = (more: string[]): string => [...SETTINGS, ...more].map((each) => `-c ${each}`).join(' ');

function configOf(url: string, name: string, more: string[] = []): ClientConfig {
  return {
    connectionString: url,
    application_name: `dossier log: ${name}`,
    options: settingsOf(more),
    connectionTimeoutMillis: CONNECT_LIMIT,
    query_timeout: ANSWER_LIMIT,
    keepAlive: true,
  };
}

/** A connection of its own. `onLost` is called when it breaks while nobody is asking; who is asking gets the error. */
export async function connect(
  url: string,
  name: string,
  onLost: (client: Client) => void,
  settings: string[] = [],
): Promise<Client> {
  const client = outlivingClient(new Client(configOf(url, name, settings)));
  await client.connect();
  client.on('error', () => onLost(client)).on('end', () => onLost(client));
  return client;
}

/**
 * Readers share a few connections. Each new one is asked first which log is behind it: a restore from a backup breaks the old ones, so
 * no page of a new epoch comes to who began with another, and none that is read pays for that.
 */
export function readers(url: string, max: number, known: () => Pick<LogIdentity, 'id' | 'epoch'> | undefined): Pool {
  const pool = outliving(
    new Pool({
      ...configOf(url, 'read'),
      max,
      idleTimeoutMillis: 30_000,
      verify: (client, done) => {
        const identity = known();
        if (identity) assertStill(client, identity).then(() => done(), done);
        else done();
      },
    }),
  );
  pool.on('error', () => {}); // an idle connection broke: the pool has dropped it, and the next question makes a new one
  return pool;
}

/** Lets go of a connection that is broken or may be: without waiting for a farewell. */
export function abandon(client: Client): void {
  client.removeAllListeners();
  client.on('error', () => {});
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

type Asker = Pick<Client, 'query'> | Pick<Pool, 'query'>;

/** Which log is behind this connection. @throws WrongSchema when there is none, or of another shape */
export async function identityBehind(asker: Asker): Promise<LogIdentity> {
  const newest = migrations.at(-1)?.number;
  try {
    const { rows } = await (asker as Client).query<{
      log_id: string;
      origin: LogIdentity['origin'];
      epoch: string;
      migration: number;
    }>('select log_id, origin, epoch, (select max(number) from log.migrations) as migration from log.head');
    const head = rows[0];
    if (!head) throw new WrongSchema('The log has no identity yet: run its migrations.');
    if (head.migration !== newest)
      throw new WrongSchema(
        `The log is at migration ${head.migration}; this program works with ${newest}. Run its migrations.`,
      );
    return { id: head.log_id, origin: head.origin, epoch: head.epoch };
  } catch (error) {
    // 3F000, 42P01: no such schema, no such table
    if (['3F000', '42P01'].includes(sqlStateOf(error) ?? ''))
      throw new WrongSchema('There is no log in this database: run its migrations.', { cause: error });
    throw error;
  }
}

/** @throws UnknownLog when another log, or another epoch of it, is behind this connection */
async function assertStill(asker: Asker, known: Pick<LogIdentity, 'id' | 'epoch'>): Promise<void> {
  const { rows } = await (asker as Client).query<{ id: string; epoch: string }>(
    'select log_id as id, epoch from log.head',
  );
  if (!rows[0]) throw new UnknownLog('the database holds none.');
  assertSame(known, rows[0]);
}

/** @throws UnknownLog when they differ */
export function assertSame(known: Pick<LogIdentity, 'id' | 'epoch'>, found: Pick<LogIdentity, 'id' | 'epoch'>): void {
  if (known.id !== found.id) throw new UnknownLog(`the database holds ${found.id}, not ${known.id}.`);
  if (known.epoch !== found.epoch)
    throw new UnknownLog(
      `${known.id} was restored from a backup: epoch ${known.epoch} is over, this is ${found.epoch}.`,
    );
}
