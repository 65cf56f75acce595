import { shippedCalendars, shippedCountingRules } from '#legal-clock';

/** What a definition is checked against in these tests: what is shipped. */
export const known = { calendars: shippedCalendars, counting: shippedCountingRules.map((rules) => rules.id) };
