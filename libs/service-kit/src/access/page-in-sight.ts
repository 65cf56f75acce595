import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { decodeCursor, PositionPlace } from '../http/pages.js';
import type { Sight } from './sight.js';

/**
 * Rows of a page, those with the highest position first, and how many there are in all. Of who sees what was given to him the first page tells
 * its count: what is in sight is gone through once and not twice. Of who sees nearly all, a page is read off an index, and counted apart.
 * @param matching the rows in sight that are asked for, anew each time
 * @param position the column that they go by
 * @returns one row more than `limit` when there is a next page, as `toPage` takes them
 */
export async function pageInSight<Row extends ObjectLiteral>(
  { scope }: Sight,
  matching: () => SelectQueryBuilder<Row>,
  position: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ rows: Row[]; total: number }> {
  const before = decodeCursor(cursor, PositionPlace);
  const page = matching()
    .orderBy(position, 'DESC')
    .take(limit + 1);
  if (before === undefined && scope === 'given') {
    const { entities, raw } = await page.addSelect('count(*) over ()', 'total').getRawAndEntities<{ total: string }>();
    return { rows: entities, total: Number(raw[0]?.total ?? 0) };
  }
  if (before !== undefined) page.andWhere(`${position} < :before`, { before });
  return { rows: await page.getMany(), total: await matching().getCount() };
}
