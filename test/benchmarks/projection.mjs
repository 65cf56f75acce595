// The database's work for a batch, the same for our consumer and for the bare one.

const INSERT = `insert into views.effects (lane, sequence, n) select * from unnest($1::text[], $2::bigint[], $3::int[])`;
/** The rows, and where the consumer stands in each of its lanes. */
export async function project(pool, rows, settle) {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query({
      name: 'rows',
      text: INSERT,
      values: [rows.map(([lane]) => lane), rows.map(([, s]) => s), rows.map(([, , n]) => n)],
    });
    await settle(client);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
