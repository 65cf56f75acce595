import { Uuid } from '#contracts';
import { z } from 'zod';
import { CloudEvent } from '../cloud-event/cloud-event.js';

/** How many events or lanes one answer holds at most. */
export const MOST_PER_ANSWER = 500;
/** Longest time in milliseconds that a reader is kept waiting for news. */
export const LONGEST_WAIT_MS = 20_000;

const Place = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const Limit = z.coerce.number().int().min(1).max(MOST_PER_ANSWER).default(100);

/** `GET feed?lane=…&after=<sequence>&limit=…`: what is missing of a lane. Without `lane`: all lanes, `after` = ordinal. */
export const EventsQuery = z.strictObject({
  lane: z.string().min(1).max(200).optional(),
  after: Place.default(0),
  limit: Limit,
});
/** `GET feed/lanes?after=<lane>&limit=…` */
export const LanesQuery = z.strictObject({ after: z.string().max(200).default(''), limit: Limit });
/** `GET feed/numbered?position=…&ordinal=…&wait=<milliseconds>`: answers when more has been numbered, or when the wait is over. */
export const NumberedQuery = z.strictObject({
  position: Place.default(0),
  ordinal: Place.default(0),
  wait: z.coerce.number().int().min(0).max(LONGEST_WAIT_MS).default(0),
});
/** `POST feed/lanes/heads`: last sequences at a position of the log. */
export const HeadsAtBody = z.strictObject({
  position: Place,
  lanes: z.array(z.string().min(1).max(200)).max(MOST_PER_ANSWER),
});

const Identity = z.object({ id: z.string(), origin: z.enum(['real', 'demonstration']), epoch: Uuid });

export const EventsAnswer = z
  .object({ log: Identity, events: z.array(z.object({ ordinal: z.number().int(), event: CloudEvent })) })
  .meta({ id: 'FeedEvents' });
export const LanesAnswer = z
  .object({ log: Identity, lanes: z.array(z.object({ lane: z.string(), sequence: z.number().int() })) })
  .meta({ id: 'FeedLanes' });
export const NumberedAnswer = z
  .object({
    log: Identity,
    position: z.number().int(),
    ordinal: z.number().int(),
    /** Where the log itself stands: in an answer at once. */
    head: z.number().int().optional(),
  })
  .meta({ id: 'FeedNumbered' });
