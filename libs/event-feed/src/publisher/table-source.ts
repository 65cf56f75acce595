import type { LogIdentity } from '#event-store';
import type { Pool } from 'pg';
import type { FeedEvent, FeedSource, LaneHead, Numbered } from '../feed.js';
import { PublisherUnavailable } from '../refusals.js';
import { eventOfRow, PUBLISHED_COLUMNS, type PublishedRow } from './published-row.js';
import { isBeyond, type NumberingSignal } from './numbering-signal.js';

/** A publisher whose numbering runs in another process announces nothing here: its table is looked at this often (milliseconds). */
const LOOK_EVERY_MS = 1_000;

/** Reads a publisher's numbered events from its own table. */
export class TableSource implements FeedSource {
  constructor(
    readonly publisher: string,
    private readonly pool: Pool,
    private readonly identityOfLog: () => LogIdentity | Promise<LogIdentity>,
    private readonly signal: NumberingSignal,
  ) {}

  async identity(): Promise<LogIdentity> {
    return this.identityOfLog();
  }

  async numbered(): Promise<Numbered> {
    const [row] = await this.rows<[number, number]>('select position::float8, ordinal::float8 from feed.numbering', []);
    if (!row) throw new PublisherUnavailable(this.publisher, 'feed.numbering is empty');
    return { position: row[0], ordinal: row[1] };
  }

  async after(ordinal: number, limit: number): Promise<FeedEvent[]> {
    return this.events(`where ordinal > $1 and ordinal <= $1 + $2 order by ordinal`, [ordinal, limit]);
  }

  async lane(lane: string, after: number, limit: number): Promise<FeedEvent[]> {
    return this.events(`where lane = $1 and sequence > $2 and sequence <= $2 + $3 order by sequence`, [
      lane,
      after,
      limit,
    ]);
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

  private async events(where: string, values: unknown[]): Promise<FeedEvent[]> {
    const rows = await this.rows<PublishedRow>(`select ${PUBLISHED_COLUMNS} from feed.published ${where}`, values);
    return rows.map((row) => eventOfRow(this.publisher, row));
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
