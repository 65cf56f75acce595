import { describe, expect, it } from '@jest/globals';
import { addDays, dayOfMoment, daysBetween, isDay, isWeekend, mondayOf, nextMonth, weekday } from '../src/time/days';

describe('days, without a clock or a time zone', () => {
  it('counts over the end of February and of the year', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2023-12-31', 1)).toBe('2024-01-01');
    expect(daysBetween('2024-06-28', '2024-07-19')).toBe(21);
    expect(nextMonth('2024-12-01')).toBe('2025-01-01');
  });

  it('knows weekdays, Monday first', () => {
    expect(weekday('2024-08-05')).toBe(1);
    expect(weekday('2024-08-11')).toBe(7);
    expect(isWeekend('2024-08-10')).toBe(true);
    expect(mondayOf('2024-08-11')).toBe('2024-08-05');
    expect(weekday('1969-12-28')).toBe(7);
  });

  it('takes only days that exist', () => {
    expect(isDay('2024-02-29')).toBe(true);
    expect(isDay('2023-02-29')).toBe(false);
    expect(isDay('2024-2-9')).toBe(false);
    expect(isDay('')).toBe(false);
  });

  it('puts a moment on its day at the seat, not in Greenwich', () => {
    expect(dayOfMoment('2024-07-19T22:30:00.000Z', 'Europe/Brussels')).toBe('2024-07-20');
    expect(dayOfMoment('2024-07-19T22:30:00.000Z', 'America/New_York')).toBe('2024-07-19');
  });
});
