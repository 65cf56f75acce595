import { describe, expect, test } from '@jest/globals';
import { dayInWords, parsePeriod, periodInWords } from '../src/index.js';

describe('in words', () => {
  test.each([
    ['2024-08-16', '16 August 2024', '16 août 2024'],
    ['2024-08-01', '1 August 2024', '1er août 2024'],
    ['2024-12-31', '31 December 2024', '31 décembre 2024'],
  ])('the day %s is %s, and in French %s', (day, english, french) => {
    expect(dayInWords(day)).toBe(english);
    expect(dayInWords(day, 'fr')).toBe(french);
  });

  test.each([
    ['1wd', '1 working day', '1 jour ouvrable'],
    ['20wd', '20 working days', '20 jours ouvrables'],
    ['14d', '14 days', '14 jours'],
    ['1w', '1 week', '1 semaine'],
    ['1m', '1 month', '1 mois'],
    ['2m', '2 months', '2 mois'],
    ['1y', '1 year', '1 an'],
    ['5y', '5 years', '5 ans'],
  ])('the period %s is %s, and in French %s', (period, english, french) => {
    expect(periodInWords(parsePeriod(period))).toBe(english);
    expect(periodInWords(parsePeriod(period), 'fr')).toBe(french);
  });

  test('no day at all is many in English, one in French', () => {
    expect(periodInWords({ n: 0, unit: 'calendar-days' })).toBe('0 days');
    expect(periodInWords({ n: 0, unit: 'calendar-days' }, 'fr')).toBe('0 jour');
  });
});
