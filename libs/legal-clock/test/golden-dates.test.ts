/** The dates that are known from the public record or the judgment itself; each must come out to the day. */
import { describe, expect, test } from '@jest/globals';
import {
  ecBrussels,
  endOfPeriod,
  eu1182,
  euMergers,
  lastDayBefore,
  parsePeriod,
  reckon,
  ukCma,
  ukEnterpriseAct,
  workingDaysAfter,
  type Day,
  type HolidayCalendar,
} from '../src/index.js';

const BRUSSELS = { calendar: ecBrussels };
const LONDON = { calendar: ukCma, rules: ukEnterpriseAct };

/** No list of 1998 is shipped; Easter was on 12 April. */
const spring1998: HolidayCalendar = {
  id: 'spring-1998',
  version: 1,
  title: 'Easter 1998',
  places: [{ code: 'NL', name: 'The Hague' }],
  seat: 'NL',
  weekend: [6, 7],
  years: [
    {
      year: 1998,
      quality: 'secondary',
      source: 'the date of Easter',
      days: [{ day: '1998-04-13', name: 'Easter Monday' }],
    },
  ],
};

function end(event: Day, period: string, where: { calendar: HolidayCalendar; rules?: typeof eu1182 } = BRUSSELS): Day {
  return endOfPeriod({ event, period: parsePeriod(period), ...where }).end;
}

describe('weeks (C-171/03 Toeters)', () => {
  test.each([
    ['1998-03-12', '1998-04-02'],
    ['1998-03-13', '1998-04-03'],
    ['1998-03-16', '1998-04-06'],
  ])('%s + 3 weeks ends on the same weekday, %s', (event, expected) => {
    expect(end(event, '3w', { calendar: spring1998 })).toBe(expected);
  });

  test('2025-12-04 + 3 weeks ends in the end-of-year days and moves to 2026-01-05', () => {
    const { end, explanation } = endOfPeriod({ event: '2025-12-04', period: parsePeriod('3w'), ...BRUSSELS });
    expect(end).toBe('2026-01-05');
    expect(explanation.steps).toContainEqual({
      rule: 'last-day-moved',
      day: '2026-01-05',
      source: 'Regulation 1182/71, Art 3(4)',
      detail: { from: '2025-12-25', to: '2026-01-05' },
    });
  });
});

describe('a merger of two phases, M.10646', () => {
  const merger = { ...BRUSSELS, rules: euMergers };

  test('phase I: 25 working days', () => {
    expect(end('2022-09-30', '25wd', merger)).toBe('2022-11-08');
  });

  test('phase II: 90 working days, then three extensions that add up', () => {
    const extensions = [
      { by: parsePeriod('10wd'), on: '2022-11-30', basis: 'Regulation 139/2004, Art 10(3)' },
      { by: parsePeriod('10wd'), on: '2023-02-01', basis: 'Regulation 139/2004, Art 10(3)' },
      { by: parsePeriod('15wd'), on: '2023-03-16', basis: 'Regulation 139/2004, Art 10(3)' },
    ];
    const phase = { event: '2022-11-08', period: parsePeriod('90wd'), ...merger };
    expect(reckon(phase).end).toBe('2023-03-23');
    expect(reckon({ ...phase, extensions: extensions.slice(0, 1) }).end).toBe('2023-04-11');
    expect(reckon({ ...phase, extensions: extensions.slice(0, 2) }).end).toBe('2023-04-25');
    const whole = reckon({ ...phase, extensions });
    expect(whole.end).toBe('2023-05-22');
    expect(
      whole.explanation.steps
        .filter((step) => step.rule === 'extended')
        .map((step) => [step.detail.endBefore, step.detail.end]),
    ).toEqual([
      ['2023-03-23', '2023-04-11'],
      ['2023-04-11', '2023-04-25'],
      ['2023-04-25', '2023-05-22'],
    ]);
  });

  test('Lufthansa / ITA: 2024-01-23 + 90 working days', () => {
    expect(end('2024-01-23', '90wd', merger)).toBe('2024-06-06');
  });
});

describe('a suspension, Mars / Kellanova', () => {
  const clock = { event: '2025-06-25', period: parsePeriod('90wd'), ...BRUSSELS, rules: euMergers };
  const suspensions = [{ from: '2025-07-28', to: '2025-09-15' }];

  test('without it', () => {
    expect(reckon(clock).end).toBe('2025-10-31');
  });

  test('28 July to 15 September are not counted: 21 used, 69 left', () => {
    const reckoning = reckon({ ...clock, suspensions });
    expect(reckoning.end).toBe('2025-12-19');
    expect(reckoning.explanation.steps.find((step) => step.rule === 'suspended')?.detail).toMatchObject({
      used: 21,
      left: 69,
      days: 35,
      endBefore: '2025-10-31',
      end: '2025-12-19',
    });
    for (const asOf of ['2025-07-27', '2025-08-14', '2025-09-15'])
      expect(reckon({ ...clock, suspensions, asOf })).toMatchObject({ used: 21, left: 69, unit: 'working-days' });
    expect(reckon({ ...clock, suspensions, asOf: '2025-09-16' })).toMatchObject({ used: 22, left: 68 });
  });

  test('while it lasts there is no end', () => {
    const open = reckon({ ...clock, suspensions: [{ from: '2025-07-28' }] });
    expect(open).toMatchObject({ end: null, used: 21, left: 69 });
    expect(open.explanation.steps.at(-1)).toMatchObject({ rule: 'result', detail: { provisional: false } });
  });
});

describe('the United Kingdom, phase 1', () => {
  test('Microsoft / Inflection: 40 working days from the notice of 2024-07-16, 26 August a bank holiday', () => {
    const { end, explanation } = endOfPeriod({ event: '2024-07-16', period: parsePeriod('40wd'), ...LONDON });
    expect(end).toBe('2024-09-11');
    expect(explanation.steps).toContainEqual(expect.objectContaining({ rule: 'first-day-counted', day: '2024-07-17' }));
    expect(explanation.skipped.filter(({ why }) => why === 'holiday')).toEqual([
      {
        day: '2024-08-26',
        why: 'holiday',
        name: 'Summer bank holiday',
        source: 'gov.uk, bank holidays of England and Wales',
      },
    ]);
  });

  test('undertakings in lieu: 5, 10 and 50 working days all run from the day after the same notice', () => {
    expect(['5wd', '10wd', '50wd'].map((period) => end('2024-09-04', period, LONDON))).toEqual([
      '2024-09-11',
      '2024-09-18',
      '2024-11-13',
    ]);
  });

  test('overlapping section 109 stops count once; an intervention adds 20 working days', () => {
    const clock = { event: '2024-07-16', period: parsePeriod('40wd'), ...LONDON };
    const once = reckon({ ...clock, suspensions: [{ from: '2024-08-05', to: '2024-08-16' }] });
    const twice = reckon({
      ...clock,
      suspensions: [
        { from: '2024-08-05', to: '2024-08-14' },
        { from: '2024-08-12', to: '2024-08-16' },
      ],
    });
    expect(once.end).toBe('2024-09-25');
    expect(twice.end).toBe(once.end);
    const extended = reckon({
      ...clock,
      extensions: [{ by: parsePeriod('20wd'), on: '2024-08-01', basis: 'Enterprise Act 2002, s 34ZB(4)' }],
    });
    expect(extended.end).toBe('2024-10-09');
  });

  test('a last day does not move: 7 days and 24 weeks end where they end', () => {
    // Saturdays both.
    expect(end('2024-06-29', '7d', LONDON)).toBe('2024-07-06');
    const phase2 = reckon({
      event: '2024-01-17',
      period: parsePeriod('24w'),
      extensions: [{ by: parsePeriod('8w'), on: '2024-06-03', basis: 'Enterprise Act 2002, s 39' }],
      ...LONDON,
    });
    expect(phase2.end).toBe('2024-08-28');
  });
});

describe('other periods of the domain', () => {
  test('an extension is asked at least 10 working days before expiry', () => {
    // Fri 20 September back to Fri 6 September: ten working days lie from that day to the eve.
    expect(lastDayBefore({ before: '2024-09-20', period: parsePeriod('10wd'), ...BRUSSELS }).day).toBe('2024-09-06');
    expect(workingDaysAfter({ after: '2024-09-06', through: '2024-09-20', ...BRUSSELS })).toBe(10);
  });

  test('an action for annulment: two months and ten days of distance are one period, moved once', () => {
    // 2024-06-21 + 2 months = 21 August, + 10 days = Saturday 31 August, moved to Monday.
    expect(
      endOfPeriod({ event: '2024-06-21', period: parsePeriod('2m'), plus: [parsePeriod('10d')], ...BRUSSELS }).end,
    ).toBe('2024-09-02');
    // Two months alone would end on Sunday 21 July + 2 months = Saturday 21 September; not moved before the ten days are added.
    expect(
      endOfPeriod({ event: '2024-07-21', period: parsePeriod('2m'), plus: [parsePeriod('10d')], ...BRUSSELS }).end,
    ).toBe('2024-10-01');
    // From publication: 14 days first.
    expect(
      endOfPeriod({
        event: '2024-06-07',
        period: parsePeriod('14d'),
        plus: [parsePeriod('2m'), parsePeriod('10d')],
        ...BRUSSELS,
      }).end,
    ).toBe('2024-09-02');
  });

  test('silence after four weeks; a reply in two months', () => {
    expect(end('2024-06-28', '4w')).toBe('2024-07-26');
    expect(end('2024-06-28', '2m')).toBe('2024-08-28');
  });
});
