import { setImmediate as others } from 'node:timers/promises';
import type { AsOfRow, Day, DifferenceQuery, DifferenceView } from '#contracts';
import { viewOf, type Then } from './then.js';

/** A row without what made it so: that is found by folding. */
export type RowThen = Omit<AsOfRow, 'because'>;

/** Rows that come from one part of a state. */
export type RowGroup = readonly RowThen[];

/** How the rows of a view come about, event by event. */
export interface RowsFold<Event extends { position: number }, State> {
  initial: State;
  evolve: (state: State, event: Event) => State;
  /**
   * The rows as they are looked at on a day, in groups; undefined when nothing of it is there. A group that is the same array at the same place
   * as before is not looked into: of a long history each event costs what it changed.
   */
  rowsOn: (day: Day) => (state: State) => Promise<RowGroup[] | undefined>;
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

/** Of the states on the way, every so many-th is kept to go on from where an event came in between: all of them would be too much to hold. */
const KEPT_EVERY = 64;
/** After so many events the process has a turn for others: a way may be thousands of events long. */
const TURN_EVERY = 50;

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
  const kept = [initial];
  let last = { after: 0, state: initial };
  /** The state after all that stands, of which so many stood before the move as well. */
  const goOn = (unmoved: number): State => {
    kept.length = Math.min(kept.length, Math.floor(unmoved / KEPT_EVERY) + 1);
    let { after, state } =
      last.after <= unmoved ? last : { after: (kept.length - 1) * KEPT_EVERY, state: kept.at(-1)! };
    for (const event of standing.slice(after)) {
      state = evolve(state, event);
      if (++after % KEPT_EVERY === 0) kept.push(state);
    }
    last = { after, state };
    return state;
  };
  const groupsOf = async (state: State): Promise<readonly RowGroup[]> => (await rows(state)) ?? [];
  let before = await groupsOf(goOn(0));
  const first = byKey(before);
  const causes = new Map<string, Move<Event>[]>();
  let moves = 0;
  const moved = async (state: State, move: Move<Event>): Promise<void> => {
    if (++moves % TURN_EVERY === 0) await others();
    const now = await groupsOf(state);
    const [came, went] = [otherRows(now, before), otherRows(before, now)];
    for (const key of new Set([...came.keys(), ...went.keys()])) {
      if (sameValue(went.get(key), came.get(key))) continue;
      if (sameValue(first.get(key), came.get(key))) causes.delete(key);
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

/** The rows of some groups, without those that are the very same at the same place among others: of hundreds, an event changes one. */
function otherRows(groups: readonly RowGroup[], others: readonly RowGroup[]): Map<string, RowThen> {
  const rows = new Map<string, RowThen>();
  for (const [at, group] of groups.entries()) {
    const other = others[at];
    if (group === other) continue;
    for (const [place, row] of group.entries()) if (row !== other?.[place]) rows.set(row.key, row);
  }
  return rows;
}

const byKey = (groups: readonly RowGroup[] = []): Map<string, RowThen> =>
  new Map(groups.flat().map((row) => [row.key, row]));

const sameValue = (one: RowThen | undefined, other: RowThen | undefined): boolean =>
  one === other || JSON.stringify(one?.value) === JSON.stringify(other?.value);
