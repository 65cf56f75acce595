import type { AsOfRow, Day, DifferenceQuery, DifferenceView } from '#contracts';
import { viewOf, type Then } from './then.js';

/** A row without what made it so: that is found by folding. */
export type RowThen = Omit<AsOfRow, 'because'>;

/** How the rows of a view come about, event by event. */
export interface RowsFold<Event extends { position: number }, State> {
  initial: State;
  evolve: (state: State, event: Event) => State;
  /** The rows as they are looked at on a day; undefined when nothing of it is there. */
  rowsOn: (day: Day) => (state: State) => Promise<RowThen[] | undefined>;
}

/** An event that came or went on the way from one view to another. */
export interface Move<Event> {
  event: Event;
  went: boolean;
}

/**
 * The difference between two views of one thing, from the events that stand in each.
 * @param standingAt the events of a view, in the order in which they took effect
 * @throws Problem invalid-request for a time that is still to come
 */
export async function differenceBetween<Event extends { position: number }, State>(
  runtime: Parameters<typeof viewOf>[0],
  query: DifferenceQuery,
  standingAt: (then: Then) => Promise<Event[]>,
  fold: RowsFold<Event, State>,
  traceOf: (event: Event) => AsOfRow['because'][number],
): Promise<DifferenceView> {
  const [from, to] = await Promise.all([sideOf('from'), sideOf('to')]);
  const causes = await causesBetween(from.events, to.events, to.view.asOf, fold);
  return { from: from.view, to: to.view, changes: changes() };

  async function sideOf(side: 'from' | 'to') {
    const recordedAt = query[`${side}RecordedAt`];
    const names = { recordedAt: `${side}RecordedAt`, asOf: `${side}AsOf` };
    const then = await viewOf(runtime, { recordedAt, asOf: query[`${side}AsOf`] }, names);
    const events = await standingAt(then);
    const rows = await fold.rowsOn(then.day)(events.reduce(fold.evolve, fold.initial));
    const asked = { ...(recordedAt !== undefined && { recordedAt }), asOf: then.day, upToPosition: then.upTo };
    return { view: { ...asked, known: rows !== undefined }, events, rows: byKey(rows) };
  }

  /** What is not the same in both, in the order of the second, then of the first. */
  function changes(): DifferenceView['changes'] {
    return [...new Set([...to.rows.keys(), ...from.rows.keys()])].flatMap((key) => {
      const [one, two] = [from.rows.get(key), to.rows.get(key)];
      const either = two ?? one;
      if (!either || sameValue(one, two)) return [];
      const { group, label, invented } = either;
      const because = (causes.get(key) ?? [])
        .map(({ event, went }) => ({ ...traceOf(event), went }))
        .sort((a, b) => a.position - b.position);
      return { group, key, label, invented, before: one?.value ?? null, after: two?.value ?? null, because };
    });
  }
}

/**
 * Which events made the rows of one view into those of another, both looked at on one day: the way is gone event by event, what went first
 * (the last in effect first), then what came (in the order of effect), and each row names the moves that changed its value since it was
 * last what it was at the start. A row that no event changed is not in it.
 * @param from the events of the first view, in the order in which they took effect; so is `to`
 */
export async function causesBetween<Event extends { position: number }, State>(
  from: readonly Event[],
  to: readonly Event[],
  day: Day,
  { initial, evolve, rowsOn }: RowsFold<Event, State>,
): Promise<Map<string, Move<Event>[]>> {
  const rows = rowsOn(day);
  const place = new Map(to.map(({ position }, index) => [position, index]));
  const placeOf = ({ position }: Event): number => place.get(position) ?? -1;
  const stood = new Set(from.map(({ position }) => position));
  const standing = [...from];
  // After so many of them each; what stands before a move is not folded again.
  const states = [initial];
  const goOn = (after: number): State => {
    states.length = after + 1;
    for (const event of standing.slice(after)) states.push(evolve(states.at(-1)!, event));
    return states.at(-1)!;
  };
  const first = byKey(await rows(goOn(0)));
  const causes = new Map<string, Move<Event>[]>();
  let before = first;
  const moved = async (state: State, move: Move<Event>): Promise<void> => {
    const now = byKey(await rows(state));
    for (const key of new Set([...now.keys(), ...before.keys()])) {
      if (sameValue(before.get(key), now.get(key))) continue;
      if (sameValue(first.get(key), now.get(key))) causes.delete(key);
      else causes.set(key, [...(causes.get(key) ?? []), move]);
    }
    before = now;
  };
  for (const event of from.filter(({ position }) => !place.has(position)).toReversed()) {
    const at = standing.lastIndexOf(event);
    standing.splice(at, 1);
    await moved(goOn(at), { event, went: true });
  }
  for (const event of to.filter(({ position }) => !stood.has(position))) {
    const at = standing.findLastIndex((other) => placeOf(other) < placeOf(event)) + 1;
    standing.splice(at, 0, event);
    await moved(goOn(at), { event, went: false });
  }
  return causes;
}

const byKey = (rows: RowThen[] | undefined): Map<string, RowThen> => new Map((rows ?? []).map((row) => [row.key, row]));

const sameValue = (one: RowThen | undefined, other: RowThen | undefined): boolean =>
  one === other || JSON.stringify(one?.value) === JSON.stringify(other?.value);
