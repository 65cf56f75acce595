import { z } from 'zod';
import { Moment, Uuid } from '../values.js';
import { PageQuery, pageOf } from './page.js';

/** What has been done about a dead letter. */
export const DeadLetterActView = z
  .object({
    act: z.enum(['retry', 'failed-again', 'settled', 'skip']),
    /** Person id of who acted; `feed` where the feed itself found the event to have had its effect. */
    by: z.string(),
    /** Of a skip: why. Of `failed-again`: what was said. */
    reason: z.string().optional(),
    at: Moment,
  })
  .meta({ id: 'DeadLetterActView' });

/** An event that a consumer could not take in, with the lane that waits behind it (GET /api/<service>/dead-letters; POST …/:id/retry; POST …/:id/skip {reason}). */
export const DeadLetterView = z
  .object({
    id: Uuid,
    consumer: z.string(),
    publisher: z.string(),
    lane: z.string(),
    sequence: z.number().int(),
    eventId: Uuid,
    type: z.string(),
    code: z.enum([
      'handler-failed',
      'handler-timed-out',
      'not-settled',
      'contract-invalid',
      'unknown-version',
      'oversized',
      'unreadable',
    ]),
    error: z.string(),
    attempts: z.number().int(),
    parkedAt: Moment,
    state: z.enum(['parked', 'retried', 'skipped']),
    /** Events waiting behind it; 0 once it is resolved. */
    waiting: z.number().int(),
    /** Oldest first. */
    history: z.array(DeadLetterActView),
  })
  .meta({ id: 'DeadLetterView' });
export type DeadLetterView = z.infer<typeof DeadLetterView>;
/** `total`: all that are parked; with `all`, the resolved ones too. */
export const DeadLetterList = pageOf(DeadLetterView).meta({ id: 'DeadLetterList' });
export type DeadLetterList = z.infer<typeof DeadLetterList>;
export const DeadLetterQuery = PageQuery.extend({ all: z.enum(['true', 'false']).optional() });
export const SkipRequest = z.strictObject({ reason: z.string().trim().min(3).max(500) });
