import type { Moment, Uuid } from '#contracts';
import { uuid7 } from '#event-store';
import { inTransaction } from '#service-kit';
import type { Pool, PoolClient } from 'pg';
import { afterAttempt, type Next } from '../../domain/delivery/after-attempt.js';
import { hasArrived, inWords } from '../../domain/delivery/attempt-outcome.js';
import type { RetrySchedule } from '../../domain/delivery/retry-schedule.js';
import type { Attempted } from '../attempt/send-attempt.js';
import type { Claim } from './claim.js';

export interface Sent extends Attempted {
  headers: Record<string, string>;
}

/**
 * Writes an attempt into the log of deliveries and lets the lane go on accordingly, in one commit.
 * @param now of the service's clock: the retry is reckoned from it
 * @returns false when the lease had been taken over meanwhile: the attempt is logged, and the lane is another one's to move
 */
export function settle(
  pool: Pool,
  claim: Claim,
  sent: Sent,
  schedule: RetrySchedule,
  now: Moment,
  random: number,
): Promise<boolean> {
  return inTransaction(pool, async (db) => {
    const { rowCount } = await db.query(
      'update delivery.lanes set leased_until = null where subscription = $1 and lane = $2 and lease = $3',
      [claim.subscription, claim.lane, claim.lease],
    );
    const ours = rowCount === 1;
    const attempt = uuid7();
    const next = ours && !claim.aside ? await moveLane(db, claim, sent, schedule, now, random, attempt) : undefined;
    if (ours && claim.aside) await asideDone(db, claim, claim.aside);
    await db.query('update delivery.deliveries set attempts = attempts + 1 where id = $1', [claim.delivery]);
    await logAttempt(db, claim, sent, next, now, attempt);
    return ours;
  });
}

async function moveLane(
  db: PoolClient,
  claim: Claim,
  { outcome }: Sent,
  schedule: RetrySchedule,
  now: Moment,
  random: number,
  attempt: Uuid,
): Promise<Next | undefined> {
  // Counted here and not from the claim: a retry that a person asked for meanwhile has begun the schedule anew.
  const { rows } = await db.query<{ tries: number; state: string }>(
    'update delivery.deliveries set tries = tries + 1 where id = $1 returning tries, state',
    [claim.delivery],
  );
  const { tries, state } = rows[0]!;
  const next = afterAttempt(outcome, tries, schedule, random);
  const lane = [claim.subscription, claim.lane];
  if (next.next === 'delivered') {
    await db.query(`update delivery.deliveries set state = 'delivered' where id = $1`, [claim.delivery]);
    // Served: its next delivery waits behind the lanes that are due already.
    await db.query(
      `update delivery.lanes set due_at = $4, waiting = waiting - $3 where subscription = $1 and lane = $2`,
      [...lane, state === 'waiting' ? 1 : 0, now],
    );
    return next;
  }
  // Skipped, withdrawn or ended while it was in flight: the lane is elsewhere by now.
  if (state !== 'waiting') return undefined;
  if (next.next === 'retry') {
    await db.query('update delivery.lanes set due_at = $3 where subscription = $1 and lane = $2', [
      ...lane,
      dueAt(now, next),
    ]);
  } else {
    await db.query(
      `update delivery.lanes set state = 'parked', parked_attempt = $3
        where subscription = $1 and lane = $2 and state = 'flows'`,
      [...lane, attempt],
    );
  }
  return next;
}

async function asideDone(db: PoolClient, { subscription, lane }: Claim, aside: Uuid): Promise<void> {
  const { rowCount } = await db.query('update delivery.asides set waiting = false where id = $1 and waiting', [aside]);
  // Withdrawn meanwhile: then it is counted no more.
  if (rowCount !== 1) return;
  await db.query('update delivery.lanes set asides = asides - 1 where subscription = $1 and lane = $2', [
    subscription,
    lane,
  ]);
}

const dueAt = (now: Moment, next: Extract<Next, { next: 'retry' }>): Moment =>
  new Date(Date.parse(now) + next.afterMs).toISOString();

async function logAttempt(
  db: PoolClient,
  claim: Claim,
  { outcome, answer, headers, tookMs }: Sent,
  next: Next | undefined,
  now: Moment,
  id: Uuid,
): Promise<void> {
  const state = hasArrived(outcome)
    ? 'delivered'
    : outcome.kind === 'refused'
      ? 'refused'
      : next?.next === 'park'
        ? 'parked'
        : 'failed';
  await db.query(
    `insert into delivery.attempts (id, delivery, subscription, lane, attempt, resend, at, state, status, outcome, took_ms, next_try_at,
       url, request_headers, response_headers, response_body)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      id,
      claim.delivery,
      claim.subscription,
      claim.lane,
      claim.attempt,
      claim.resend,
      now,
      state,
      answer?.status ?? null,
      inWords(outcome),
      tookMs,
      next?.next === 'retry' ? dueAt(now, next) : null,
      claim.url,
      JSON.stringify(headers),
      answer ? JSON.stringify(answer.headers) : null,
      answer?.body ?? null,
    ],
  );
}
