import type { ClientBase, Pool } from 'pg';

/** Where a consumer stands in these lanes of a publisher; 0 where it never was. */
export async function checkpointsOf(
  client: Pool | ClientBase,
  consumer: string,
  publisher: string,
  lanes: string[],
): Promise<Map<string, number>> {
  const { rows } = await client.query<[string, number]>({
    name: 'feed-checkpoints',
    rowMode: 'array',
    text: 'select lane, sequence::float8 from log.checkpoints where consumer = $1 and publisher = $2 and lane = any($3::text[])',
    values: [consumer, publisher, lanes],
  });
  const found = new Map(rows);
  return new Map(lanes.map((lane) => [lane, found.get(lane) ?? 0]));
}
