import type { FeedEvent } from '../feed.js';

const known = new WeakMap<FeedEvent, number>();

/**
 * About how many bytes an event's data have as JSON: a character counts as one. Read once per event; a lane asks again whenever it puts events away.
 * Looked at, not written: a text as long as the data would be the most expensive thing that happens to an event on its way.
 */
export function bytesOf(event: FeedEvent): number {
  let bytes = known.get(event);
  if (bytes === undefined) known.set(event, (bytes = sizeOf(event.data)));
  return bytes;
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 8;
  let size = 2;
  if (Array.isArray(value)) for (const item of value) size += sizeOf(item) + 1;
  else for (const [name, item] of Object.entries(value)) size += name.length + 4 + sizeOf(item);
  return size;
}
