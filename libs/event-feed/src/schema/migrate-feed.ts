import type { ClientBase } from 'pg';
import { MIGRATIONS } from './migrations.js';

/** Serialises migrations of one database; an arbitrary number of our own. */
const MIGRATION_LOCK = 0x66_65_65_64;

/** Has a database the schema `feed` as this program makes it? */
export async function isFeedMigrated(client: Pick<ClientBase, 'query'>): Promise<boolean> {
  const { rows: tables } = await client.query(`select 1 where to_regclass('feed.migrations') is not null`);
  if (tables.length === 0) return false;
  const { rows } = await client.query<{ number: number }>('select number from feed.migrations order by number');
  return String(rows.map(({ number }) => number)) === String(MIGRATIONS.map(({ number }) => number));
}

/**
 * Brings the schema `feed` of a service's database up to date, in one transaction; safe to call at each start and from several processes.
 * The calling role becomes the owner: the service's own role may be it (it then needs CREATE on the database, once).
 */
export async function migrateFeed(client: ClientBase): Promise<void> {
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    const { rows: schemas } = await client.query(`select 1 from pg_namespace where nspname = 'feed'`);
    if (schemas.length === 0) await client.query('create schema feed');
    await client.query(
      'create table if not exists feed.migrations (number int primary key, name text not null, applied_at timestamptz not null default now())',
    );
    const { rows } = await client.query<{ number: number }>('select number from feed.migrations');
    const applied = new Set(rows.map((row) => row.number));
    for (const migration of MIGRATIONS) {
      if (applied.has(migration.number)) continue;
      await client.query(migration.sql);
      await client.query('insert into feed.migrations (number, name) values ($1, $2)', [
        migration.number,
        migration.name,
      ]);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
