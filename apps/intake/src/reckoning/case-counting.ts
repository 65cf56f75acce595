import { createHash } from 'node:crypto';
import type { RulePin } from '#contracts';
import { canonicalCalendar, eu1182, shippedCalendars, shippedCountingRules, type HolidayCalendar } from '#legal-clock';
import type { CountingAt } from '../domain/rfi/limit.js';
import type { KnownCaseRow } from '../views/open-cases/known-case.entity.js';

const hashes = new Map<HolidayCalendar, string>();

/** SHA-256 (hex) of a calendar's canonical content. */
function hashOf(calendar: HolidayCalendar): string {
  let hash = hashes.get(calendar);
  if (!hash) hashes.set(calendar, (hash = createHash('sha256').update(canonicalCalendar(calendar)).digest('hex')));
  return hash;
}

/**
 * How the limits of a case are counted: the calendar of its procedure, by id, as it ships with the product.
 * The pin says which content that was. @returns undefined when no such calendar or rules ship: nothing is reckoned by another one
 */
export function countingOf(
  known: Pick<KnownCaseRow, 'calendarId' | 'counting' | 'site'>,
): (CountingAt & { pin: RulePin }) | undefined {
  const calendar = shippedCalendars.find(({ id }) => id === known.calendarId);
  const rules = shippedCountingRules.find(({ id }) => id === (known.counting ?? eu1182.id));
  if (!calendar || !rules) return undefined;
  return {
    calendar,
    rules,
    ...(known.site && { site: known.site }),
    pin: { id: calendar.id, version: calendar.version, hash: hashOf(calendar) },
  };
}
