/** What is told about a date: the plain lines, and the month grid. */
import { describe, expect, test } from '@jest/globals';
import {
  ClockInputRefused,
  dayKinds,
  ecBrussels,
  euMergers,
  lastDayBefore,
  monthAround,
  parsePeriod,
  reckon,
  renderExplanation,
  RULE_CODES,
  yearsWithoutList,
} from '../src/index.js';
import { en } from '../src/messages/en.js';

const BRUSSELS = { calendar: ecBrussels };

describe('plain lines', () => {
  test('a suspended and extended clock', () => {
    const { explanation } = reckon({
      event: '2024-08-12',
      period: parsePeriod('5wd'),
      ...BRUSSELS,
      rules: euMergers,
      suspensions: [{ from: '2024-08-14', to: '2024-08-19', basis: 'a decision under Art 11(3)' }],
      extensions: [{ by: parsePeriod('1wd'), on: '2024-08-20', basis: 'the parties asked' }],
    });
    expect(renderExplanation(explanation)).toEqual([
      'Mon 2024-08-12: the day of the event, not counted [Regulation 2023/914, Art 7 [m]]',
      'Tue 2024-08-13: the first day counted [Regulation 2023/914, Art 7 [m]]',
      'Tue 2024-08-20: 5 working days counted [Regulation 2023/914, Art 8 [m]]',
      'Suspended from Wed 2024-08-14 to Mon 2024-08-19: 3 not counted (1 used, 4 left); the end moves from Tue 2024-08-20 to Fri 2024-08-23 [a decision under Art 11(3)]',
      'Tue 2024-08-20: extended by 1 working day; the end moves from Fri 2024-08-23 to Mon 2024-08-26 [the parties asked]',
      'Not working days: 2 on weekends [Regulation 1182/71, Art 2 [m]]',
      'Calendar ec-brussels, version 1, site BE; counted under Regulation 139/2004 and Regulation 2023/914',
      'List of 2024: published; OJ C 440, 21.11.2022',
      'Ends Mon 2024-08-26',
    ]);
  });

  test('an open suspension, a provisional list, a backward count', () => {
    const open = renderExplanation(
      reckon({ event: '2027-03-01', period: parsePeriod('5wd'), ...BRUSSELS, suspensions: [{ from: '2027-03-03' }] })
        .explanation,
    );
    expect(open).toContainEqual(expect.stringContaining('Suspended since Wed 2027-03-03: 1 used, 4 left'));
    expect(open.at(-2)).toMatch(/^Provisional/);
    expect(open.at(-1)).toBe('No end while the suspension lasts');
    const back = renderExplanation(
      lastDayBefore({ before: '2024-06-29', period: parsePeriod('2w'), ...BRUSSELS }).explanation,
    );
    expect(back).toContainEqual(expect.stringContaining('Sat 2024-06-15 is a weekend day'));
  });

  test('every rule has a text', () => {
    for (const rule of RULE_CODES)
      if (rule !== 'result' && rule !== 'non-working-day') expect(en.steps[rule]).toBeTruthy();
  });

  test('a language without messages is refused', () => {
    const { explanation } = reckon({ event: '2024-08-12', period: parsePeriod('5wd'), ...BRUSSELS });
    expect(renderExplanation(explanation, 'en-GB')).toEqual(renderExplanation(explanation));
    expect(() => renderExplanation(explanation, 'tlh')).toThrow(ClockInputRefused);
    expect(() => renderExplanation(explanation, 'toString')).toThrow(ClockInputRefused);
  });
});

describe('an explanation is data', () => {
  test('it survives JSON unchanged', () => {
    const { explanation } = reckon({
      event: '2024-08-12',
      period: parsePeriod('2m'),
      ...BRUSSELS,
      suspensions: [{ from: '2024-09-01' }],
    });
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  });
});

describe('the month grid', () => {
  test('what each day is', () => {
    const suspensions = [{ from: '2024-08-20', to: '2024-08-21' }];
    const question = { event: '2024-08-13', period: parsePeriod('5wd'), ...BRUSSELS, suspensions };
    const kinds = dayKinds({
      from: '2024-08-13',
      to: '2024-08-24',
      ...BRUSSELS,
      clock: { event: question.event, reckoning: reckon(question), suspensions },
    });
    const seen = kinds.map((kind) =>
      [
        kind.day.slice(8),
        kind.mark,
        kind.weekend && 'weekend',
        kind.holiday?.name,
        kind.suspended && 'suspended',
        kind.counted && 'counted',
      ]
        .filter(Boolean)
        .join(' '),
    );
    expect(seen).toEqual([
      '13 event',
      '14 counted',
      '15 Assumption',
      '16 counted',
      '17 weekend',
      '18 weekend',
      '19 counted',
      '20 suspended',
      '21 suspended',
      '22 counted',
      '23 end counted',
      '24 weekend',
    ]);
  });

  test('sites differ', () => {
    const of = (site: string) => dayKinds({ from: '2025-06-23', to: '2025-06-23', ...BRUSSELS, site })[0];
    expect(of('BE')).toMatchObject({ working: true });
    expect(of('LU')).toMatchObject({ working: false, holiday: { name: 'Luxembourg National Day' } });
  });

  test('a month without a list is shown, but says that it is not known', () => {
    const kinds = dayKinds({ ...monthAround('2028-02-10'), ...BRUSSELS });
    expect(kinds).toHaveLength(29);
    expect(kinds.filter(({ working }) => working === true)).toHaveLength(0);
    expect(kinds.filter(({ working }) => working === null)).toHaveLength(21);
    expect(yearsWithoutList({ from: '2026-01-01', to: '2029-12-31', ...BRUSSELS })).toEqual([2028, 2029]);
  });

  test('a grid that runs backwards is refused', () => {
    expect(() => dayKinds({ from: '2024-08-02', to: '2024-08-01', ...BRUSSELS })).toThrow(ClockInputRefused);
  });
});
