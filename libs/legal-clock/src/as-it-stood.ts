/** Two times: what was recorded when, and what took effect when. */
import type { Day } from './day.js';

/** What the two times need to know of an event: which one it is, which one it corrects, when it took effect. */
export interface Recorded {
  id?: string;
  corrects?: string;
  effectiveOn: Day;
}

/**
 * The events that stand, in the order in which they took effect: corrections applied, what took effect after `upTo` left out.
 *
 * `recorded` holds events in the order of recording; whoever asks what was known on a day hands in that prefix.
 * A correction stands in the place of the event that it corrects (its day may be another one); of several corrections of one
 * event, direct or of one another, the last recorded wins. Events of one day keep the order of recording.
 */
export function asItStood<Event extends Recorded>(recorded: readonly Event[], upTo?: Day): Event[] {
  const place = new Map<string, number>();
  const standing: { event: Event; place: number }[] = [];
  for (const event of recorded) {
    const corrected = event.corrects === undefined ? undefined : place.get(event.corrects);
    const at = corrected ?? standing.length;
    standing[at] = { event, place: at };
    if (event.id !== undefined) place.set(event.id, at);
  }
  return standing
    .filter(({ event }) => upTo === undefined || event.effectiveOn <= upTo)
    .sort((a, b) => compare(a.event.effectiveOn, b.event.effectiveOn) || a.place - b.place)
    .map(({ event }) => event);
}

/** Days are compared as text: `YYYY-MM-DD` sorts as it lies in time. */
const compare = (a: Day, b: Day): number => (a < b ? -1 : a > b ? 1 : 0);
