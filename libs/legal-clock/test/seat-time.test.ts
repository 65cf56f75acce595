import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays, ClockInputRefused, dayAt, endOfDay } from '../src/index.js';

const BRUSSELS = 'Europe/Brussels';

describe('the day at the seat', () => {
  test.each([
    ['2024-06-27T21:59:59.999Z', '2024-06-27'],
    ['2024-06-27T22:00:00.000Z', '2024-06-28'],
    ['2024-01-31T23:00:00.000Z', '2024-02-01'],
    ['2024-01-31T22:59:59.999Z', '2024-01-31'],
    ['2024-08-06T14:30:00+02:00', '2024-08-06'],
  ])('%s is %s in Brussels', (moment, day) => {
    expect(dayAt(moment, BRUSSELS)).toBe(day);
  });

  test.each(['2024-06-28', '2024-02-30T10:00:00Z', '2024-06-28T10:00:00', '2024-06-28T25:00:00Z', 'now'])(
    '%s is not a moment',
    (moment) => {
      expect(() => dayAt(moment, BRUSSELS)).toThrow(ClockInputRefused);
    },
  );

  test('an unknown time zone is refused', () => {
    expect(() => dayAt('2024-06-28T10:00:00Z', 'Europe/Nowhere')).toThrow(RangeError);
  });
});

describe('the end of a day at the seat', () => {
  test.each([
    ['2024-01-15', '2024-01-15T22:59:59.999Z'],
    ['2024-06-28', '2024-06-28T21:59:59.999Z'],
    // To summer time on 31 March 2024 at 02:00, back on 27 October at 03:00.
    ['2024-03-30', '2024-03-30T22:59:59.999Z'],
    ['2024-03-31', '2024-03-31T21:59:59.999Z'],
    ['2024-10-26', '2024-10-26T21:59:59.999Z'],
    ['2024-10-27', '2024-10-27T22:59:59.999Z'],
  ])('%s ends in Brussels at %s', (day, moment) => {
    expect(endOfDay(day, BRUSSELS)).toBe(moment);
  });

  test('in zones far from UTC, and where summer time starts at midnight', () => {
    expect(endOfDay('2024-06-28', 'Pacific/Kiritimati')).toBe('2024-06-28T09:59:59.999Z');
    expect(endOfDay('2024-06-28', 'Pacific/Pago_Pago')).toBe('2024-06-29T10:59:59.999Z');
    expect(endOfDay('2024-09-07', 'America/Santiago')).toBe('2024-09-08T03:59:59.999Z');
  });

  test('one millisecond later it is the next day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000 }),
        fc.constantFrom(BRUSSELS, 'Europe/London', 'America/New_York', 'Asia/Kolkata'),
        (n, zone) => {
          const day = addDays('2020-01-01', n);
          const last = endOfDay(day, zone);
          expect(dayAt(last, zone)).toBe(day);
          expect(dayAt(new Date(Date.parse(last) + 1).toISOString(), zone)).toBe(addDays(day, 1));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('a day that does not exist is refused', () => {
    expect(() => endOfDay('2024-02-30', BRUSSELS)).toThrow(ClockInputRefused);
  });
});
