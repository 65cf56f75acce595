import { toCloudEvent, type FeedEvent } from '#event-feed';
import { uuid5 } from '#event-store';
import type { Moment, Uuid } from '#contracts';
import type { PoolClient } from 'pg';
import { isSubscribed } from '../../domain/subscription/subscribed-types.js';

/** The `webhook-id` of an event for a subscription: the same over all attempts and resends. */
export const deliveryId = (subscription: Uuid, event: Uuid): Uuid => uuid5(subscription, event);

/**
 * Queues a published event for whoever subscribes to it, in the transaction that moves the feed's checkpoint.
 * Whose creator may not see the inquiry gets nothing: not now, and not later when access comes back.
 */
export async function enqueue(db: PoolClient, event: FeedEvent, now: Moment): Promise<void> {
  // Shared lock: a subscription does not end between this look and the commit.
  const { rows } = await db.query<{ subscription: Uuid; types: string[] }>(
    `select e.subscription, e.types from delivery.endpoints e
      where e.inquiries @> array[$1::uuid] and e.state <> 'ended'
        and exists (select 1 from delivery.members m where m.inquiry = $1 and m.person = e.created_by)
      order by e.subscription for share of e`,
    [event.lane],
  );
  const content = JSON.stringify(toCloudEvent(event));
  for (const { subscription, types } of rows) {
    if (!isSubscribed(types, event.type)) continue;
    const { rowCount } = await db.query(
      `insert into delivery.deliveries (id, subscription, lane, event, type, content, queued_at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
      [deliveryId(subscription, event.id), subscription, event.lane, event.id, event.type, content, now],
    );
    if (rowCount !== 1) continue;
    // A lane that ended when its creator lost sight of the inquiry begins again with the first event after the return.
    // A lane that was empty takes its turn behind those that have been due for longer.
    await db.query(
      `insert into delivery.lanes as l (subscription, lane, waiting, due_at) values ($1, $2, 1, $3)
       on conflict (subscription, lane) do update set waiting = l.waiting + 1,
         state = case l.state when 'ended' then 'flows' else l.state end,
         due_at = case when l.state = 'ended' or l.waiting = 0 then $3 else l.due_at end`,
      [subscription, event.lane, now],
    );
  }
}
