import type { LogIdentity } from '#event-store';
import type { Pool } from 'pg';
import type { FeedEvent, FeedSource, LaneHead, LogEpoch, Numbered } from '../feed.js';
import { AnotherLog, PublisherUnavailable } from '../refusals.js';
import { eventOfRow, PUBLISHED_COLUMNS, type PublishedRow } from './published-row.js';
import { isBeyond, type NumberingSignal } from './numbering-signal.js';

/** A publisher whose numbering runs in another process announces nothing here: its table is looked at this often (milliseconds). */
const LOOK_EVERY_MS = 1_000;
/** Bytes of data in a page, at most; one event always fits. Hundreds of the usual ones, and a bound for what reader and writer hold in memory. */
export const PAGE_BYTES = 2 * 1024 * 1024;

/** Reads a publisher's numbered events from its own table. */
export class TableSource implements FeedSource {
  constructor(
    readonly publisher: string,
    private readonly pool: Pool,
    private readonly signal: NumberingSignal,
  ) {}

  async identity(): Promise<LogIdentity> {
    // Of the database, not of who once opened it: it may have been restored under a living process.
    const [row] = await this.rows<[string, LogIdentity['origin'], string]>(
      'select log_id, origin, epoch from log.head',
      [],
    );
    if (!row) throw new PublisherUnavailable(this.publisher, 'log.head is empty');
    return { id: row[0], origin: row[1], epoch: row[2] };
  }

  async numbered(): Promise<Numbered> {
    const [row] = await this.rows<[number, number]>('select position::float8, ordinal::float8 from feed.numbering', []);
    if (!row) throw new PublisherUnavailable(this.publisher, 'feed.numbering is empty');
    return { position: row[0], ordinal: row[1] };
  }

  async standing(): Promise<Numbered & { head: number }> {
    // In one snapshot.
    const [row] = await this.rows<[number, number, number]>(
      'select n.position::float8, n.ordinal::float8, h.position::float8 from feed.numbering n, log.head h',
      [],
    );
    if (!row) throw new PublisherUnavailable(this.publisher, 'feed.numbering is empty');
    return { position: row[0], ordinal: row[1], head: row[2] };
  }

  async after(ordinal: number, limit: number, of?: LogEpoch): Promise<FeedEvent[]> {
    return this.events('ordinal', 'true', [ordinal, limit], of);
  }

  async lane(lane: string, after: number, limit: number, of?: LogEpoch): Promise<FeedEvent[]> {
    return this.events('sequence', 'lane = $6', [after, limit], of, [lane]);
  }

  async heads(afterLane: string, limit: number): Promise<LaneHead[]> {
    return this.laneHeads('select lane, sequence::float8 from feed.lanes where lane > $1 order by lane limit $2', [
      afterLane,
      limit,
    ]);
  }

  async headsAt(position: number, lanes: string[]): Promise<LaneHead[]> {
    return this.laneHeads(
      `select lane, coalesce((select max(sequence) from feed.published p where p.lane = asked.lane and p.position <= $1), 0)::float8
       from unnest($2::text[]) as asked(lane)`,
      [position, lanes],
    );
  }

  async moved(beyond: Numbered, signal: AbortSignal): Promise<Numbered | undefined> {
    while (!signal.aborted) {
      const woken = this.signal.next(LOOK_EVERY_MS, signal);
      const known = this.signal.latest;
      const now = known && isBeyond(known, beyond) ? known : await this.numbered();
      if (isBeyond(now, beyond)) return now;
      await woken;
    }
    return undefined;
  }

  /** A page in the order of a gapless column. Which log it is of stands in the page's own snapshot. */
  private async events(
    place: 'ordinal' | 'sequence',
    which: string,
    [after, limit]: [number, number],
    of?: LogEpoch,
    values: unknown[] = [],
  ): Promise<FeedEvent[]> {
    const rows = await this.rows<[...PublishedRow, boolean]>(
      `select ${PUBLISHED_COLUMNS}, (select log_id = $4 and epoch = $5 from log.head)
       from (select *, sum(bytes) over (order by ${place} rows unbounded preceding) as so_far
             from feed.published where ${which} and ${place} > $1 and ${place} <= $1 + $2) page
       where so_far <= $3 or ${place} = $1 + 1 order by ${place}`,
      [after, limit, PAGE_BYTES, of?.id ?? null, of?.epoch ?? null, ...values],
    );
    if (of && rows[0]?.at(-1) !== true) await this.assertStill(of);
    return rows.map((row) => eventOfRow(this.publisher, row as unknown as PublishedRow));
  }

  /** @throws AnotherLog */
  private async assertStill(of: LogEpoch): Promise<void> {
    const now = await this.identity();
    if (now.id !== of.id || now.epoch !== of.epoch) throw new AnotherLog(this.publisher, of, now);
  }

  private async laneHeads(text: string, values: unknown[]): Promise<LaneHead[]> {
    return (await this.rows<[string, number]>(text, values)).map(([lane, sequence]) => ({ lane, sequence }));
  }

  private async rows<Row extends unknown[]>(text: string, values: unknown[]): Promise<Row[]> {
    try {
      return (await this.pool.query<Row>({ text, values, rowMode: 'array' })).rows;
    } catch (cause) {
      throw new PublisherUnavailable(this.publisher, cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }
}
