import { z } from 'zod';
import { invalidRequest } from '../problems/errors.js';

/**
 * A cursor says after which row the next page begins: the sort key of the last row, in base64url, opaque to callers. It is not
 * signed: it names a place in an order, grants nothing, and is validated like any other input.
 */
export const encodeCursor = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** The place of a row that is sorted by a position of the log: what the views' columns (`integer`) hold. */
export const PositionPlace = z.int().min(0).max(2_147_483_647);

/** @throws Problem invalid-request when the cursor is not one of ours */
export function decodeCursor<Schema extends z.ZodType>(
  cursor: string | undefined,
  schema: Schema,
): z.infer<Schema> | undefined {
  if (cursor === undefined) return undefined;
  const parsed = schema.safeParse(parseCursor(cursor));
  if (!parsed.success) throw brokenCursor();
  return parsed.data;
}

function parseCursor(cursor: string): unknown {
  if (!/^[A-Za-z0-9_-]+$/.test(cursor)) throw brokenCursor();
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw brokenCursor();
    throw error;
  }
}

const brokenCursor = () =>
  invalidRequest([{ path: 'cursor', message: 'Take the cursor from `next` of the page before.' }]);

/** A page of a list, as `pageOf` of the contracts describes it. */
export interface Page<Item> {
  items: Item[];
  next?: string;
  total: number;
}

/**
 * Makes a page of rows that were asked for with `limit + 1`: the extra row only tells that there is a next page.
 * @param placeOf the sort key of a row, as `decodeCursor` will want it
 */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  total: number,
  placeOf: (row: Row) => unknown,
  show: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(show),
    total,
    ...(rows.length > limit && last !== undefined && { next: encodeCursor(placeOf(last)) }),
  };
}
