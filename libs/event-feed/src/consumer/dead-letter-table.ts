import type { Uuid } from '#contracts';
import { moveCheckpoint, uuid7 } from '#event-store';
import type { Pool } from 'pg';
import type { ByWhom, DeadLetter, DeadLetterAct, DeadLetterCode, FeedEvent } from '../feed.js';
import { AlreadyResolved, UnknownDeadLetter } from '../refusals.js';

/** Who acts when the feed itself finds a dead letter settled. */
const THE_FEED = 'feed';

const COLUMNS = `d.id, d.consumer, d.publisher, d.lane, d.sequence::float8 as sequence, d.event_id as "eventId", d.type, d.code, d.error, d.tries,
  to_char(d.failed_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "failedAt"`;

export interface ParkedLane {
  publisher: string;
  lane: string;
  sequence: number;
  /** Where the consumer stands in the lane; 0 where it never was. */
  checkpoint: number;
  deadLetter: Uuid;
}

/** Dead letters of one consumer, as stored. What has been done about one is added, never changed. */
export class DeadLetterTable {
  constructor(
    private readonly pool: Pool,
    private readonly consumer: string,
  ) {}

  /** Stores the dead letter and parks its lane behind it; the same again finds the first. */
  async park(event: FeedEvent, why: { code: DeadLetterCode; error: string; tries: number }): Promise<DeadLetter> {
    const { rows } = await this.pool.query<{ id: string }>(
      `with letter as (
         insert into feed.dead_letters (id, consumer, publisher, lane, sequence, event_id, type, code, error, tries)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (consumer, publisher, lane, sequence) do nothing returning id
       ), one as (
         select id from letter union all
         select id from feed.dead_letters where consumer = $2 and publisher = $3 and lane = $4 and sequence = $5 limit 1
       ), parked as (
         insert into feed.parked_lanes (consumer, publisher, lane, dead_letter) select $2, $3, $4, id from one
         on conflict (consumer, publisher, lane) do update set dead_letter = excluded.dead_letter
       )
       select id from one`,
      [
        uuid7(),
        this.consumer,
        event.publisher,
        event.lane,
        event.sequence,
        event.id,
        event.type,
        why.code,
        why.error.slice(0, 4_000),
        why.tries,
      ],
    );
    // Another instance may be storing the same letter just now: its row is then not in this statement's snapshot.
    const id = rows[0]?.id;
    if (id === undefined) return this.park(event, why);
    return this.get(id);
  }

  async parked(): Promise<ParkedLane[]> {
    const { rows } = await this.pool.query<ParkedLane>(
      `select p.publisher, p.lane, d.sequence::float8 as sequence, d.id as "deadLetter", coalesce(c.sequence, 0)::float8 as checkpoint
       from feed.parked_lanes p join feed.dead_letters d on d.id = p.dead_letter
         left join log.checkpoints c on (c.consumer, c.publisher, c.lane) = (p.consumer, p.publisher, p.lane)
       where p.consumer = $1`,
      [this.consumer],
    );
    return rows;
  }

  async list(all: boolean): Promise<DeadLetter[]> {
    return this.select(all ? '' : 'and exists (select 1 from feed.parked_lanes p where p.dead_letter = d.id)', []);
  }

  async get(id: Uuid): Promise<DeadLetter> {
    const [letter] = await this.select('and d.id = $2', [id]);
    if (!letter) throw new UnknownDeadLetter(id);
    return letter;
  }

  /** @throws UnknownDeadLetter, AlreadyResolved */
  async parkedOne(id: Uuid): Promise<DeadLetter> {
    const letter = await this.get(id);
    if (letter.state !== 'parked') throw new AlreadyResolved(id, letter.state);
    return letter;
  }

  async note(id: Uuid, act: DeadLetterAct['act'], who: ByWhom): Promise<void> {
    await this.pool.query('insert into feed.dead_letter_acts (dead_letter, act, by, reason) values ($1, $2, $3, $4)', [
      id,
      act,
      who.by,
      who.reason ?? null,
    ]);
  }

  /** The event has had its effect: the lane is free. Once only, whoever notices first. */
  async settled(id: Uuid, who: ByWhom = { by: THE_FEED }): Promise<void> {
    await this.pool.query(
      `with freed as (delete from feed.parked_lanes where dead_letter = $1 returning dead_letter)
       insert into feed.dead_letter_acts (dead_letter, act, by, reason) select dead_letter, 'settled', $2, $3 from freed`,
      [id, who.by, who.reason ?? null],
    );
  }

  /** Past the event without its effect: act, checkpoint and lane in one commit. @throws CheckpointMoved when it has been settled meanwhile */
  async skipped(letter: DeadLetter, who: ByWhom & { reason: string }): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      const { consumer, publisher, lane, sequence } = letter;
      await moveCheckpoint(client, { consumer, publisher, lane, from: sequence - 1, to: sequence });
      await client.query('delete from feed.parked_lanes where dead_letter = $1', [letter.id]);
      await client.query(
        `insert into feed.dead_letter_acts (dead_letter, act, by, reason) values ($1, 'skip', $2, $3)`,
        [letter.id, who.by, who.reason],
      );
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => {
        // The connection is gone, and with it the transaction: the first error says why.
      });
      throw error;
    } finally {
      client.release();
    }
  }

  private async select(where: string, values: unknown[]): Promise<DeadLetter[]> {
    const { rows } = await this.pool.query<Omit<DeadLetter, 'state' | 'history'> & { history: DeadLetterAct[] | null }>(
      `select ${COLUMNS}, (
         select json_agg(json_build_object('act', act, 'by', by, 'reason', reason,
           'at', to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by number)
         from feed.dead_letter_acts a where a.dead_letter = d.id) as history
       from feed.dead_letters d where d.consumer = $1 ${where} order by d.failed_at desc`,
      [this.consumer, ...values],
    );
    return rows.map((row) => {
      const history = (row.history ?? []).map(
        ({ reason, ...act }) => (reason === null ? act : { ...act, reason }) as DeadLetterAct,
      );
      const resolved = history.findLast((act) => act.act === 'skip' || act.act === 'settled');
      return {
        ...row,
        history,
        state: resolved === undefined ? 'parked' : resolved.act === 'skip' ? 'skipped' : 'settled',
      };
    });
  }
}
