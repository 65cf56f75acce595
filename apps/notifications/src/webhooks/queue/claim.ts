import type { Moment, Uuid } from '#contracts';
import { inTransaction } from '#service-kit';
import type { Pool, PoolClient } from 'pg';
import { deliveryBody } from '../attempt/cloud-event-body.js';

/** A lane that this process alone may send on until the lease is over, and what is to be sent. */
export interface Claim {
  subscription: Uuid;
  lane: Uuid;
  /** The fencing token. */
  lease: string;
  url: string;
  secret: string;
  delivery: Uuid;
  body: string;
  /** Number of this attempt, from 1, resends included. */
  attempt: number;
  /** Set for a resend or a test: sent beside the lane's order, once. */
  aside?: Uuid;
  resend: boolean;
}

/** What this process does not claim. */
export interface NotNow {
  /** Subscriptions that have as many attempts in flight here as they may. */
  busy: Uuid[];
  /** What is in flight here: a result that is slow to be recorded must not be overtaken by its own process. */
  inFlight: Pick<Claim, 'subscription' | 'lane'>[];
}

interface ClaimedLane {
  subscription: Uuid;
  lane: Uuid;
  lease: string;
  last_sequence: number;
  last_delivery: Uuid | null;
  url: string;
  secret: string;
  flows: boolean;
}

/**
 * Claims the lane that has been due for longest, gives its next delivery a number if it has none, and leases it.
 * A lane is due when a resend or test waits for it, or when it flows, its time has come and something waits in it, and its
 * subscription is active. Its creator must be on the inquiry's team at this moment.
 * @param now of the service's clock
 */
export function claimLane(pool: Pool, now: Moment, leaseMs: number, not: NotNow): Promise<Claim | undefined> {
  return inTransaction(pool, async (db) => {
    let lane: ClaimedLane | undefined;
    let next: ToSend | undefined;
    while (!next) {
      lane = await dueLane(db, now, not);
      if (!lane) return undefined;
      next = (await waitingAside(db, lane)) ?? (lane.flows ? await head(db, lane) : undefined);
      // Its counters say more than there is: the lanes behind it are not to wait for that.
      if (!next) await recount(db, lane);
    }
    if (!lane) return undefined;
    const { rows } = await db.query<{ lease: string }>(
      `update delivery.lanes set lease = lease + 1, leased_until = clock_timestamp() + $3 * interval '1 millisecond'
        where subscription = $1 and lane = $2 returning lease`,
      [lane.subscription, lane.lane, leaseMs],
    );
    return {
      subscription: lane.subscription,
      lane: lane.lane,
      lease: rows[0]!.lease,
      url: lane.url,
      secret: lane.secret,
      ...next,
    };
  });
}

/** Lane = subscription: tests, which belong to no inquiry. */
const IN_SIGHT = `(l.lane = l.subscription or exists (select 1 from delivery.members m where m.inquiry = l.lane and m.person = e.created_by))`;
const FLOWS = `(e.state = 'active' and l.state = 'flows' and l.due_at <= $1)`;

async function dueLane(db: PoolClient, now: Moment, { busy, inFlight }: NotNow): Promise<ClaimedLane | undefined> {
  const { rows } = await db.query<ClaimedLane>(
    `select l.subscription, l.lane, l.lease, l.last_sequence, l.last_delivery, e.url, s.secret, ${FLOWS} as flows
       from delivery.lanes l
       join delivery.endpoints e on e.subscription = l.subscription and e.state <> 'ended'
       join delivery.secrets s on s.subscription = l.subscription and s.secret is not null
      where l.state <> 'ended' and l.subscription <> all($2)
        and not exists (select 1 from unnest($3::uuid[], $4::uuid[]) f(subscription, lane) where f.subscription = l.subscription and f.lane = l.lane)
        and (l.leased_until is null or l.leased_until < clock_timestamp())
        and (l.asides > 0 or (l.waiting > 0 and ${FLOWS}))
        and ${IN_SIGHT}
      -- Due since it was queued, since its last delivery, or since its schedule says: fresh lanes and retries take turns, none starves.
      order by l.due_at, l.lease limit 1
      for update of l skip locked`,
    [now, busy, inFlight.map(({ subscription }) => subscription), inFlight.map(({ lane }) => lane)],
  );
  return rows[0];
}

/** Counts anew what waits in a lane that is locked. */
async function recount(db: PoolClient, { subscription, lane }: ClaimedLane): Promise<void> {
  await db.query(
    `update delivery.lanes l set
       waiting = (select count(*) from delivery.deliveries d where d.subscription = l.subscription and d.lane = l.lane and d.state = 'waiting'),
       asides = (select count(*) from delivery.asides a where a.subscription = l.subscription and a.lane = l.lane and a.waiting)
      where l.subscription = $1 and l.lane = $2`,
    [subscription, lane],
  );
}

type ToSend = Pick<Claim, 'delivery' | 'body' | 'attempt' | 'aside' | 'resend'>;

async function waitingAside(db: PoolClient, lane: ClaimedLane): Promise<ToSend | undefined> {
  const { rows } = await db.query<{ aside: Uuid; delivery: Uuid; content: string; attempts: number; state: string }>(
    `select a.id as aside, d.id as delivery, d.content, d.attempts, d.state
       from delivery.asides a join delivery.deliveries d on d.id = a.delivery
      where a.subscription = $1 and a.lane = $2 and a.waiting order by a.place limit 1`,
    [lane.subscription, lane.lane],
  );
  const [next] = rows;
  return (
    next && {
      delivery: next.delivery,
      body: next.content,
      attempt: next.attempts + 1,
      aside: next.aside,
      resend: next.state !== 'test',
    }
  );
}

async function head(db: PoolClient, lane: ClaimedLane): Promise<ToSend | undefined> {
  const { rows } = await db.query<{ id: Uuid; content: string; attempts: number; sequence: number | null }>(
    `select id, content, attempts, sequence from delivery.deliveries
      where subscription = $1 and lane = $2 and state = 'waiting' order by place limit 1`,
    [lane.subscription, lane.lane],
  );
  const [next] = rows;
  if (!next) return undefined;
  const body = next.sequence === null ? await numbered(db, lane, next) : next.content;
  return { delivery: next.id, body, attempt: next.attempts + 1, resend: false };
}

/**
 * Numbered at the first attempt and not when queued: what is withdrawn before it was ever sent leaves no gap that would tell of it.
 * From then on number and body stay.
 */
async function numbered(db: PoolClient, lane: ClaimedLane, next: { id: Uuid; content: string }): Promise<string> {
  const sequence = lane.last_sequence + 1;
  const body = deliveryBody(JSON.parse(next.content) as Record<string, unknown>, {
    deliverysequence: sequence,
    ...(lane.last_delivery && { previousdelivery: lane.last_delivery }),
  });
  await db.query('update delivery.deliveries set sequence = $2, content = $3 where id = $1', [next.id, sequence, body]);
  await db.query(
    'update delivery.lanes set last_sequence = $3, last_delivery = $4 where subscription = $1 and lane = $2',
    [lane.subscription, lane.lane, sequence, next.id],
  );
  return body;
}

/** Gives a lane back untried (at shutdown): nothing counts, and another process may take it at once. */
export async function releaseLane(pool: Pool, { subscription, lane, lease }: Claim): Promise<void> {
  await pool.query(
    'update delivery.lanes set leased_until = null where subscription = $1 and lane = $2 and lease = $3',
    [subscription, lane, lease],
  );
}
