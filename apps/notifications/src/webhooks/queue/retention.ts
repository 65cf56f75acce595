import type { Moment } from '#contracts';
import type { Pool } from 'pg';

/** Days that the log of deliveries is kept, by the service's clock. A lane's numbers and its last `webhook-id` are kept as long as the lane. */
export const DELIVERY_LOG_DAYS = 30;

/**
 * Forgets deliveries that are over, with their attempts, once nothing has happened to them for `DELIVERY_LOG_DAYS`.
 * What still waits is kept however old it is. @returns how many deliveries were forgotten
 */
export async function forgetOldDeliveries(pool: Pool, now: Moment): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from delivery.deliveries d
      where d.state <> 'waiting' and d.queued_at < $1::timestamptz - make_interval(days => $2)
        and not exists (select 1 from delivery.asides a where a.delivery = d.id and a.waiting)
        and not exists (select 1 from delivery.attempts a where a.delivery = d.id and a.at >= $1::timestamptz - make_interval(days => $2))`,
    [now, DELIVERY_LOG_DAYS],
  );
  return rowCount ?? 0;
}
