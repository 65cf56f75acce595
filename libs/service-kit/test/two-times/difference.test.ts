import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { causesBetween, type RowsFold, type RowThen } from '../../src/two-times/difference.js';

type Values = Readonly<Record<string, number>>;

/** An event that gives one thing a value, be it of what another has: so that what came before bears on what comes later. */
interface Sets {
  position: number;
  key: string;
  to: number | { as: string };
}

const fold: RowsFold<Sets, Values> = {
  initial: {},
  evolve: (state, { key, to }) => ({ ...state, [key]: typeof to === 'number' ? to : (state[to.as] ?? 0) }),
  rowsOn: () => (state) =>
    Promise.resolve(
      Object.entries(state).map(([key, value]): [RowThen] => [
        { group: 'cases', key, label: { en: key }, invented: false, value: { code: 'set', params: { value } } },
      ]),
    ),
};
const DAY = '2024-06-28';
const foldOf = (events: readonly Sets[]): Values => events.reduce(fold.evolve, fold.initial);
const named = async (from: Sets[], to: Sets[], key: string) =>
  ((await causesBetween(from, to, DAY, fold)).get(key) ?? []).map(({ event, went }) => [event.position, went]);

describe('the events that made one view into another', () => {
  const set = (position: number, key: string, to: Sets['to']): Sets => ({ position, key, to });

  test('are those that changed the value, not whatever happened in between', async () => {
    const events = [set(1, 'stage', 1), set(2, 'team', 1), set(3, 'stage', 2), set(4, 'stage', 2), set(5, 'team', 2)];
    expect(await named(events.slice(0, 2), events, 'stage')).toEqual([[3, false]]);
    expect(await named(events.slice(0, 4), events, 'stage')).toEqual([]);
  });

  test('begin after the value was last what it had been', async () => {
    const events = [set(1, 'stage', 1), set(2, 'stage', 2), set(3, 'stage', 1), set(4, 'stage', 3)];
    expect(await named(events.slice(0, 1), events, 'stage')).toEqual([[4, false]]);
    expect(await named(events.slice(0, 1), events.slice(0, 3), 'stage')).toEqual([]);
  });

  test('a correction: what went, then what came in its place', async () => {
    const events = [set(1, 'stage', 1), set(2, 'stage', 2), set(3, 'team', 1)];
    const corrected = set(4, 'stage', 3);
    expect(await named(events, [events[0]!, corrected, events[2]!], 'stage')).toEqual([
      [2, true],
      [4, false],
    ]);
  });

  test('a long way: one that came in far before the last bears on all that came after it', async () => {
    const copy = (position: number, key: string, from: string) => set(position, key, { as: from });
    const chain = [set(1, 'k0', 1), ...Array.from({ length: 200 }, (_, n) => copy(n + 2, `k${n + 1}`, `k${n}`))];
    for (const [place, key] of [
      [10, 'k9'],
      [64, 'k63'],
      [130, 'k129'],
    ] as const) {
      const before = set(900 + place, key, 7);
      const later = set(1000 + place, 'k0', 5);
      const to = [...chain.slice(0, place), before, ...chain.slice(place), later];
      const causes = await causesBetween(chain, to, DAY, fold);
      expect([...causes.keys()].length).toBe(chain.length - place + 2);
      expect(await named(chain, to, 'k200')).toEqual([[before.position, false]]);
      expect(await named(chain, to, 'k0')).toEqual([[later.position, false]]);
    }
  });

  test('one that bears on a later one that stands in both', async () => {
    const copies = set(3, 'stage', { as: 'team' });
    expect(await named([copies], [set(4, 'team', 7), copies], 'stage')).toEqual([[4, false]]);
  });

  const event = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    to: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.record({ as: fc.constantFrom('a', 'b', 'c') })),
    in: fc.constantFrom('from', 'to', 'both'),
  });

  test('any two views: named is what differs and nothing else, and after the last that is named the value is what it is at the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 12 }), fc.func(fc.nat()), async (drawn, shuffled) => {
        // The order of effect is another one than that of recording.
        const all = drawn
          .map((each, index) => ({ ...each, position: index + 1 }))
          .sort((a, b) => shuffled(a.position) - shuffled(b.position));
        const from = all.filter((each) => each.in !== 'to');
        const to = all.filter((each) => each.in !== 'from');
        const causes = await causesBetween(from, to, DAY, fold);
        const [first, last] = [foldOf(from), foldOf(to)];
        expect([...causes.keys()].sort()).toEqual(['a', 'b', 'c'].filter((key) => first[key] !== last[key]));
        // The same way, each of its states folded from nothing.
        const went = from.filter((each) => each.in === 'from').toReversed();
        const came = to.filter((each) => each.in === 'to');
        const after = (moves: number): Values =>
          foldOf(
            all.filter((each) => {
              if (each.in === 'both') return true;
              return each.in === 'from' ? went.indexOf(each) >= moves : came.indexOf(each) + went.length < moves;
            }),
          );
        const way = [...went, ...came];
        for (const [key, moves] of causes) {
          const place = way.findIndex(({ position }) => position === moves.at(-1)!.event.position);
          expect(after(place)[key]).not.toBe(last[key]);
          for (let later = place + 1; later <= way.length; later++) expect(after(later)[key]).toBe(last[key]);
        }
      }),
    );
  });

  test('any two views: whatever groups and rows are given again because nothing of them changed, and wherever they lie, the causes are the same', async () => {
    const row = (key: string, value: number): RowThen => ({
      group: 'cases',
      key,
      label: { en: key },
      invented: false,
      value: { code: 'set', params: { value } },
    });
    const again = <Made>() => {
      const made = new Map<string, Made>();
      return (of: string, make: () => Made): Made => {
        const known = made.get(of) ?? make();
        made.set(of, known);
        return known;
      };
    };
    /** A and B in one group, C in one of its own; what was set last lies in front. */
    const sparing: RowsFold<Sets, Values> = {
      initial: {},
      evolve: (state, { key, to }) => {
        const { [key]: was, ...rest } = state;
        return { [key]: typeof to === 'number' ? to : ((to.as === key ? was : rest[to.as]) ?? 0), ...rest };
      },
      rowsOn: () => {
        const [rowAgain, groupAgain] = [again<RowThen>(), again<RowThen[]>()];
        return (state) => {
          const set = Object.entries(state);
          const groups = [set.filter(([key]) => key !== 'c'), set.filter(([key]) => key === 'c')];
          return Promise.resolve(
            (set[0]?.[0] === 'c' ? groups.toReversed() : groups)
              .filter((group) => group.length > 0)
              .map((group) =>
                groupAgain(JSON.stringify(group), () =>
                  group.map(([key, value]) => rowAgain(`${key} ${value}`, () => row(key, value))),
                ),
              ),
          );
        };
      },
    };
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 12 }), async (drawn) => {
        const all = drawn.map((each, index) => ({ ...each, position: index + 1 }));
        const from = all.filter((each) => each.in !== 'to');
        const to = all.filter((each) => each.in !== 'from');
        const causes = async (by: RowsFold<Sets, Values>) => {
          const found = [...(await causesBetween(from, to, DAY, by))];
          return found.map(([key, moves]) => [key, moves.map((move) => [move.event.position, move.went])]).sort();
        };
        expect(await causes(sparing)).toEqual(await causes(fold));
      }),
    );
  });
});
