/** What holds for every period, clock and calendar: properties, tried on generated ones. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  addDays,
  daysBetween,
  ecBrussels,
  endOfPeriod,
  euMergers,
  formatPeriod,
  isDay,
  isWorkingDay,
  lastDayBefore,
  parsePeriod,
  reckon,
  weekday,
  workingDaysAfter,
  type Day,
  type Period,
} from '../src/index.js';

const BRUSSELS = { calendar: ecBrussels };

const day = fc
  .integer({ min: 0, max: daysBetween('2022-02-01', '2025-01-31') })
  .map((n): Day => addDays('2022-02-01', n));
const units = ['calendar-days', 'working-days', 'weeks', 'months', 'years'] as const;
const anyPeriod = fc.record({ n: fc.integer({ min: 1, max: 99_999 }), unit: fc.constantFrom(...units) });
const LONGEST = { 'calendar-days': 200, 'working-days': 130, weeks: 30, months: 8, years: 1 } as const;
const period: fc.Arbitrary<Period> = fc
  .constantFrom(...units)
  .chain((unit) => fc.record({ n: fc.integer({ min: 1, max: LONGEST[unit] }), unit: fc.constant(unit) }));
const stretch = fc.record({ at: fc.integer({ min: 0, max: 120 }), length: fc.integer({ min: 1, max: 30 }) });

function suspensionsAfter(event: Day, stretches: readonly { at: number; length: number }[]) {
  return stretches.map(({ at, length }) => ({ from: addDays(event, at), to: addDays(event, at + length - 1) }));
}

describe('days', () => {
  test('adding and taking away gives the day back; weekdays go round', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -700_000, max: 2_900_000 }),
        fc.integer({ min: -9_000, max: 9_000 }),
        (start, n) => {
          const from = addDays('1970-01-01', start);
          const to = addDays(from, n);
          expect(isDay(to)).toBe(true);
          expect(addDays(to, -n)).toBe(from);
          expect(daysBetween(from, to)).toBe(n);
          expect((((weekday(to) - weekday(from) - n) % 7) + 7) % 7).toBe(0);
          expect(from < to).toBe(n > 0);
        },
      ),
    );
  });
});

describe('the same days as the machine counts', () => {
  const DAY = 86_400_000;
  const [first, last] = [Date.parse('0001-01-01') / DAY, Date.parse('9999-12-31') / DAY];
  const differs = (number: number): boolean => {
    const day = new Date(number * DAY).toISOString().slice(0, 10);
    return addDays('1970-01-01', number) !== day || daysBetween('1970-01-01', day) !== number;
  };

  test('at every turn of a year, and of February', () => {
    const turns = Array.from({ length: 9999 }, (_, n) => n + 1).flatMap((year) =>
      (
        [
          [0, 1],
          [1, 28],
          [1, 29],
          [2, 1],
          [11, 31],
        ] as const
      ).map(([month, dayOfMonth]) => new Date(0).setUTCFullYear(year, month, dayOfMonth) / DAY),
    );
    expect(turns.filter(differs)).toEqual([]);
  });

  test('on any day', () => {
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), (number) => !differs(number)),
      { numRuns: 2_000 },
    );
  });

  test('and none beyond the years 0001 to 9999', () => {
    expect(() => addDays('0001-01-01', -1)).toThrow('0001 to 9999');
    expect(() => addDays('9999-12-31', 1)).toThrow('0001 to 9999');
  });
});

describe('periods', () => {
  test('what is written is read back', () => {
    fc.assert(fc.property(anyPeriod, (any) => expect(parsePeriod(formatPeriod(any))).toEqual(any)));
  });
});

describe('clocks', () => {
  test('the last day is always a working day, after the event, and explained by the result', () => {
    fc.assert(
      fc.property(day, period, (event, any) => {
        const { end, explanation } = endOfPeriod({ event, period: any, ...BRUSSELS });
        expect(isWorkingDay(end, BRUSSELS)).toBe(true);
        expect(end > event).toBe(true);
        expect(explanation.steps.at(-1)).toMatchObject({ rule: 'result', day: end });
      }),
    );
  });

  test('a period of two days or more holds two working days', () => {
    fc.assert(
      fc.property(day, period, (event, any) => {
        fc.pre(any.n > 1 || (any.unit !== 'calendar-days' && any.unit !== 'working-days'));
        const { end } = endOfPeriod({ event, period: any, ...BRUSSELS });
        expect(workingDaysAfter({ after: event, through: end, ...BRUSSELS })).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  test('n working days hold n working days', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 130 }), (event, n) => {
        const { end } = endOfPeriod({ event, period: { n, unit: 'working-days' }, ...BRUSSELS, rules: euMergers });
        expect(workingDaysAfter({ after: event, through: end, ...BRUSSELS })).toBe(n);
      }),
    );
  });

  test('a later event never ends earlier, a longer period never sooner', () => {
    fc.assert(
      fc.property(day, period, (event, any) => {
        const { end } = endOfPeriod({ event, period: any, ...BRUSSELS });
        expect(endOfPeriod({ event: addDays(event, 1), period: any, ...BRUSSELS }).end >= end).toBe(true);
        expect(endOfPeriod({ event, period: { ...any, n: any.n + 1 }, ...BRUSSELS }).end >= end).toBe(true);
      }),
    );
  });

  test('an extension never moves a date backwards, whatever is suspended', () => {
    const grants = fc.array(fc.record({ by: period, at: fc.integer({ min: 0, max: 60 }) }), { maxLength: 2 });
    fc.assert(
      fc.property(
        day,
        period,
        grants,
        fc.array(stretch, { maxLength: 3 }),
        period,
        (event, any, earlier, stretches, by) => {
          const extensions = earlier.map((grant) => ({ by: grant.by, on: addDays(event, grant.at), basis: 'granted' }));
          // Years enough for one extension; more than that runs off the lists.
          fc.pre([any, by, ...earlier.map((grant) => grant.by)].filter(({ unit }) => unit === 'years').length < 1);
          const suspensions = suspensionsAfter(event, stretches);
          const question = { event, period: any, ...BRUSSELS, suspensions };
          fc.pre(daysBetween(event, '2024-06-01') > 0);
          const before = reckon({ ...question, extensions }).end as Day;
          const after = reckon({
            ...question,
            extensions: [...extensions, { by, on: addDays(event, 61), basis: 'more' }],
          }).end as Day;
          expect(after >= before).toBe(true);
        },
      ),
    );
  });

  test('suspending k working days moves a working-day clock by exactly k working days', () => {
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 30, max: 90 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 40 }),
        (event, n, at, length) => {
          const clock = { event, period: { n, unit: 'working-days' as const }, ...BRUSSELS, rules: euMergers };
          const suspension = { from: addDays(event, at + 1), to: addDays(event, at + length) };
          const plain = reckon(clock).end as Day;
          fc.pre(suspension.to < plain);
          const k = workingDaysAfter({ after: addDays(suspension.from, -1), through: suspension.to, ...BRUSSELS });
          const stopped = reckon({ ...clock, suspensions: [suspension] }).end as Day;
          expect(workingDaysAfter({ after: plain, through: stopped, ...BRUSSELS })).toBe(k);
        },
      ),
    );
  });

  test('used and left always make the whole, and used only grows', () => {
    fc.assert(
      fc.property(
        day,
        period,
        fc.array(stretch, { maxLength: 3 }),
        fc.integer({ min: 0, max: 200 }),
        (event, any, stretches, at) => {
          const question = { event, period: any, ...BRUSSELS, suspensions: suspensionsAfter(event, stretches) };
          const whole = reckon(question);
          const then = reckon({ ...question, asOf: addDays(event, at) });
          const later = reckon({ ...question, asOf: addDays(event, at + 1) });
          expect(whole.left).toBe(0);
          expect(then.used + then.left).toBe(whole.used);
          expect(later.used).toBeGreaterThanOrEqual(then.used);
          if (any.unit === 'working-days') expect(whole.used).toBe(any.n);
        },
      ),
    );
  });

  test('the order and the overlap of suspensions do not matter', () => {
    fc.assert(
      fc.property(day, period, fc.array(stretch, { minLength: 1, maxLength: 3 }), (event, any, stretches) => {
        const suspensions = suspensionsAfter(event, stretches);
        const question = { event, period: any, ...BRUSSELS };
        const { end } = reckon({ ...question, suspensions });
        expect(reckon({ ...question, suspensions: suspensions.toReversed() }).end).toBe(end);
        expect(reckon({ ...question, suspensions: [...suspensions, ...suspensions] }).end).toBe(end);
      }),
    );
  });
});

describe('backwards', () => {
  test('counting backwards lands before the day, and leaves the whole period', () => {
    const late = fc
      .integer({ min: 0, max: daysBetween('2023-06-01', '2027-12-01') })
      .map((n): Day => addDays('2023-06-01', n));
    fc.assert(
      fc.property(late, period, (before, any) => {
        const { day: last } = lastDayBefore({ before, period: any, ...BRUSSELS });
        expect(last < before).toBe(true);
        if (any.unit === 'working-days')
          expect(workingDaysAfter({ after: addDays(last, -1), through: addDays(before, -1), ...BRUSSELS })).toBe(any.n);
      }),
    );
  });
});
