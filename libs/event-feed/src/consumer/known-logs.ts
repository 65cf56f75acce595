import type { Pool } from 'pg';
import type { FeedSource, LogEpoch, Numbered } from '../feed.js';
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
 * @returns how far the publisher has numbered
 * @throws UnknownLog, PublisherUnavailable
 */
export async function recogniseLog(pool: Pool, consumer: string, source: FeedSource): Promise<Numbered> {
  const { publisher } = source;
  // Read before the publisher is asked: what another instance notes after that may be more than the publisher had when it answered here.
  const { rows: earlier } = await pool.query<{ ordinal: number }>(
    'select ordinal::float8 as ordinal from feed.known_logs where consumer = $1 and publisher = $2',
    [consumer, publisher],
  );
  const numbered = await source.numbered();
  const met = nameOf(await source.identity());
  const { rows } = await pool.query<{ log: string }>(
    `insert into feed.known_logs as k (consumer, publisher, log, ordinal) values ($1, $2, $3, $4)
     on conflict (consumer, publisher) do update
       set ordinal = case when k.log = excluded.log then greatest(k.ordinal, excluded.ordinal) else k.ordinal end
     returning k.log`,
    [consumer, publisher, met, numbered.ordinal],
  );
  const [{ log: known } = { log: met }] = rows;
  if (known !== met) throw new UnknownLog(consumer, publisher, known, met);
  const [{ ordinal: before } = { ordinal: 0 }] = earlier;
  if (numbered.ordinal < before)
    throw new UnknownLog(
      consumer,
      publisher,
      `${known}, which had published ${before} events`,
      `it with ${numbered.ordinal}: it was put back to an earlier state`,
    );
  return numbered;
}
