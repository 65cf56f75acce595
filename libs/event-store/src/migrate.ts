import { createHash } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import type { Moment } from '#contracts';
import { NotADemonstration, WrongSchema } from './errors.js';
import { uuid7 } from './ids.js';
import { migrations, type Migration } from './migrations/index.js';
import { outlivingClient } from './postgres/outlive.js';

export interface MigrateOptions {
  /** The role that the service works as; another one than the owner. */
  serviceRole: string;
  /** Makes a new log a demonstration whose clock starts then. An existing demonstration keeps its clock. */
  demonstration?: { startsAt: Moment };
}

/**
 * Brings the database to the schema of this program: makes schema `log` (the owner's) and schema `views` (the service role's), runs the
 * migrations that have not run, gives the service's role its rights, and establishes the log's identity. Safe to call at every start,
 * by several processes at once. Forward only.
 * @throws NotADemonstration when the log exists and is a real one; WrongSchema when a migration was edited, or the database is newer
 */
export async function migrateLog(ownerUrl: string, options: MigrateOptions): Promise<void> {
  await inOneTransaction(ownerUrl, async (client) => {
    await runMigrations(client);
    await grantService(client, options.serviceRole);
    await establish(client, options.demonstration?.startsAt);
  });
}

/** The schema and the rights without an identity: for templates from which logs are cloned. */
export async function migrateSchema(ownerUrl: string, options: Pick<MigrateOptions, 'serviceRole'>): Promise<void> {
  await inOneTransaction(ownerUrl, async (client) => {
    await runMigrations(client);
    await grantService(client, options.serviceRole);
  });
}

/** Begins a new epoch, after a restore from a backup: followers and services that knew the old one stop and say so. @returns the epoch */
export async function beginEpoch(ownerUrl: string): Promise<string> {
  const epoch = uuid7();
  await inOneTransaction(ownerUrl, async (client) => void (await client.query('select log.begin_epoch($1)', [epoch])));
  return epoch;
}

async function inOneTransaction(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = outlivingClient(
    new Client({ connectionString: url, options: '-c timezone=UTC -c client_min_messages=warning' }),
  );
  await client.connect();
  try {
    await client.query('begin');
    // Of several processes that start at once, one migrates and the others find it done.
    await client.query(`select pg_advisory_xact_lock(hashtext('dossier: schema of the log'))`);
    await work(client);
    await client.query('commit');
  } finally {
    await client.end(); // what was not committed is rolled back
  }
}

async function runMigrations(client: Client): Promise<void> {
  await client.query('create schema if not exists log');
  await client.query(
    `create table if not exists log.migrations (number int primary key, name text not null, sha256 text not null, ran_at timestamptz not null default clock_timestamp())`,
  );
  const { rows } = await client.query<{ number: number; sha256: string }>(
    'select number, sha256 from log.migrations order by number',
  );
  for (const { number, sha256 } of rows) {
    const ours = migrations.find((migration) => migration.number === number);
    if (!ours)
      throw new WrongSchema(
        `The log has migration ${number}, which this program does not know: the program is older than the database.`,
      );
    if (hashOf(ours) !== sha256)
      throw new WrongSchema(
        `Migration ${number} (${ours.name}) has run with another content. Migrations are never edited.`,
      );
  }
  for (const migration of migrations) {
    if (rows.some(({ number }) => number === migration.number)) continue;
    await client.query(migration.sql);
    await client.query('insert into log.migrations (number, name, sha256) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      hashOf(migration),
    ]);
  }
}

const hashOf = (migration: Migration): string => createHash('sha256').update(migration.sql).digest('hex');

/** Names the schema that the migrations lead to: changes with any of them. */
export const schemaFingerprint = (): string => createHash('sha256').update(migrations.map(hashOf).join()).digest('hex');

/** The service's role reads everything, appends through the function, keeps its readers' places through another, and owns the views. */
async function grantService(client: Client, serviceRole: string): Promise<void> {
  const { rows: roles } = await client.query<{ owner: string }>('select current_user as owner');
  if (roles[0]?.owner === serviceRole)
    throw new WrongSchema(
      `The service must work as another role than ${serviceRole}, who owns the log: an owner may change what it owns.`,
    );
  const role = escapeIdentifier(serviceRole);
  await client.query(`
    revoke all on schema log from public;
    revoke all on all tables in schema log from public, ${role};
    revoke all on all functions in schema log from public, ${role};
    grant usage on schema log to ${role};
    grant select on all tables in schema log to ${role};
    grant insert, update, delete on log.snapshots to ${role};
    create schema if not exists views authorization ${role};
  `);
  const { rows } = await client.query<{ signature: string }>(
    `select oid::regprocedure::text as signature from pg_proc where pronamespace = 'log'::regnamespace and proname = any($1)`,
    [['append', 'move_checkpoint', 'advance_clock', 'now', 'clock']],
  );
  for (const { signature } of rows) await client.query(`grant execute on function ${signature} to ${role}`);
}

async function establish(client: Client, startsAt: Moment | undefined): Promise<void> {
  const { rows } = await client.query<{ log_id: string; origin: string }>('select log_id, origin from log.head');
  const existing = rows[0];
  if (existing) {
    if (startsAt !== undefined && existing.origin !== 'demonstration') throw new NotADemonstration(existing.log_id);
    return;
  }
  const origin = startsAt === undefined ? 'real' : 'demonstration';
  await client.query('select log.establish($1, $2, $3, $4)', [
    `${origin}-${uuid7()}`,
    origin,
    uuid7(),
    startsAt ?? null,
  ]);
}
