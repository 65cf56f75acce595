import { createHash } from 'node:crypto';
import type { RulePin } from '#contracts';
import { canonicalCalendar, eu1182, shippedCalendars, shippedCountingRules, type HolidayCalendar } from '#legal-clock';
import type { Then, Views } from '#service-kit';
import type { CountingAt } from '../domain/rfi/limit.js';
import { newestCalendar } from '../views/calendars/calendars.query.js';
import type { KnownCaseRow } from '../views/open-cases/known-case.entity.js';

const hashes = new Map<HolidayCalendar, string>();

/** SHA-256 (hex) of a calendar's canonical content. */
function hashOf(calendar: HolidayCalendar): string {
  let hash = hashes.get(calendar);
  if (!hash) hashes.set(calendar, (hash = createHash('sha256').update(canonicalCalendar(calendar)).digest('hex')));
  return hash;
}

/**
 * How the limits of a case are counted: on the calendar of its procedure, in the newest version that case-state has published; as it ships with
 * the product as long as none has been heard of. A limit that was fixed keeps its day: the act that went out names the date.
 * In a view of the past it is the newest that had been published then. The pin says which content that was.
 * @returns undefined when no such calendar or rules are known: nothing is reckoned by another one
 */
export async function countingOf(
  views: Views,
  known: Pick<KnownCaseRow, 'calendarId' | 'counting' | 'site'>,
  then?: Then,
): Promise<(CountingAt & { pin: RulePin }) | undefined> {
  const published = await newestCalendar(views, known.calendarId, then);
  const calendar = published?.calendar ?? shippedCalendars.find(({ id }) => id === known.calendarId);
  const rules = shippedCountingRules.find(({ id }) => id === (known.counting ?? eu1182.id));
  if (!calendar || !rules) return undefined;
  return {
    calendar,
    rules,
    ...(known.site && { site: known.site }),
    pin: { id: calendar.id, version: calendar.version, hash: published?.hash ?? hashOf(calendar) },
  };
}
