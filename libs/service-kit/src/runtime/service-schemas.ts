import pg from 'pg';
import { outlivingClient } from '#event-store';
import { readsTable } from '../reads/reads-table.js';
import { makeReaderRoles } from './reader-roles.js';

/**
 * Schemas that a service's own role owns, beside the log's `views`: the feed's tables, and what must not be in the log
 * (names and addresses, secrets, a delivery schedule).
 */
const SCHEMAS = ['feed', 'directory', 'keys', 'delivery'] as const;

/** Creates them, as the database's owner, for the service's role; the record of reads, which stays the owner's; and the roles that it reads as for a person. Safe when several processes start at once. */
export async function createServiceSchemas(ownerUrl: string, serviceRole: string): Promise<void> {
  const client = outlivingClient(new pg.Client({ connectionString: ownerUrl }));
  await client.connect();
  try {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtextextended('dossier-service-schemas', 0))`);
    for (const schema of SCHEMAS)
      await client.query(`create schema if not exists ${schema} authorization ${pg.escapeIdentifier(serviceRole)}`);
    await client.query(readsTable(serviceRole));
    await makeReaderRoles(client, serviceRole);
    await client.query('commit');
  } finally {
    await client.end();
  }
}
