import type { StoredEvent, Uuid } from '#contracts';
import type { PoolClient } from 'pg';
import type { DeliveryInLane, SubscriptionEvent } from '../../domain/subscription/subscription.events.js';
import { TEST_TYPE, testEvent } from '../attempt/cloud-event-body.js';
import { deliveryId } from './enqueue.js';

type Act = SubscriptionEvent & Pick<StoredEvent, 'id' | 'stream' | 'recordedAt'>;

/** What each act on a subscription does to the queue. In one transaction with the queue's place in the log. */
export async function applyAct(db: PoolClient, event: StoredEvent): Promise<void> {
  if (!event.stream.startsWith('subscription-')) return;
  const act = event as unknown as Act;
  const subscription = event.stream.slice('subscription-'.length);
  switch (act.type) {
    case 'SubscriptionCreated': {
      const { url, types, inquiries, createdBy } = act.data;
      await db.query(
        `insert into delivery.endpoints (subscription, url, types, inquiries, created_by, state) values ($1, $2, $3, $4, $5, 'active')`,
        [subscription, url, types, inquiries, createdBy],
      );
      return;
    }
    case 'SubscriptionPaused':
      return inState(db, subscription, 'paused');
    case 'SubscriptionResumed':
      return inState(db, subscription, 'active');
    case 'SubscriptionEnded':
      return end(db, subscription);
    case 'TestAsked':
      return test(db, subscription, act);
    case 'ResendAsked':
      return resend(db, subscription, act.id, act.data);
    case 'LaneRetried':
      return goOn(db, subscription, act.data, RETRIED);
    case 'LaneSkipped':
      return goOn(db, subscription, act.data, SKIPPED);
  }
}

async function inState(db: PoolClient, subscription: Uuid, state: 'active' | 'paused'): Promise<void> {
  await db.query('update delivery.endpoints set state = $2 where subscription = $1', [subscription, state]);
}

async function end(db: PoolClient, subscription: Uuid): Promise<void> {
  // The endpoint first: whoever is queueing for it holds it, and is waited for.
  await db.query(`update delivery.endpoints set state = 'ended' where subscription = $1`, [subscription]);
  await db.query(
    `update delivery.lanes set state = 'ended', waiting = 0, asides = 0, parked_attempt = null where subscription = $1`,
    [subscription],
  );
  await db.query(`update delivery.deliveries set state = 'withdrawn' where subscription = $1 and state = 'waiting'`, [
    subscription,
  ]);
  await db.query('update delivery.asides set waiting = false where subscription = $1 and waiting', [subscription]);
  await db.query('update delivery.secrets set secret = null where subscription = $1', [subscription]);
}

async function test(db: PoolClient, subscription: Uuid, act: Act): Promise<void> {
  const id = deliveryId(subscription, act.id);
  await db.query(
    `insert into delivery.deliveries (id, subscription, lane, event, type, content, state, queued_at)
     values ($1, $2, $2, $3, $4, $5, 'test', $6)`,
    [
      id,
      subscription,
      act.id,
      TEST_TYPE,
      JSON.stringify(testEvent(act.id, subscription, act.recordedAt)),
      act.recordedAt,
    ],
  );
  await beside(db, act.id, id, subscription, subscription);
}

async function resend(
  db: PoolClient,
  subscription: Uuid,
  act: Uuid,
  { lane, delivery }: DeliveryInLane,
): Promise<void> {
  const { rowCount } = await db.query(
    `select 1 from delivery.deliveries d join delivery.lanes l on l.subscription = d.subscription and l.lane = d.lane
      where d.id = $1 and d.subscription = $2 and d.sequence is not null and l.state <> 'ended' for update of l`,
    [delivery, subscription],
  );
  // Between the request and now, retention has taken it, or its creator has lost sight of the inquiry.
  if (rowCount === 1) await beside(db, act, delivery, subscription, lane);
}

async function beside(db: PoolClient, id: Uuid, delivery: Uuid, subscription: Uuid, lane: Uuid): Promise<void> {
  await db.query(
    `insert into delivery.lanes as l (subscription, lane, asides) values ($1, $2, 1)
     on conflict (subscription, lane) do update set asides = l.asides + 1`,
    [subscription, lane],
  );
  await db.query('insert into delivery.asides (id, delivery, subscription, lane) values ($1, $2, $3, $4)', [
    id,
    delivery,
    subscription,
    lane,
  ]);
}

const RETRIED = 'update delivery.deliveries set tries = 0';
const SKIPPED = `update delivery.deliveries set state = 'skipped'`;

/** Only while the lane still stands at that delivery: what has arrived meanwhile is neither retried nor skipped. */
async function goOn(
  db: PoolClient,
  subscription: Uuid,
  { lane, delivery }: DeliveryInLane,
  change: typeof RETRIED | typeof SKIPPED,
): Promise<void> {
  // The lane's row first, as everywhere: two orders of locks would meet in a deadlock.
  await db.query('select 1 from delivery.lanes where subscription = $1 and lane = $2 for update', [subscription, lane]);
  const { rowCount } = await db.query(`${change} where id = $1 and subscription = $2 and state = 'waiting'`, [
    delivery,
    subscription,
  ]);
  if (rowCount !== 1) return;
  await db.query(
    `update delivery.lanes set state = 'flows', due_at = '-infinity', parked_attempt = null, waiting = waiting - $3
      where subscription = $1 and lane = $2`,
    [subscription, lane, change === SKIPPED ? 1 : 0],
  );
}
