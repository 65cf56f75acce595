import type { LogIdentity } from '#event-store';
import type { Pool } from 'pg';
import type { LogEpoch, Numbered } from '../feed.js';
import { UnknownLog } from '../refusals.js';

/** How a log at one time of its life stands in `feed.known_logs`. */
export const nameOf = ({ id, epoch }: LogEpoch): string => `${id}/${epoch}`;

/** The log and epoch of a publisher that this consumer's checkpoints belong to; undefined when none has been met. */
export async function knownLog(pool: Pool, consumer: string, publisher: string): Promise<LogEpoch | undefined> {
  const { rows } = await pool.query<{ log: string }>(
    'select log from feed.known_logs where consumer = $1 and publisher = $2',
    [consumer, publisher],
  );
  const [id, epoch] = rows[0]?.log.split('/') ?? [];
  return id === undefined || epoch === undefined ? undefined : { id, epoch };
}

/**
 * Checks that a publisher's log is the one that this consumer's checkpoints belong to, and that it has not been put back to an earlier state under
 * the same name; the first one met is remembered, and how far it had come.
 * @throws UnknownLog
 */
export async function recogniseLog(
  pool: Pool,
  consumer: string,
  publisher: string,
  identity: LogIdentity,
  { ordinal }: Numbered,
): Promise<void> {
  const met = nameOf(identity);
  const { rows } = await pool.query<{ log: string; before: number }>(
    `with known as (select ordinal from feed.known_logs where consumer = $1 and publisher = $2)
     insert into feed.known_logs as k (consumer, publisher, log, ordinal) values ($1, $2, $3, $4)
     on conflict (consumer, publisher) do update
       set ordinal = case when k.log = excluded.log then greatest(k.ordinal, excluded.ordinal) else k.ordinal end
     returning k.log, coalesce((select ordinal from known), 0)::float8 as before`,
    [consumer, publisher, met, ordinal],
  );
  const { log: known = met, before = 0 } = rows[0] ?? {};
  if (known !== met) throw new UnknownLog(consumer, publisher, known, met);
  if (ordinal < before)
    throw new UnknownLog(
      consumer,
      publisher,
      `${known}, which had published ${before} events`,
      `it with ${ordinal}: it was put back to an earlier state`,
    );
}
