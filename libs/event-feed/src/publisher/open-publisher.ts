import type { Publisher, PublisherOptions } from '../feed.js';
import { LogPublisher } from './log-publisher.js';

/** A publisher over a service's log. It reads and writes nothing before `start`. The schema must be there: `migrateFeed`. */
export function openPublisher<Events extends { type: string; data: unknown }>(
  options: PublisherOptions<Events>,
): Publisher {
  // The mapping is total over this service's events; what it meets at run time is checked event by event (`publicationOf`).
  return new LogPublisher(options as unknown as PublisherOptions);
}
