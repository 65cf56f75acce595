import type { AsOfRow, DifferenceQuery, DifferenceView } from '#contracts';
import { viewOf, type Then } from './then.js';

/**
 * The difference between two views of one thing, from its rows in each.
 * @param rowsAt the rows of a view; undefined when nothing of it was there
 * @throws Problem invalid-request for a time that is still to come
 */
export async function differenceBetween(
  runtime: Parameters<typeof viewOf>[0],
  query: DifferenceQuery,
  rowsAt: (then: Then) => Promise<AsOfRow[] | undefined>,
): Promise<DifferenceView> {
  const [from, to] = await Promise.all(
    (['from', 'to'] as const).map(async (side) => {
      const recordedAt = query[`${side}RecordedAt`];
      const names = { recordedAt: `${side}RecordedAt`, asOf: `${side}AsOf` };
      const then = await viewOf(runtime, { recordedAt, asOf: query[`${side}AsOf`] }, names);
      const rows = await rowsAt(then);
      const asked = { ...(recordedAt !== undefined && { recordedAt }), asOf: then.day, upToPosition: then.upTo };
      return { view: { ...asked, known: rows !== undefined }, rows: rows ?? [] };
    }),
  );
  return { from: from!.view, to: to!.view, changes: changesBetween(from!.rows, to!.rows) };
}

/** What is not the same in both, in the order of the second, then of the first. */
function changesBetween(from: AsOfRow[], to: AsOfRow[]): DifferenceView['changes'] {
  const before = new Map(from.map((row) => [row.key, row]));
  const after = new Map(to.map((row) => [row.key, row]));
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((key) => {
    const [one, two] = [before.get(key), after.get(key)];
    const either = two ?? one;
    if (!either || JSON.stringify(one?.value) === JSON.stringify(two?.value)) return [];
    const { group, label, invented } = either;
    return {
      group,
      key,
      label,
      invented,
      before: one?.value ?? null,
      after: two?.value ?? null,
      because: [...notIn(two, one, false), ...notIn(one, two, true)].sort((a, b) => a.position - b.position),
    };
  });
}

/** The events that made one row and not the other. */
function notIn(row: AsOfRow | undefined, other: AsOfRow | undefined, went: boolean) {
  const there = new Set(other?.because.map(({ position }) => position));
  return (row?.because ?? []).filter(({ position }) => !there.has(position)).map((trace) => ({ ...trace, went }));
}
