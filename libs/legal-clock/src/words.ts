import type { Day } from './day.js';
import type { Period, PeriodUnit } from './period.js';

const UNITS: Readonly<Record<PeriodUnit, string>> = {
  'working-days': 'working day',
  'calendar-days': 'day',
  weeks: 'week',
  months: 'month',
  years: 'year',
};

/** Made once: to make one takes as long as to explain a step of a case. */
const LONG = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** A day as an English sentence says it: `16 August 2024`. */
export const dayInWords = (day: Day): string => LONG.format(new Date(`${day}T00:00:00Z`));

/** A period as an English sentence says it: `2 weeks`, `1 working day`. */
export const periodInWords = ({ n, unit }: Period): string => `${n} ${UNITS[unit]}${n === 1 ? '' : 's'}`;
