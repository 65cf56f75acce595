/** Bank holidays of England and Wales, with Good Friday and Christmas Day: the non-working days of the Enterprise Act 2002. */
import type { HolidayCalendar } from './holiday-calendar.js';

export const ukCma: HolidayCalendar = {
  id: 'uk-cma',
  version: 1,
  title: 'England and Wales, bank holidays',
  places: [{ code: 'GB', name: 'England and Wales' }],
  seat: 'GB',
  weekend: [6, 7],
  years: [
    {
      year: 2024,
      quality: 'secondary',
      source: 'gov.uk, bank holidays of England and Wales',
      days: [
        { day: '2024-01-01', name: "New Year's Day" },
        { day: '2024-03-29', name: 'Good Friday' },
        { day: '2024-04-01', name: 'Easter Monday' },
        { day: '2024-05-06', name: 'Early May bank holiday' },
        { day: '2024-05-27', name: 'Spring bank holiday' },
        { day: '2024-08-26', name: 'Summer bank holiday' },
        { day: '2024-12-25', name: 'Christmas Day' },
        { day: '2024-12-26', name: 'Boxing Day' },
      ],
    },
  ],
};
