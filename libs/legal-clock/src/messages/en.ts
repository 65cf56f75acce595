import type { ExplanationMessages } from './explanation-messages.js';

export const en: ExplanationMessages = {
  steps: {
    'event-not-counted': '{day}: the day of the event, not counted',
    'event-day-counted': '{day}: the day of the event, counted',
    'first-day-counted': '{day}: the first day counted',
    'working-days-counted': '{day}: {period} counted',
    'calendar-days-counted': '{day}: {period} counted',
    'week-ends-same-weekday': '{day}: {period}, ending on the same weekday as {runsFrom}',
    'month-ends-same-date': '{day}: {period}, ending on the same date as {runsFrom}',
    'month-ends-last-day': '{day}: {period} from {runsFrom}; that date does not occur, so the last day of the month',
    'counted-backwards': '{day}: {period} counted backwards',
    'backwards-not-moved': '{day} is a {why}; a period counted backwards is not moved',
    suspended:
      'Suspended from {from} to {to}: {days} not counted ({used} used, {left} left); the end moves from {endBefore} to {end}',
    'suspension-without-effect': 'Suspended from {from} to {to}: no day that counted',
    extended: '{on}: extended by {by}; the end moves from {endBefore} to {end}',
    'last-day-moved': '{from} is not a working day; moved to {to}',
    'two-working-days': 'Fewer than two working days up to {from}; moved to {to}',
    'hard-end': '{day}: nothing moves the end beyond this day',
  },
  suspendedOpen: 'Suspended since {from}: {used} used, {left} left; the end would have been {endBefore}',
  result: 'Ends {day}',
  resultOpen: 'No end while the suspension lasts',
  provisional:
    'Provisional: it rests on a list of holidays that is not final, and is computed again when that is published',
  skipped: {
    weekends: 'Not working days: {n} on weekends',
    holiday: 'Not a working day: {day}',
    namedHoliday: 'Not a working day: {day}, {name}',
  },
  calendar: 'Calendar {id}, version {version}, site {site}; counted under {rules}',
  list: 'List of {year}: {quality}; {source}',
  notKnown: 'not known yet',
  why: { weekend: 'weekend day', holiday: 'holiday' },
  weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  units: {
    'calendar-days': ['calendar day', 'calendar days'],
    'working-days': ['working day', 'working days'],
    weeks: ['week', 'weeks'],
    months: ['month', 'months'],
    years: ['year', 'years'],
  },
};
