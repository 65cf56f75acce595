import type { Uuid } from '#contracts';
import { ITEMS_PER_EVENT, type InboxEvent } from './inbox.events.js';
import type { InboxState } from './inbox.state.js';

/** Marks items as read that are not yet. @param items those that the person sees; an unknown one is refused at the door */
export function readItems(state: InboxState, items: Uuid[]): InboxEvent[] {
  const fresh = [...new Set(items)].filter((item) => !state.read.has(item));
  const events: InboxEvent[] = [];
  for (let from = 0; from < fresh.length; from += ITEMS_PER_EVENT)
    events.push({ type: 'ItemsRead', data: { items: fresh.slice(from, from + ITEMS_PER_EVENT) } });
  return events;
}
