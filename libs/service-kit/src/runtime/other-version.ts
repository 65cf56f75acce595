import { isFeedMigrated } from '#event-feed';
import { openLog, outlivingClient, WrongSchema } from '#event-store';
import pg from 'pg';
import type { Service } from '../settings/index.js';
import type { ServiceDefinition } from './definition.js';

/** The database of a service is not as this program makes it: it belongs to another version of the program, which may be running on it. */
export class OtherVersion extends Error {
  override readonly name = 'OtherVersion';
  constructor(service: Service, options?: ErrorOptions) {
    super(`The database of ${service} belongs to another version of Dossier.`, options);
  }
}

/**
 * For who only looks: is the database of a service as this program makes it, in its log, its feed and its views? Nothing is changed, and nothing
 * stays open.
 * @throws OtherVersion
 */
export async function mustBeOfThisVersion({ service, migrations }: ServiceDefinition, url: string): Promise<void> {
  const log = await openLog(url).catch((error: unknown) => {
    throw error instanceof WrongSchema ? new OtherVersion(service, { cause: error }) : error;
  });
  await log.close();
  const client = outlivingClient(new pg.Client({ connectionString: url }));
  await client.connect();
  try {
    const ours = migrations.map((migration) => new migration().name ?? migration.name);
    if (!(await isFeedMigrated(client)) || String(await viewMigrations(client)) !== String(ours.toSorted()))
      throw new OtherVersion(service);
  } finally {
    await client.end();
  }
}

/** Names of the migrations of views that have run, sorted. */
async function viewMigrations(client: pg.Client): Promise<string[]> {
  const there = await client.query(`select 1 where to_regclass('views.view_migrations') is not null`);
  if (there.rowCount === 0) return [];
  const { rows } = await client.query<{ name: string }>('select name from views.view_migrations');
  return rows.map(({ name }) => name).toSorted();
}
