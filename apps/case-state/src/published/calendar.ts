import type { PublishedAs } from '#event-feed';
import type { Stored } from '../domain/events.js';

const STREAM = 'calendar-';

/** A version of a calendar, whole: whoever counts days counts them on it. It is of no inquiry: its lane is its own stream. */
export const calendarPublished: PublishedAs<Stored<'CalendarPublished'>> = {
  type: 'dossier.case-state.CalendarPublished.v1',
  lane: ({ stream }) => stream.slice(STREAM.length),
  data: ({ data: { calendar, hash } }) => ({ calendar, hash }),
};
