/** The shipped lists against the table they come from, and the checks on lists that come from outside. */
import { describe, expect, test } from '@jest/globals';
import {
  addDays,
  calendarFaults,
  canonicalCalendar,
  cjeuLuxembourg,
  ClockInputRefused,
  ecBrussels,
  parseCalendar,
  shippedCalendars,
  ukCma,
  weekday,
  type HolidayCalendar,
} from '../src/index.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "14, 15 Apr; 23 Jun LU; 26–30 Dec" as days with a site; weekend days of a range are left out, as in the lists. */
function readTable(year: number, text: string): string[] {
  return text.split('; ').flatMap((group) => {
    const match = /^([\d, –]+) (\w{3})( LU| BE)?$/.exec(group);
    if (!match) throw new Error(`unreadable: ${group}`);
    const month = String(MONTHS.indexOf(match[2] as string) + 1).padStart(2, '0');
    return (match[1] as string)
      .split(', ')
      .flatMap((part) => {
        const [from, to] = part.split('–').map(Number);
        return Array.from({ length: (to ?? (from as number)) - (from as number) + 1 }, (_, i) => (from as number) + i);
      })
      .map((dayOfMonth) => `${year}-${month}-${String(dayOfMonth).padStart(2, '0')}`)
      .filter((day) => weekday(day) < 6)
      .map((day) => `${day}${match[3] ?? ''}`);
  });
}

function listed(calendar: HolidayCalendar, year: number): string[] {
  return (calendar.years.find((list) => list.year === year)?.days ?? []).map(({ day, place }) =>
    place ? `${day} ${place}` : day,
  );
}

describe('the shipped lists', () => {
  test.each([
    [2022, '14, 15, 18 Apr; 9, 26, 27 May; 6 Jun; 23 Jun LU; 21 Jul BE; 15 Aug; 1, 2 Nov; 23, 26–30 Dec'],
    [2023, '2 Jan; 6, 7, 10 Apr; 1, 9, 18, 19, 29 May; 23 Jun LU; 21 Jul BE; 15 Aug; 1, 2 Nov; 25–29 Dec'],
    [2024, '1, 2 Jan; 28, 29 Mar; 1 Apr; 1, 9, 10, 20 May; 15 Aug; 1 Nov; 23–31 Dec'],
    [2025, '1, 2 Jan; 17, 18, 21 Apr; 1, 9, 29, 30 May; 9 Jun; 23 Jun LU; 21 Jul BE; 15 Aug; 24–31 Dec'],
    [2026, '1, 2 Jan; 2, 3, 6 Apr; 1, 14, 15, 25 May; 23 Jun LU; 21 Jul BE; 2 Nov; 24–31 Dec'],
    [2027, '1 Jan; 25, 26, 29 Mar; 6, 7, 17 May; 23 Jun LU; 21 Jul BE; 1, 2 Nov; 24–31 Dec'],
  ])('Brussels and Luxembourg, %i', (year, table) => {
    expect(listed(ecBrussels, year)).toEqual(readTable(year, table));
  });

  test.each([
    [2019, '1 Jan; 19, 22 Apr; 6, 27 May; 26 Aug; 25, 26 Dec'],
    [2020, '1 Jan; 10, 13 Apr; 8, 25 May; 31 Aug; 25, 28 Dec'],
    [2021, '1 Jan; 2, 5 Apr; 3, 31 May; 30 Aug; 27, 28 Dec'],
    [2022, '3 Jan; 15, 18 Apr; 2 May; 2, 3 Jun; 29 Aug; 19 Sep; 26, 27 Dec'],
    [2023, '2 Jan; 7, 10 Apr; 1, 8, 29 May; 28 Aug; 25, 26 Dec'],
    [2024, '1 Jan; 29 Mar; 1 Apr; 6, 27 May; 26 Aug; 25, 26 Dec'],
    [2025, '1 Jan; 18, 21 Apr; 5, 26 May; 25 Aug; 25, 26 Dec'],
    [2026, '1 Jan; 3, 6 Apr; 4, 25 May; 31 Aug; 25, 28 Dec'],
    [2027, '1 Jan; 26, 29 Mar; 3, 31 May; 30 Aug; 27, 28 Dec'],
    [2028, '3 Jan; 14, 17 Apr; 1, 29 May; 28 Aug; 25, 26 Dec'],
  ])('England and Wales, %i', (year, table) => {
    expect(listed(ukCma, year)).toEqual(readTable(year, table));
  });

  test('what is reckoned from a pattern says so', () => {
    expect(ukCma.years.find(({ year }) => year === 2028)).toMatchObject({ quality: 'projected' });
    for (const { quality } of cjeuLuxembourg.years) expect(quality).toBe('projected');
  });

  test('no listed day falls on a weekend, every one has a name', () => {
    for (const calendar of shippedCalendars)
      for (const { days } of calendar.years)
        for (const { day, name } of days) {
          expect(weekday(day)).toBeLessThan(6);
          expect(name).toBeTruthy();
        }
  });

  test('they pass the check that guards a file', () => {
    for (const calendar of shippedCalendars)
      expect(parseCalendar(JSON.parse(JSON.stringify(calendar)))).toEqual(calendar);
  });
});

describe('the canonical form', () => {
  test('does not depend on the order of members, years or days; depends on every day', () => {
    const turned = {
      years: ukCma.years.toReversed().map(({ days, ...year }) => ({ days: days.toReversed(), ...year })),
      weekend: [7, 6],
      seat: ukCma.seat,
      places: ukCma.places,
      title: ukCma.title,
      version: ukCma.version,
      id: ukCma.id,
    } as HolidayCalendar;
    expect(canonicalCalendar(turned)).toBe(canonicalCalendar(ukCma));
    expect(JSON.parse(canonicalCalendar(ecBrussels))).toEqual(ecBrussels);
    const [first, ...others] = ukCma.years[0]?.days ?? [];
    expect(first).toBeDefined();
    expect(
      canonicalCalendar({
        ...ukCma,
        years: [{ ...(ukCma.years[0] as HolidayCalendar['years'][number]), days: others }],
      }),
    ).not.toBe(canonicalCalendar(ukCma));
  });
});

describe('a calendar from outside', () => {
  const year = ukCma.years.find((list) => list.year === 2024) as HolidayCalendar['years'][number];
  test.each([
    ['a day that does not exist', { ...ukCma, years: [{ ...year, days: [{ day: '2024-02-30' }] }] }],
    ['a day of another year', { ...ukCma, years: [{ ...year, days: [{ day: '2023-12-25' }] }] }],
    ['a day twice', { ...ukCma, years: [{ ...year, days: [{ day: '2024-12-25' }, { day: '2024-12-25' }] }] }],
    ['a year twice', { ...ukCma, years: [year, year] }],
    ['an unknown site', { ...ukCma, years: [{ ...year, days: [{ day: '2024-12-25', place: 'FR' }] }] }],
    ['an unknown quality', { ...ukCma, years: [{ ...year, quality: 'certain' }] }],
    ['a version in words', { ...ukCma, version: '2024.1' }],
    ['an unknown member', { ...ukCma, holidays: [] }],
    ['a seat that is not a place', { ...ukCma, seat: 'FR' }],
    ['no working day at all', { ...ukCma, weekend: [1, 2, 3, 4, 5, 6, 7] }],
    [
      'a part that ends before it begins',
      {
        ...ukCma,
        years: [{ ...year, parts: [{ from: '2024-02-01', to: '2024-01-01', quality: 'published', source: 'x' }] }],
      },
    ],
    ['no source', { ...ukCma, years: [{ year: 2024, quality: 'published', days: [] }] }],
    ['a list in place of a calendar', []],
  ])('with %s is refused', (_, calendar) => {
    expect(() => parseCalendar(calendar)).toThrow(ClockInputRefused);
  });

  test('of which more than half are holidays is refused with its place: half is taken still', () => {
    const weekdays = (n: number) =>
      Array.from({ length: 366 }, (_, i) => addDays('2024-01-01', i))
        .filter((day) => weekday(day) <= 5)
        .slice(0, n)
        .map((day) => ({ day }));
    // 2024 has 262 days from Monday to Friday.
    const of = (n: number) => ({ ...ukCma, years: [{ ...year, days: weekdays(n) }] });
    expect(calendarFaults(of(131))).toEqual([]);
    expect(calendarFaults(of(132))).toEqual([
      { path: 'years.2024.days', message: expect.stringContaining('132 of the 262 days of 2024') },
    ]);
  });

  test('all that is wrong is told at once, each with its place', () => {
    const wrong = {
      ...ukCma,
      version: 0,
      seat: 'FR',
      colour: 'red',
      years: [
        {
          ...year,
          quality: 'certain',
          days: [{ day: '2024-02-30' }, { day: '2023-12-25' }, { day: '2024-12-25', place: 'FR' }],
        },
        { year: 2025, source: '', quality: 'published', days: [{ day: '2025-12-25' }, { day: '2025-12-25' }] },
      ],
    };
    expect(calendarFaults(wrong).map(({ path }) => path)).toEqual([
      'colour',
      'version',
      'seat',
      'years.2024.quality',
      'years.2024.days.0.day',
      'years.2024.days.1.day',
      'years.2024.days.2.place',
      'years.2025.source',
      'years.2025.days.1',
    ]);
    expect(() => parseCalendar(wrong)).toThrow(/version: .*years\.2025\.source: is not a text/);
  });
});
