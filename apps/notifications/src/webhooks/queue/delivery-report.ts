import type { DeliveryView, Moment, SubscriptionView, Uuid } from '#contracts';
import { DeliveryDetail } from '#contracts';
import { inSight, numbered, type Sight } from '#service-kit';
import type { Pool } from 'pg';
import type { z } from 'zod';
import type { LaneHead } from '../../domain/subscription/subscription.decide.js';

type LaneView = SubscriptionView['lanes'][number];

interface LaneRow {
  subscription: Uuid;
  lane: Uuid;
  state: 'flows' | 'parked';
  last_sequence: number;
  due_at: Date;
  head_sequence: number | null;
  head_tries: number | null;
  waiting: number;
  parked_attempt: Uuid | null;
  parked_status: number | null;
  parked_outcome: string | null;
}

/**
 * The lanes of subscriptions, in the inquiries that the reader may see, as they stand: the first delivery that has neither arrived nor been skipped, and what waits behind it.
 */
export async function lanesOf(pool: Pool, subscriptions: Uuid[], sight: Sight): Promise<Map<Uuid, LaneView[]>> {
  const { values, bind } = numbered(subscriptions);
  const { rows } = await pool.query<LaneRow>(
    `select l.subscription, l.lane, l.state, l.last_sequence, l.due_at, l.parked_attempt, h.sequence as head_sequence, h.tries as head_tries,
            l.waiting - (h.sequence is not null)::int as waiting,
            p.status as parked_status, p.outcome as parked_outcome
       from delivery.lanes l
       left join lateral (select d.sequence, d.tries from delivery.deliveries d
              where d.subscription = l.subscription and d.lane = l.lane and d.state = 'waiting' order by d.place limit 1) h on true
       left join delivery.attempts p on p.id = l.parked_attempt
      where l.subscription = any($1) and l.lane <> l.subscription and l.state <> 'ended' and ${inSight(sight, 'l.lane', bind)}
      order by l.subscription, l.lane`,
    values,
  );
  const lanes = new Map<Uuid, LaneView[]>(subscriptions.map((id) => [id, []]));
  for (const row of rows) lanes.get(row.subscription)?.push(laneView(row));
  return lanes;
}

function laneView(row: LaneRow): LaneView {
  const tries = row.head_tries ?? 0;
  const lane = {
    lane: row.lane,
    deliveredTo: row.head_sequence === null ? row.last_sequence : row.head_sequence - 1,
    waiting: row.waiting,
    tries,
  };
  if (row.state === 'parked' && row.head_sequence !== null && row.parked_attempt !== null)
    return {
      ...lane,
      state: 'parked',
      parkedAt: {
        sequence: row.head_sequence,
        deliveryId: row.parked_attempt,
        ...(row.parked_status !== null && { status: row.parked_status }),
        why: row.parked_outcome ?? '',
      },
    };
  return tries > 0 ? { ...lane, state: 'waiting', nextTryAt: row.due_at.toISOString() } : { ...lane, state: 'flows' };
}

/** Where one lane stands; undefined when nothing waits in it or it has not been tried yet. */
export async function laneHead(pool: Pool, subscription: Uuid, lane: Uuid): Promise<LaneHead | undefined> {
  const { rows } = await pool.query<{ id: Uuid; sequence: number | null; tries: number; parked: boolean }>(
    `select d.id, d.sequence, d.tries, l.state = 'parked' as parked
       from delivery.lanes l join delivery.deliveries d on d.subscription = l.subscription and d.lane = l.lane and d.state = 'waiting'
      where l.subscription = $1 and l.lane = $2 and l.state <> 'ended' order by d.place limit 1`,
    [subscription, lane],
  );
  const [head] = rows;
  if (!head || head.sequence === null) return undefined;
  return { lane, delivery: head.id, sequence: head.sequence, tries: head.tries, parked: head.parked };
}

/** Last four characters of each subscription's secret. */
export async function secretHints(pool: Pool, subscriptions: Uuid[]): Promise<Map<Uuid, string>> {
  const { rows } = await pool.query<{ subscription: Uuid; hint: string }>(
    'select subscription, hint from delivery.secrets where subscription = any($1)',
    [subscriptions],
  );
  return new Map(rows.map(({ subscription, hint }) => [subscription, hint]));
}

/**
 * What became of the deliveries of the 24 hours before `now`, of the inquiries that the reader may see: reckoned when asked. Tests and resends are
 * not counted.
 */
export async function lastDayOf(
  pool: Pool,
  subscriptions: Uuid[],
  now: Moment,
  sight: Sight,
): Promise<Map<Uuid, SubscriptionView['lastDay']>> {
  const { values, bind } = numbered(subscriptions, now);
  const { rows } = await pool.query<{
    subscription: Uuid;
    delivered: number;
    retried: number;
    median: number | null;
    p95: number | null;
  }>(
    `select subscription, count(*)::int as delivered, count(*) filter (where attempt > 1)::int as retried,
            percentile_cont(0.5) within group (order by took_ms) as median,
            percentile_cont(0.95) within group (order by took_ms) as p95
       from delivery.attempts
      where subscription = any($1) and state = 'delivered' and not resend and lane <> subscription
        and at > $2::timestamptz - interval '24 hours' and at <= $2 and ${inSight(sight, 'lane', bind)}
      group by subscription`,
    values,
  );
  return new Map(
    rows.map(({ subscription, delivered, retried, median, p95 }) => [
      subscription,
      { delivered, retried, medianMs: rounded(median), p95Ms: rounded(p95) },
    ]),
  );
}

const rounded = (ms: number | null): number | null => (ms === null ? null : Math.round(ms));

export interface AttemptRow {
  id: Uuid;
  place: string;
  delivery: Uuid;
  subscription: Uuid;
  lane: Uuid;
  event: Uuid;
  type: string;
  sequence: number | null;
  attempt: number;
  resend: boolean;
  at: Date;
  state: DeliveryView['state'];
  status: number | null;
  outcome: string;
  took_ms: number;
  next_try_at: Date | null;
}

const ATTEMPT = `a.id, a.place, a.delivery, a.subscription, a.lane, d.event, d.type, d.sequence, a.attempt, a.resend, a.at, a.state, a.status,
  a.outcome, a.took_ms, a.next_try_at`;

export interface AttemptFilter {
  subscription: Uuid;
  lane?: Uuid | undefined;
  state?: DeliveryView['state'] | undefined;
  /** What the reader may see. Tests are always in it. */
  sight: Sight;
}

/** One row per attempt, newest first; those before `place` where it is given. */
export async function attemptsOf(
  pool: Pool,
  filter: AttemptFilter,
  page: { before?: string | undefined; limit: number },
): Promise<{ rows: AttemptRow[]; total: number }> {
  const { values, bind } = numbered(filter.subscription, filter.lane ?? null, filter.state ?? null);
  const matching = `delivery.attempts a join delivery.deliveries d on d.id = a.delivery
    where a.subscription = $1 and ($2::uuid is null or a.lane = $2) and ($3::text is null or a.state = $3)
      and (a.lane = a.subscription or ${inSight(filter.sight, 'a.lane', bind)})`;
  const n = values.length;
  const { rows } = await pool.query<AttemptRow>(
    `select ${ATTEMPT} from ${matching} and ($${n + 1}::bigint is null or a.place < $${n + 1}) order by a.place desc limit $${n + 2}`,
    [...values, page.before ?? null, page.limit],
  );
  const counted = await pool.query<{ total: number }>(`select count(*)::int as total from ${matching}`, values);
  return { rows, total: counted.rows[0]!.total };
}

type Detail = z.infer<typeof DeliveryDetail>;
interface DetailRow extends AttemptRow {
  url: string;
  content: string;
  request_headers: Record<string, string>;
  response_headers: Record<string, string> | null;
  response_body: string | null;
}

/** One attempt with what was sent and answered. The secret is nowhere in it. */
export async function attempt(pool: Pool, id: Uuid): Promise<{ row: AttemptRow; detail: Detail } | undefined> {
  const { rows } = await pool.query<DetailRow>(
    `select ${ATTEMPT}, a.url, d.content, a.request_headers, a.response_headers, a.response_body
       from delivery.attempts a join delivery.deliveries d on d.id = a.delivery where a.id = $1`,
    [id],
  );
  const [row] = rows;
  if (!row) return undefined;
  const detail: Detail = {
    ...attemptView(row),
    request: { method: 'POST', url: row.url, headers: row.request_headers, body: row.content },
    ...(row.status !== null && {
      response: { status: row.status, headers: row.response_headers ?? {}, body: row.response_body ?? '' },
    }),
  };
  return { row, detail };
}

export const attemptView = (row: AttemptRow): DeliveryView => ({
  id: row.id,
  eventId: row.event,
  type: row.type,
  // A test belongs to no inquiry.
  lane: row.lane === row.subscription ? null : row.lane,
  sequence: row.sequence,
  attempt: row.attempt,
  at: row.at.toISOString(),
  state: row.state,
  ...(row.status !== null && { status: row.status }),
  tookMs: row.took_ms,
  outcome: row.outcome,
  ...(row.next_try_at && { nextTryAt: row.next_try_at.toISOString() }),
  resend: row.resend,
});
