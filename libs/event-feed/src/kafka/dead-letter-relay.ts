import type { Message } from 'kafkajs';
import type { Pool, PoolClient } from 'pg';
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
  code: string;
  error: string;
  tries: number;
  failedAt: string;
}

const LOOK_EVERY_MS = 10_000;
const SEND_WITHIN_MS = 10_000;
const PER_TURN = 100;

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
      const client = await this.options.pool.connect();
      try {
        await client.query('begin');
        await this.sendSome(client);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback').catch(() => undefined); // the connection is gone, and with it the transaction: the first error says why
        throw error;
      } finally {
        client.release();
      }
    }
  }

  private async sendSome(client: PoolClient): Promise<void> {
    // One process at a time; another one leaves it to this.
    const { rows: turn } = await client.query<{ mine: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('feed.dead_letters_sent', 0)) as mine`,
    );
    if (!turn[0]?.mine) return;
    const { rows: letters } = await client.query<Letter>(
      `select id, consumer, publisher, lane, sequence::float8 as sequence, code, error, tries,
         to_char(failed_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "failedAt"
       from feed.dead_letters d where not exists (select 1 from feed.dead_letters_sent s where s.dead_letter = d.id)
       order by failed_at, id limit $1`,
      [PER_TURN],
    );
    if (letters.length === 0) return;
    const byPartition = new Map<number, Message[]>();
    for (const letter of letters) {
      const partition = partitionOf(letter.lane);
      byPartition.set(partition, [...(byPartition.get(partition) ?? []), await this.messageOf(letter)]);
    }
    await this.sender.send(byPartition, AbortSignal.any([this.ending.signal, AbortSignal.timeout(SEND_WITHIN_MS)]));
    await client.query('insert into feed.dead_letters_sent select unnest($1::uuid[])', [letters.map(({ id }) => id)]);
    this.again ||= letters.length === PER_TURN;
  }

  private async messageOf(letter: Letter): Promise<Message> {
    const [event] = (await this.sources.get(letter.publisher)?.lane(letter.lane, letter.sequence - 1, 1)) ?? [];
    return {
      key: letter.lane,
      value: event ? JSON.stringify(toCloudEvent(event)) : null,
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
