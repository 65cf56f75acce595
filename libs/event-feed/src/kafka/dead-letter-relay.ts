import type { Message } from 'kafkajs';
import type { Pool } from 'pg';
import { toCloudEvent } from '../cloud-event/cloud-event.js';
import type { FeedReport, FeedSource } from '../feed.js';
import { reportingTo } from '../reporting-to.js';
import type { KafkaSettings } from './kafka-client.js';
import { partitionOf } from './partition-of.js';
import { PartitionSender } from './partition-sender.js';
import { deadLetterTopicOf } from './topics.js';

export interface DeadLetterRelayOptions {
  service: string;
  /** Database of the service: its dead letters. */
  pool: Pool;
  kafka: KafkaSettings;
  /** Where the events behind the dead letters are read again. */
  sources: FeedSource[];
  report?: FeedReport;
}

interface Letter {
  id: string;
  consumer: string;
  publisher: string;
  lane: string;
  sequence: number;
  eventId: string;
  code: string;
  error: string;
  tries: number;
  failedAt: string;
}

const LOOK_EVERY_MS = 10_000;
const SEND_WITHIN_MS = 10_000;
const PER_TURN = 100;
/** The advisory lock of who sends. */
const TURN = `hashtextextended('feed.dead_letters_sent', 0)`;

/**
 * Copies a service's dead letters to its dead-letter topic, for tools that watch it: CloudEvents in structured mode, each at least once, in the order
 * in which they came to be. The table is what counts; a topic that is away holds nobody up.
 */
export class DeadLetterRelay {
  private readonly sender: PartitionSender;
  private readonly sources: Map<string, FeedSource>;
  private readonly report: FeedReport;
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> | undefined;
  private again = false;
  private readonly ending = new AbortController();

  constructor(private readonly options: DeadLetterRelayOptions) {
    const { service, kafka, sources } = options;
    this.report = reportingTo(options.report);
    this.sources = new Map(sources.map((source) => [source.publisher, source]));
    this.sender = new PartitionSender({
      settings: kafka,
      clientId: `dossier-${service}-dead-letters`,
      topic: deadLetterTopicOf(service),
      isHeld: () => true,
      trouble: () => {}, // a turn that does not come to its end says so
      warn: (message) => this.report({ kind: 'warning', service, message }),
    });
  }

  start(): void {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.timer.unref();
    this.look();
  }

  /** There may be a new one. */
  look(): void {
    this.again = true;
    if (this.ending.signal.aborted) return;
    this.turn ??= this.sendAll()
      .catch((error: unknown) => this.report({ kind: 'trouble', service: this.options.service, error: error as Error }))
      .finally(() => (this.turn = undefined));
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    this.ending.abort();
    await this.turn;
    await this.sender.close();
  }

  private async sendAll(): Promise<void> {
    while (this.again && !this.ending.signal.aborted) {
      this.again = false;
      const away = new Map<string, Error>();
      while (!this.ending.signal.aborted) {
        const letters = await this.unsent([...away.keys()]);
        // Read before anything is locked or a connection taken: a publisher's door may take its time.
        const read = await this.read(letters, away);
        if (read.length > 0 && !(await this.sendInTurn(read))) return;
        if (letters.length < PER_TURN) break;
      }
      const [first] = away.values();
      if (first) throw first;
    }
  }

  /** The oldest that have not been sent, without those of publishers that cannot be read now. */
  private async unsent(without: string[]): Promise<Letter[]> {
    const { rows } = await this.options.pool.query<Letter>(
      `select id, consumer, publisher, lane, sequence::float8 as sequence, event_id as "eventId", code, error, tries,
         to_char(failed_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "failedAt"
       from feed.dead_letters d
       where publisher <> all($2::text[]) and not exists (select 1 from feed.dead_letters_sent s where s.dead_letter = d.id)
       order by failed_at, id limit $1`,
      [PER_TURN, without],
    );
    return rows;
  }

  /** The letters as they go out. What a publisher that is away has published waits, and so do its later ones; others' go on. */
  private async read(letters: Letter[], away: Map<string, Error>): Promise<{ letter: Letter; message: Message }[]> {
    const read: { letter: Letter; message: Message }[] = [];
    for (const letter of letters) {
      if (away.has(letter.publisher)) continue;
      try {
        read.push({ letter, message: await this.messageOf(letter) });
      } catch (error) {
        away.set(letter.publisher, error as Error);
      }
    }
    return read;
  }

  /** Sends as the one process that does; @returns false when another one is at it */
  private async sendInTurn(read: { letter: Letter; message: Message }[]): Promise<boolean> {
    const client = await this.options.pool.connect();
    let broken: Error | undefined;
    try {
      // Of the session: no transaction is open while the brokers are waited for.
      const { rows: turn } = await client.query<{ mine: boolean }>(`select pg_try_advisory_lock(${TURN}) as mine`);
      if (!turn[0]?.mine) return false;
      const { rows: sent } = await client.query<{ id: string }>(
        'select dead_letter as id from feed.dead_letters_sent where dead_letter = any($1::uuid[])',
        [read.map(({ letter }) => letter.id)],
      );
      const before = new Set(sent.map(({ id }) => id)); // by another process, since they were read
      const byPartition = new Map<number, Message[]>();
      for (const { letter, message } of read) {
        if (before.has(letter.id)) continue;
        const partition = partitionOf(letter.lane);
        byPartition.set(partition, [...(byPartition.get(partition) ?? []), message]);
      }
      await this.sender.send(byPartition, AbortSignal.any([this.ending.signal, AbortSignal.timeout(SEND_WITHIN_MS)]));
      await client.query('insert into feed.dead_letters_sent select unnest($1::uuid[]) on conflict do nothing', [
        read.map(({ letter }) => letter.id),
      ]);
      await client.query(`select pg_advisory_unlock(${TURN})`);
      return true;
    } catch (error) {
      broken = error as Error;
      throw error;
    } finally {
      client.release(broken); // after whatever went wrong, the lock goes with the connection
    }
  }

  private async messageOf(letter: Letter): Promise<Message> {
    const [event] = (await this.sources.get(letter.publisher)?.lane(letter.lane, letter.sequence - 1, 1)) ?? [];
    return {
      key: letter.lane,
      // Of a publisher that was restored meanwhile, another event may stand in that place.
      value: event?.id === letter.eventId ? JSON.stringify(toCloudEvent(event)) : null,
      headers: {
        'content-type': 'application/cloudevents+json; charset=UTF-8',
        'dossier-dead-letter': letter.id,
        'dossier-consumer': letter.consumer,
        'dossier-publisher': letter.publisher,
        'dossier-sequence': String(letter.sequence),
        'dossier-code': letter.code,
        'dossier-error': letter.error.slice(0, 1_000),
        'dossier-tries': String(letter.tries),
        'dossier-failed-at': letter.failedAt,
      },
    };
  }
}
