/** One test for each rule of counting, and each refusal. */
import { describe, expect, test } from '@jest/globals';
import {
  CalendarYearMissing,
  ClockInputRefused,
  ecBrussels,
  endOfPeriod,
  eu1182,
  euMergers,
  formatPeriod,
  isDay,
  isWorkingDay,
  lastDayBefore,
  nextWorkingDay,
  parseCountingRules,
  parsePeriod,
  reckon,
  shippedCountingRules,
  ukEnterpriseAct,
  type ClockQuestion,
  type Day,
} from '../src/index.js';

const BRUSSELS = { calendar: ecBrussels };

function end(event: Day, period: string, more: Partial<ClockQuestion> = {}): Day | null {
  return reckon({ event, period: parsePeriod(period), ...BRUSSELS, ...more }).end;
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ClockInputRefused || error instanceof CalendarYearMissing) return error.code;
    throw error;
  }
  return 'nothing was refused';
}

describe('days', () => {
  test.each([
    '2024-02-30',
    '2023-02-29',
    '1900-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-06-31',
    '2024-6-1',
    '0000-01-01',
    '2024-01-01T00:00',
    ' 2024-01-01',
    '',
    null,
    20240101,
  ])('%j is not a day', (value) => {
    expect(isDay(value)).toBe(false);
  });
  test.each(['2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('%s is a day', (value) => {
    expect(isDay(value)).toBe(true);
  });
  test('a clock refuses a day that does not exist', () => {
    expect(refusal(() => end('2024-02-30', '2w'))).toBe('not-a-day');
    expect(refusal(() => end('9999-12-30', '1w', { rules: ukEnterpriseAct, startsOn: 'day-after' }))).toBe(
      'day-out-of-range',
    );
  });
});

describe('periods', () => {
  test.each(['', '3', 'wd', '0d', '-3d', '1.5w', '3 w', '25WD', '3x', '100000d', '03w'])(
    '%j is not a period, and the message says how to write one',
    (text) => {
      expect(() => parsePeriod(text)).toThrow(/25wd \(working days\)/);
      expect(refusal(() => parsePeriod(text))).toBe('not-a-period');
    },
  );
  test('the five units', () => {
    expect(['25wd', '14d', '3w', '2m', '1y'].map((text) => formatPeriod(parsePeriod(text)))).toEqual([
      '25wd',
      '14d',
      '3w',
      '2m',
      '1y',
    ]);
  });
  test('a period made by hand is checked too', () => {
    expect(refusal(() => reckon({ event: '2024-01-01', period: { n: 0, unit: 'weeks' }, ...BRUSSELS }))).toBe(
      'not-a-period',
    );
    expect(refusal(() => reckon({ event: '2024-01-01', period: { n: 1, unit: 'hours' as never }, ...BRUSSELS }))).toBe(
      'not-a-period',
    );
  });
});

describe('months and years', () => {
  test('the same date, or the last day of the month', () => {
    expect(end('2023-01-31', '1m')).toBe('2023-02-28');
    expect(end('2024-01-31', '1m')).toBe('2024-02-29');
    expect(end('2023-11-30', '3m')).toBe('2024-02-29');
    expect(end('2023-02-28', '1m')).toBe('2023-03-28');
    expect(end('2022-08-31', '1y')).toBe('2023-08-31');
    const { steps } = endOfPeriod({ event: '2023-01-31', period: parsePeriod('1m'), ...BRUSSELS }).explanation;
    expect(steps.map((step) => step.rule)).toEqual([
      'event-not-counted',
      'first-day-counted',
      'month-ends-last-day',
      'result',
    ]);
  });
  test('"beginning with" a day ends on the eve of the same date', () => {
    const begins = { startsOn: 'event-day', rules: ukEnterpriseAct } as const;
    expect(end('2023-03-01', '1m', begins)).toBe('2023-03-31');
    expect(end('2023-01-31', '1m', begins)).toBe('2023-02-28');
    expect(end('2023-03-01', '4w', begins)).toBe('2023-03-28');
    expect(end('2023-03-01', '7d', begins)).toBe('2023-03-07');
  });
});

describe('where a period starts', () => {
  test('a working-day period starts on the working day after the event, also over a weekend and holidays', () => {
    const { explanation, end: last } = endOfPeriod({
      event: '2024-03-27',
      period: parsePeriod('1wd'),
      ...BRUSSELS,
      rules: euMergers,
    });
    expect(last).toBe('2024-04-02');
    expect(explanation.skipped.map(({ day, why }) => `${day} ${why}`)).toEqual([
      '2024-03-28 holiday',
      '2024-03-29 holiday',
      '2024-03-30 weekend',
      '2024-03-31 weekend',
      '2024-04-01 holiday',
    ]);
  });
  test('the event on a weekend', () => {
    expect(end('2024-06-29', '5wd')).toBe('2024-07-05');
    expect(end('2024-06-29', '5wd', { rules: euMergers })).toBe('2024-07-05');
  });
});

describe('the last day', () => {
  test('moves off a weekend and off a holiday', () => {
    expect(end('2024-06-01', '14d')).toBe('2024-06-17');
    expect(end('2024-08-01', '2w')).toBe('2024-08-16');
  });
  test('two days or more hold two working days (Art 3(5))', () => {
    // Friday + 2 days: Saturday and Sunday, moved to Monday: only one working day; so Tuesday.
    const { end: last, explanation } = endOfPeriod({ event: '2024-06-07', period: parsePeriod('2d'), ...BRUSSELS });
    expect(last).toBe('2024-06-11');
    expect(explanation.steps.find((step) => step.rule === 'two-working-days')).toMatchObject({
      source: 'Regulation 1182/71, Art 3(5) [m]',
      detail: { from: '2024-06-10', to: '2024-06-11' },
    });
    expect(end('2024-06-07', '1d')).toBe('2024-06-10');
    expect(end('2024-06-06', '2d')).toBe('2024-06-10');
    // A week wholly in the end-of-year days.
    expect(end('2024-12-24', '1w')).toBe('2025-01-06');
  });
});

describe('sites', () => {
  test('23 June is a holiday in Luxembourg only, 21 July in Brussels only', () => {
    expect(isWorkingDay('2023-06-23', BRUSSELS)).toBe(true);
    expect(isWorkingDay('2023-06-23', { ...BRUSSELS, site: 'LU' })).toBe(false);
    expect(isWorkingDay('2023-07-21', BRUSSELS)).toBe(false);
    expect(isWorkingDay('2023-07-21', { ...BRUSSELS, site: 'LU' })).toBe(true);
    expect(nextWorkingDay('2023-06-22', { ...BRUSSELS, site: 'LU' })).toBe('2023-06-26');
    expect(end('2025-06-20', '1wd', { site: 'LU' })).toBe('2025-06-24');
    expect(end('2025-06-20', '1wd', { site: 'BE' })).toBe('2025-06-23');
  });
  test('an unknown site is refused', () => {
    expect(refusal(() => end('2025-06-20', '1wd', { site: 'FR' }))).toBe('unknown-site');
  });
});

describe('backwards', () => {
  test('a last day on a weekend stays', () => {
    const { day, explanation } = lastDayBefore({ before: '2024-06-29', period: parsePeriod('2w'), ...BRUSSELS });
    expect(day).toBe('2024-06-15');
    expect(explanation.steps.map((step) => step.rule)).toEqual([
      'event-not-counted',
      'counted-backwards',
      'backwards-not-moved',
      'result',
    ]);
  });
  test('months back, and two working days kept', () => {
    expect(lastDayBefore({ before: '2024-05-31', period: parsePeriod('1m'), ...BRUSSELS }).day).toBe('2024-04-30');
    // Two days before a Monday are Saturday and Sunday: back to Thursday.
    expect(lastDayBefore({ before: '2024-06-17', period: parsePeriod('2d'), ...BRUSSELS }).day).toBe('2024-06-13');
    expect(lastDayBefore({ before: '2024-06-17', period: parsePeriod('1d'), ...BRUSSELS }).day).toBe('2024-06-16');
  });
});

describe('suspensions', () => {
  const clock = { event: '2024-09-02', period: parsePeriod('10wd'), ...BRUSSELS };
  test('from the very first day', () => {
    const open = reckon({ ...clock, suspensions: [{ from: '2024-09-03' }] });
    expect(open).toMatchObject({ end: null, used: 0, left: 10 });
    expect(open.explanation.steps.map((step) => step.rule)).not.toContain('first-day-counted');
    expect(reckon({ ...clock, suspensions: [{ from: '2024-09-01', to: '2024-09-04' }] }).end).toBe('2024-09-18');
  });
  test('after the end, or on days that did not count, without effect', () => {
    const { end: last, explanation } = reckon({
      ...clock,
      suspensions: [{ from: '2024-09-07', to: '2024-09-08' }, { from: '2024-09-17' }],
    });
    expect(last).toBe('2024-09-16');
    expect(explanation.steps.filter((step) => step.rule === 'suspension-without-effect')).toHaveLength(2);
  });
  test('each day is named once, though two stops hold it', () => {
    const { explanation } = reckon({
      ...clock,
      suspensions: [
        { from: '2024-09-05', to: '2024-09-10' },
        { from: '2024-09-09', to: '2024-09-12' },
      ],
    });
    expect(explanation.steps.filter((step) => step.rule === 'suspended').map((step) => step.detail.days)).toEqual([
      4, 2,
    ]);
  });
  test('a clock in weeks moves by the days suspended, and its last day once', () => {
    expect(
      reckon({
        event: '2024-09-02',
        period: parsePeriod('2w'),
        ...BRUSSELS,
        suspensions: [{ from: '2024-09-09', to: '2024-09-13' }],
      }),
    ).toMatchObject({
      end: '2024-09-23',
      unit: 'calendar-days',
      used: 16,
      left: 0,
    });
  });
  test('a clock in months, stopped and open', () => {
    expect(
      reckon({ event: '2024-09-02', period: parsePeriod('1m'), ...BRUSSELS, suspensions: [{ from: '2024-09-13' }] }),
    ).toMatchObject({ end: null, used: 10, left: 20 });
  });
  test('a suspension that reaches over the moved last day holds it too', () => {
    // Nominal end Saturday 14 September, moved to Monday, which is suspended.
    expect(
      reckon({
        event: '2024-08-31',
        period: parsePeriod('2w'),
        ...BRUSSELS,
        suspensions: [{ from: '2024-09-16', to: '2024-09-17' }],
      }).end,
    ).toBe('2024-09-18');
  });
  test('ending before it begins is refused', () => {
    expect(refusal(() => reckon({ ...clock, suspensions: [{ from: '2024-09-10', to: '2024-09-09' }] }))).toBe(
      'bad-suspension',
    );
    expect(refusal(() => reckon({ ...clock, suspensions: [{ from: '2024-09-31' }] }))).toBe('not-a-day');
  });
});

describe('extensions and the hard end', () => {
  const grant = (by: string, on = '2024-07-01') => ({ by: parsePeriod(by), on, basis: 'a decision' });
  test('in the same unit they are one period; in another they follow', () => {
    expect(end('2024-06-30', '1m', { extensions: [grant('1m')] })).toBe('2024-08-30');
    expect(end('2024-06-28', '2w', { extensions: [grant('3d')] })).toBe('2024-07-15');
    // Two months to Saturday 31 August, moved to Monday: one working day more is Tuesday.
    expect(end('2024-06-30', '2m', { extensions: [grant('1wd')] })).toBe('2024-09-02');
    expect(end('2024-07-01', '2m', { extensions: [grant('1wd')] })).toBe('2024-09-03');
  });
  test('nothing moves beyond the hard end, an open suspension included', () => {
    expect(end('2024-06-03', '10wd', { extensions: [grant('50wd')], hardEnd: '2024-07-31' })).toBe('2024-07-31');
    const open = reckon({
      event: '2024-06-03',
      period: parsePeriod('10wd'),
      ...BRUSSELS,
      suspensions: [{ from: '2024-06-10' }],
      hardEnd: '2024-07-31',
    });
    expect(open.end).toBe('2024-07-31');
    expect(open.explanation.steps.at(-2)).toMatchObject({
      rule: 'hard-end',
      day: '2024-07-31',
      detail: { reckoned: null },
    });
    expect(end('2024-06-03', '10wd', { hardEnd: '2024-07-31' })).toBe('2024-06-17');
    expect(refusal(() => end('2024-06-03', '10wd', { hardEnd: '2024-06-02' }))).toBe('bad-hard-end');
  });
});

describe('lists that are not final, and lists that are not there', () => {
  test('a date that rests on 2027 says so; one that rests on published lists does not', () => {
    expect(endOfPeriod({ event: '2027-03-01', period: parsePeriod('25wd'), ...BRUSSELS }).explanation.provisional).toBe(
      true,
    );
    expect(
      endOfPeriod({ event: '2026-12-14', period: parsePeriod('20wd'), ...BRUSSELS }).explanation.consulted.map(
        ({ year, quality }) => [year, quality],
      ),
    ).toEqual([
      [2026, 'projected'],
      [2027, 'provisional'],
    ]);
    expect(endOfPeriod({ event: '2023-03-01', period: parsePeriod('25wd'), ...BRUSSELS }).explanation.provisional).toBe(
      false,
    );
  });
  test('2024 is published to August, reconstructed after', () => {
    // What was asked of the calendar before is no list that this date rests on.
    endOfPeriod({ event: '2026-12-14', period: parsePeriod('20wd'), ...BRUSSELS });
    const { consulted } = endOfPeriod({ event: '2024-08-20', period: parsePeriod('25wd'), ...BRUSSELS }).explanation;
    expect(consulted.map(({ quality }) => quality)).toEqual(['published', 'reconstructed']);
  });
  test('a year without a list is refused, never guessed', () => {
    expect(refusal(() => end('2027-12-20', '25wd'))).toBe('calendar-year-missing');
    expect(refusal(() => end('2021-03-01', '2w'))).toBe('calendar-year-missing');
    expect(() => end('2027-12-20', '25wd')).toThrow(/ec-brussels \(version 1\) has no list for 2028/);
    expect(refusal(() => lastDayBefore({ before: '2022-01-05', period: parsePeriod('10wd'), ...BRUSSELS }))).toBe(
      'calendar-year-missing',
    );
  });
});

describe('counting rules as data', () => {
  test('those shipped pass the check that guards a file', () => {
    for (const rules of shippedCountingRules)
      expect(parseCountingRules(JSON.parse(JSON.stringify(rules)))).toEqual(rules);
  });
  test.each([
    [{ ...eu1182, startsOn: 'tomorrow' }],
    [{ ...eu1182, movesLastDay: 'yes' }],
    [{ ...eu1182, sources: { 'no-such-rule': 'x' } }],
    [{ ...eu1182, more: 1 }],
    [{ ...eu1182, version: '1' }],
    [null],
  ])('%j is refused', (rules) => {
    expect(refusal(() => parseCountingRules(rules))).toBe('bad-rules');
  });
});
