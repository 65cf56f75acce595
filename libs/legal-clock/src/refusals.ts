/**
 * Everything that this library refuses, as errors that a caller can tell apart by `code`.
 * A service turns them into its own rejections; nothing here is ever guessed instead.
 */

/** What was handed in does not mean anything: no such day, no such period, a suspension that ends before it begins. */
export class ClockInputRefused extends Error {
  override readonly name = 'ClockInputRefused';

  constructor(
    readonly code:
      | 'not-a-day'
      | 'not-a-period'
      | 'not-a-moment'
      | 'day-out-of-range'
      | 'unknown-site'
      | 'bad-calendar'
      | 'bad-rules'
      | 'bad-suspension'
      | 'bad-hard-end'
      | 'bad-span'
      | 'unknown-locale',
    message: string,
  ) {
    super(message);
  }
}

/** A day had to be looked up in a year for which the calendar has no list. The date cannot be known yet. */
export class CalendarYearMissing extends Error {
  override readonly name = 'CalendarYearMissing';
  readonly code = 'calendar-year-missing';

  constructor(
    readonly calendarId: string,
    readonly calendarVersion: number,
    readonly year: number,
  ) {
    super(
      `The calendar ${calendarId} (version ${calendarVersion}) has no list for ${year}: a date that depends on it cannot be computed`,
    );
  }
}
