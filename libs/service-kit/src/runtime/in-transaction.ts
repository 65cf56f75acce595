import type { Pool, PoolClient } from 'pg';

/** One transaction, on one connection: what fails has changed nothing. */
export async function inTransaction<T>(pool: Pool, work: (db: PoolClient) => Promise<T>): Promise<T> {
  const db = await pool.connect();
  let broken: Error | undefined;
  try {
    await db.query('begin');
    const result = await work(db);
    await db.query('commit');
    return result;
  } catch (error) {
    await db.query('rollback').catch((failed: Error) => (broken = failed));
    throw error;
  } finally {
    // A connection that cannot even roll back is given to nobody else: closed, it takes its transaction back, and gives its locks away.
    db.release(broken);
  }
}
