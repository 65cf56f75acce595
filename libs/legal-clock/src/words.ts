import type { Day } from './day.js';
import type { Period, PeriodUnit } from './period.js';

type Language = 'en' | 'fr';

const UNITS: Readonly<Record<Language, Readonly<Record<PeriodUnit, { one: string; many: string }>>>> = {
  en: {
    'working-days': { one: 'working day', many: 'working days' },
    'calendar-days': { one: 'day', many: 'days' },
    weeks: { one: 'week', many: 'weeks' },
    months: { one: 'month', many: 'months' },
    years: { one: 'year', many: 'years' },
  },
  fr: {
    'working-days': { one: 'jour ouvrable', many: 'jours ouvrables' },
    'calendar-days': { one: 'jour', many: 'jours' },
    weeks: { one: 'semaine', many: 'semaines' },
    months: { one: 'mois', many: 'mois' },
    years: { one: 'an', many: 'ans' },
  },
};

/** Made once: to make one takes as long as to explain a step of a case. */
const LONG: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }),
  fr: new Intl.DateTimeFormat('fr', { dateStyle: 'long', timeZone: 'UTC' }),
};

/** A day as a sentence says it: `16 August 2024`; in French `16 août 2024`, and the first of a month `1er août 2024`. */
export function dayInWords(day: Day, language: Language = 'en'): string {
  const words = LONG[language].format(new Date(`${day}T00:00:00Z`));
  return language === 'fr' ? words.replace(/^1 /, '1er ') : words;
}

/** A period as a sentence says it: `2 weeks`, `1 working day`. In French none is said as one is: `0 jour`. */
export function periodInWords({ n, unit }: Period, language: Language = 'en'): string {
  const { one, many } = UNITS[language][unit];
  return `${n} ${n === 1 || (n === 0 && language === 'fr') ? one : many}`;
}
