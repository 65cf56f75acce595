import { inTransaction, postgresDirectory, type PersonDirectory, type ServiceRuntime } from '#service-kit';

/**
 * Acts on the directory while nobody else gives somebody a name, in whichever instance of the service: of two who are called alike at the same
 * moment, each would be found nowhere by the other. What is refused or fails has put nobody there.
 */
export const givingNames = <T>(
  { pool }: Pick<ServiceRuntime, 'pool'>,
  give: (directory: PersonDirectory) => Promise<T>,
): Promise<T> =>
  inTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtextextended('dossier-directory-names', 0))`);
    return give(postgresDirectory(client));
  });
