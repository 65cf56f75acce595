import type { ReadsQuery, ReadView } from '#contracts';
import type { Pool } from 'pg';
import { z } from 'zod';
import { inSight, numbered, type Sight } from '../access/index.js';
import { decodeCursor, toPage, type Page } from '../http/pages.js';

interface ReadRow {
  place: string;
  person: string;
  kind: ReadView['kind'];
  object: string;
  inquiry: string;
  at: Date;
  under: ReadView['under'];
  right_id: string | null;
  role: string | null;
  restriction: string | null;
}

const Place = z.string().regex(/^\d{1,18}$/);

/** A page of who saw what, newest first: of the inquiries that the one who asks may see. */
export async function readsPage(
  pool: Pool,
  sight: Sight,
  { person, inquiry, cursor, limit }: z.output<typeof ReadsQuery>,
): Promise<Page<ReadView>> {
  const before = decodeCursor(cursor, Place);
  const { values, bind } = numbered(person ?? null, inquiry ?? null);
  const matching = `reads.entry e where ($1::uuid is null or e.person = $1) and ($2::uuid is null or e.inquiry = $2)
      and ${inSight(sight, 'e.inquiry', bind)}`;
  const n = values.length;
  const { rows } = await pool.query<ReadRow>(
    `select e.* from ${matching} and ($${n + 1}::bigint is null or e.place < $${n + 1}) order by e.place desc limit $${n + 2}`,
    [...values, before ?? null, limit + 1],
  );
  const counted = await pool.query<{ total: number }>(`select count(*)::int as total from ${matching}`, values);
  return toPage(
    rows,
    limit,
    counted.rows[0]!.total,
    ({ place }) => place,
    (row) => ({
      person: row.person,
      kind: row.kind,
      object: row.object,
      inquiry: row.inquiry,
      at: row.at.toISOString(),
      under: row.under,
      ...(row.right_id !== null && { rightId: row.right_id }),
      ...(row.role !== null && { role: row.role }),
      ...(row.restriction !== null && { restrictionId: row.restriction }),
    }),
  );
}
