import type { Uuid } from '#contracts';
import type { PoolClient } from 'pg';

export async function memberJoined(db: PoolClient, inquiry: Uuid, person: Uuid): Promise<void> {
  await db.query('insert into delivery.members (inquiry, person) values ($1, $2) on conflict do nothing', [
    inquiry,
    person,
  ]);
}

/**
 * Ends, without a word to the outside, the lanes of this inquiry in the subscriptions that this person created:
 * what waits is withdrawn.
 */
export async function memberLeft(db: PoolClient, inquiry: Uuid, person: Uuid): Promise<void> {
  await db.query('delete from delivery.members where inquiry = $1 and person = $2', [inquiry, person]);
  const { rows } = await db.query<{ subscription: Uuid }>(
    `update delivery.lanes l set state = 'ended', waiting = 0, asides = 0, parked_attempt = null from delivery.endpoints e
      where l.lane = $1 and e.subscription = l.subscription and e.created_by = $2 returning l.subscription`,
    [inquiry, person],
  );
  const subscriptions = rows.map((row) => row.subscription);
  await db.query(
    `update delivery.deliveries set state = 'withdrawn' where state = 'waiting' and lane = $1 and subscription = any($2)`,
    [inquiry, subscriptions],
  );
  await db.query(`update delivery.asides set waiting = false where waiting and lane = $1 and subscription = any($2)`, [
    inquiry,
    subscriptions,
  ]);
}
