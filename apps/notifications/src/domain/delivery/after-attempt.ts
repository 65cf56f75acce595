import { hasArrived, type AttemptOutcome } from './attempt-outcome.js';
import type { RetrySchedule } from './retry-schedule.js';

/** What follows from an attempt, for the lane that it stood at the head of. */
export type Next =
  | { next: 'delivered' }
  /** Tried again this many milliseconds after the attempt; the lane waits. */
  | { next: 'retry'; afterMs: number }
  /** The lane stands still until a person retries or skips. */
  | { next: 'park'; because: 'gone' | 'address-refused' | 'tries-used-up' };

/**
 * @param tries attempts made of this delivery since its schedule began, this one included
 * @param random in [0, 1): spreads the wait
 */
export function afterAttempt(outcome: AttemptOutcome, tries: number, schedule: RetrySchedule, random: number): Next {
  if (hasArrived(outcome)) return { next: 'delivered' };
  // 410 Gone (RFC 9110 §15.5.11): a deliberate "no more". Trying on would be rude, skipping on would lose facts.
  if (outcome.kind === 'answered' && outcome.status === 410) return { next: 'park', because: 'gone' };
  // The name now leads somewhere that we must not go. It may lead back by tomorrow, but a person should look first.
  if (outcome.kind === 'refused') return { next: 'park', because: 'address-refused' };
  const wait = schedule.waitsMs[tries - 1];
  if (wait === undefined) return { next: 'park', because: 'tries-used-up' };
  const spread = Math.round(wait * (1 + schedule.jitter * (2 * random - 1)));
  return { next: 'retry', afterMs: Math.max(spread, askedWait(outcome, schedule)) };
}

/** 429 and 503 may say how long to stay away (RFC 6585 §4, RFC 9110 §15.6.4). It never shortens the schedule's own wait. */
function askedWait(outcome: AttemptOutcome, schedule: RetrySchedule): number {
  if (outcome.kind !== 'answered' || (outcome.status !== 429 && outcome.status !== 503)) return 0;
  return Math.min((outcome.retryAfterSeconds ?? 0) * 1_000, schedule.longestRetryAfterMs);
}
