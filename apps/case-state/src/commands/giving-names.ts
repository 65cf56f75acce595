import { postgresDirectory, type PersonDirectory, type ServiceRuntime } from '#service-kit';

/**
 * Acts on the directory while nobody else gives somebody a name, in whichever instance of the service: of two who are called alike at the same
 * moment, each would be found nowhere by the other. One transaction, on one connection: what is refused or fails has put nobody there.
 */
export async function givingNames<T>(
  { pool }: Pick<ServiceRuntime, 'pool'>,
  give: (directory: PersonDirectory) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtextextended('dossier-directory-names', 0))`);
    const given = await give(postgresDirectory(client));
    await client.query('commit');
    return given;
  } catch (error) {
    await client.query('rollback').catch((failed: Error) => (broken = failed));
    throw error;
  } finally {
    // Closed, a connection that cannot be told so takes its transaction back, and gives its lock away.
    client.release(broken);
  }
}
