import type { Pool, PoolClient } from 'pg';

/** The one way to open a transaction on the queue's tables. */
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
    // A connection that cannot even roll back is not given to anybody else.
    db.release(broken);
  }
}
