import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asItStood, type Recorded } from '#legal-clock';

const event = (id: string, effectiveOn: string, corrects?: string): Recorded => ({
  id,
  effectiveOn,
  ...(corrects && { corrects }),
});
const ids = (events: Recorded[]) => events.map(({ id }) => id).join(' ');

describe('what stood on a day', () => {
  test('goes by the day of effect; within a day by the order of recording', () => {
    expect(ids(asItStood([event('a', '2024-01-02'), event('b', '2024-01-01'), event('c', '2024-01-02')]))).toBe(
      'b a c',
    );
  });

  test('leaves out what took effect later', () => {
    expect(ids(asItStood([event('a', '2024-01-01'), event('b', '2024-01-03')], '2024-01-02'))).toBe('a');
  });

  test('a correction stands in the place of what it corrects, on its own day', () => {
    const recorded = [event('a', '2024-07-22'), event('b', '2024-07-22'), event('c', '2024-07-22', 'a')];
    expect(ids(asItStood(recorded))).toBe('c b');
    expect(ids(asItStood([...recorded, event('d', '2024-07-19', 'c')]))).toBe('d b');
  });

  test('of several corrections the last recorded wins', () => {
    const recorded = [event('a', '2024-07-22'), event('b', '2024-07-20', 'a'), event('c', '2024-07-19', 'a')];
    expect(ids(asItStood(recorded))).toBe('c');
    expect(ids(asItStood(recorded.slice(0, 2)))).toBe('b');
  });

  test('before the correction was recorded, what it corrects stood', () => {
    const recorded = [event('a', '2024-07-22'), event('b', '2024-07-19', 'a')];
    expect(ids(asItStood(recorded.slice(0, 1), '2024-07-22'))).toBe('a');
    expect(ids(asItStood(recorded.slice(0, 1), '2024-07-19'))).toBe('');
  });

  test('each fact stands once, in order, whatever is corrected by what', () => {
    const recording = fc.array(fc.record({ day: fc.integer({ min: 1, max: 28 }), corrects: fc.option(fc.nat(30)) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(recording, (drawn) => {
        const recorded = drawn.map(({ day, corrects }, i) =>
          event(
            `e${i}`,
            `2024-02-${String(day).padStart(2, '0')}`,
            corrects !== null && corrects < i ? `e${corrects}` : undefined,
          ),
        );
        const stood = asItStood(recorded);
        expect(stood).toHaveLength(recorded.filter(({ corrects }) => corrects === undefined).length);
        expect(stood.map(({ effectiveOn }) => effectiveOn)).toEqual(stood.map(({ effectiveOn }) => effectiveOn).sort());
        // As of a day = all of it, cut at that day: the future never changes the past.
        expect(asItStood(recorded, '2024-02-14')).toEqual(
          stood.filter(({ effectiveOn }) => effectiveOn <= '2024-02-14'),
        );
      }),
    );
  });
});
