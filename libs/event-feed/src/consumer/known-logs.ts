import type { LogIdentity } from '#event-store';
import type { Pool } from 'pg';
import type { Numbered } from '../feed.js';
import { UnknownLog } from '../refusals.js';

const nameOf = ({ id, epoch }: Pick<LogIdentity, 'id' | 'epoch'>): string => `${id}/${epoch}`;

/** The log and epoch of a publisher that this consumer's checkpoints belong to; undefined when none has been met. */
export async function knownLog(pool: Pool, consumer: string, publisher: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ log: string }>(
    'select log from feed.known_logs where consumer = $1 and publisher = $2',
    [consumer, publisher],
  );
  return rows[0]?.log;
}

export const isNamed = (known: string, log: string, epoch: string): boolean => known === nameOf({ id: log, epoch });

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
