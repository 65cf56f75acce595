import { useMemo } from 'react';
import { useIntl, type IntlShape } from 'react-intl';
import { dayOfMoment, daysBetween } from './days';
import { useClock } from './clock';

const asDate = (day: string): Date => new Date(`${day}T12:00:00Z`);

const part = (intl: IntlShape, day: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(intl.locale, { timeZone: 'UTC', ...options }).format(asDate(day));

/** How days and moments read in the product. The order of their parts stands in the message file; the names of months come from the locale. */
export interface Dates {
  /** Fri 9 Aug 2024 */
  full: (day: string) => string;
  /** Friday 9 August 2024 */
  long: (day: string) => string;
  /** 9 Aug 2024 */
  date: (day: string) => string;
  /** 9 Aug */
  short: (day: string) => string;
  /** Fri 9 Aug */
  weekdayShort: (day: string) => string;
  /** 9 Aug in the year of today, else 9 Aug 2023 */
  near: (day: string) => string;
  /** Friday 9 August; with the year when it is not this one */
  heading: (day: string) => string;
  /** August; with the year when it is not this one */
  month: (day: string) => string;
  /** Aug */
  monthShort: (day: string) => string;
  /** 14:31, at the authority's seat */
  time: (moment: string) => string;
  /** 9 Aug 2024, 14:31 */
  moment: (moment: string) => string;
  /** 23 Jul, 09:31 in this year, else with the year */
  momentNear: (moment: string) => string;
  /** 14:31:07.204 */
  precise: (moment: string) => string;
  /** The day of a moment at the authority's seat, YYYY-MM-DD */
  dayOf: (moment: string) => string;
  /** today; tomorrow; in 3 days; 18 days ago */
  distance: (day: string) => string;
  today: string;
}

export const useDates = (): Dates => {
  const intl = useIntl();
  const { today, timeZone } = useClock();
  return useMemo(() => {
    const order = (id: string, day: string, weekday: 'short' | 'long', month: 'short' | 'long') =>
      intl.formatMessage(
        { id },
        {
          weekday: part(intl, day, { weekday }),
          day: part(intl, day, { day: 'numeric' }),
          month: part(intl, day, { month }),
          year: part(intl, day, { year: 'numeric' }),
        },
      );
    const sameYear = (day: string) => day.slice(0, 4) === today.slice(0, 4);
    const clock = (moment: string, more: Intl.DateTimeFormatOptions = {}) =>
      new Intl.DateTimeFormat(intl.locale, {
        timeZone,
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
        ...more,
      }).format(new Date(moment));
    const date = (day: string) => order('day.date', day, 'short', 'short');
    const short = (day: string) => order('day.short', day, 'short', 'short');
    const near = (day: string) => (sameYear(day) ? short(day) : date(day));
    const dayOf = (moment: string) => dayOfMoment(moment, timeZone);
    const joined = (day: string, time: string) => intl.formatMessage({ id: 'day.moment' }, { day, time });
    return {
      full: (day) => order('day.full', day, 'short', 'short'),
      long: (day) => order('day.full', day, 'long', 'long'),
      date,
      short,
      weekdayShort: (day) => order('day.weekday', day, 'short', 'short'),
      near,
      heading: (day) => order(sameYear(day) ? 'day.weekday' : 'day.full', day, 'long', 'long'),
      month: (day) => order(sameYear(day) ? 'day.month' : 'day.monthYear', day, 'long', 'long'),
      monthShort: (day) => part(intl, day, { month: 'short' }),
      time: (moment) => clock(moment),
      moment: (moment) => joined(date(dayOf(moment)), clock(moment)),
      momentNear: (moment) => joined(near(dayOf(moment)), clock(moment)),
      precise: (moment) => clock(moment, { second: '2-digit', fractionalSecondDigits: 3 }),
      dayOf,
      distance: (day) => {
        const days = daysBetween(today, day);
        return intl.formatMessage({ id: days < 0 ? 'day.ago' : 'day.ahead' }, { days: Math.abs(days) });
      },
      today,
    };
  }, [intl, today, timeZone]);
};
