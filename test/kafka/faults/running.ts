import {
  createTopics,
  deadLetterTopicOf,
  relayNameOf,
  topicOf,
  type ConsumerStatus,
  type DeadLetter,
  type KafkaSettings,
  type RelayStatus,
} from '#event-feed';
import { openLog, type Log } from '#event-store';
import type { BrokerCluster, BrokerSecurity } from '#service-kit/kafka';
import { eventually, startProcess, type StartedProcess } from '#testing';
import { Kafka, type KafkaConfig } from 'kafkajs';
import { effects, notes, perLane, type World } from '../../../libs/event-feed/test/contract/feed-world.js';

export interface Told {
  ready?: boolean;
  status?: RelayStatus | ConsumerStatus;
  report?: string;
  error?: string;
  detail?: string;
  retried?: DeadLetter['state'];
}
export type Part = StartedProcess<Told>;

/** Milliseconds of a relay's lease in these tests: short, so that its end is soon waited for. */
export const LEASE_MS = 3_000;
const SOON = { within: 120_000, every: 100 };

/** Who may do what at the brokers; each has its name as password. */
export const SECURITY: BrokerSecurity = {
  users: ['admin', 'relay', 'reader', 'stranger'].map((name) => ({ name, password: name })),
  superUsers: ['admin'],
  acls: [
    { user: 'relay', resource: 'topic', name: topicOf('intake'), operations: ['write', 'describe'] },
    { user: 'relay', resource: 'transactional-id', name: relayNameOf('intake'), operations: ['write', 'describe'] },
    { user: 'reader', resource: 'topic', name: topicOf('intake'), operations: ['read', 'describe'] },
    { user: 'reader', resource: 'topic', name: deadLetterTopicOf('reader'), operations: ['write', 'describe'] },
    { user: 'reader', resource: 'group', name: '*', operations: ['read'] },
    { user: 'stranger', resource: 'topic', name: topicOf('intake'), operations: ['describe'] },
  ],
};

/** A publisher, its relays and the instances of consumers, each a process, on brokers that can be killed. */
export class Running {
  readonly lanes = Array.from({ length: 50 }, (_, lane) => `inquiry-${String(lane + 1).padStart(2, '0')}`);
  /** Notes in each lane so far. */
  written = 0;
  private readonly parts = new Set<Part>();
  private writing = Promise.resolve();

  constructor(
    readonly intake: World,
    readonly reader: World,
    readonly cluster: BrokerCluster,
  ) {}

  as(username: string): KafkaSettings {
    return {
      brokers: this.cluster.brokers,
      sasl: { mechanism: 'scram-sha-512', username, password: username },
    };
  }

  async createTopics(): Promise<void> {
    await createTopics(this.as('admin'), ['intake', 'reader']);
  }

  async relay(): Promise<Part> {
    return this.start('./relay-process.ts', [
      this.intake.store.serviceUrl,
      JSON.stringify(this.as('relay')),
      String(LEASE_MS),
    ]);
  }

  async view(consumer: string, readerUrl = this.reader.store.serviceUrl): Promise<Part> {
    return this.start('./view-process.ts', [
      this.intake.store.serviceUrl,
      readerUrl,
      JSON.stringify(this.as('reader')),
      consumer,
    ]);
  }

  private async start(file: string, args: string[]): Promise<Part> {
    const part = startProcess<Told>(new URL(file, import.meta.url), args);
    this.parts.add(part);
    await part.told(({ ready }) => ready === true, SOON);
    return part;
  }

  /** kill -9 */
  async kill(part: Part): Promise<void> {
    this.parts.delete(part);
    await part.killHard();
  }

  /** Waits for the end of one that ends itself. */
  async gone(part: Part): Promise<void> {
    await part.ended;
    this.parts.delete(part);
  }

  async close(part: Part): Promise<void> {
    part.send({ do: 'close' });
    await this.gone(part);
  }

  async statusOf<Status extends RelayStatus | ConsumerStatus>(part: Part): Promise<Status> {
    const before = part.messages.length;
    part.send({ do: 'status' });
    const { status } = await part.told(
      (message) => message.status !== undefined && part.messages.indexOf(message) >= before,
      SOON,
    );
    return status as Status;
  }

  /** Which of the relays is the active one. */
  async active(...relays: Part[]): Promise<Part> {
    return eventually(async () => {
      for (const relay of relays) if ((await this.statusOf<RelayStatus>(relay)).state === 'active') return relay;
      return false;
    }, SOON);
  }

  /** Writes so many more notes into every lane, each round one append of an officer; one writer after another, so that numbers follow sequences. */
  async write(rounds: number): Promise<void> {
    const from = this.written + 1;
    this.written += rounds;
    const to = this.written;
    this.writing = this.writing.then(async () => void (await notes(this.intake.log, this.lanes, from, to)));
    await this.writing;
  }

  /** Writes on until something has happened that needs events to happen. */
  async writeUntil(happened: Promise<void>): Promise<void> {
    const over = happened.then(() => true);
    while (!(await Promise.race([over, this.write(1).then(() => false)])));
  }

  async effectsOf(consumer: string): Promise<number> {
    const { rows } = await this.reader.pool.query<{ n: number }>(
      'select count(*)::int as n from views.effects where consumer = $1',
      [consumer],
    );
    return rows[0]!.n;
  }

  /** Waits as long as effects come: how many a loaded machine has in a minute is not what is asked. */
  async hasEffects(consumer: string, atLeast: number): Promise<void> {
    try {
      for (let had = -1; had < atLeast;)
        had = await eventually(async () => {
          const has = await this.effectsOf(consumer);
          return has > had && has;
        }, SOON);
    } catch (cause) {
      const { rows } = await this.reader.pool.query(
        'select d.lane, d.sequence, d.code, d.error from feed.parked_lanes p join feed.dead_letters d on d.id = p.dead_letter where d.consumer = $1',
        [consumer],
      );
      const has = await this.effectsOf(consumer);
      const parts = await Promise.all([...this.parts].map(async (part) => this.statusOf(part)));
      throw new Error(
        `${consumer} has ${has} of ${atLeast} effects; parked: ${JSON.stringify(rows)}; parts: ${JSON.stringify(parts)}`,
        { cause },
      );
    }
  }

  /** Per lane the notes in the order of their effects: complete, each once, in order, it equals `expected`. */
  async perLaneOf(consumer: string): Promise<Record<string, number[]>> {
    await this.hasEffects(consumer, this.written * this.lanes.length);
    return perLane(await effects(this.reader, consumer));
  }

  expected(upTo = this.written): Record<string, number[]> {
    const all = Array.from({ length: upTo }, (_, n) => n + 1);
    return Object.fromEntries(this.lanes.map((lane) => [lane, all]));
  }

  /** Everything that has been published is acknowledged by the brokers. */
  async relayed(): Promise<void> {
    await eventually(async () => {
      const { rows } = await this.intake.pool.query<{ done: boolean }>(
        'select r.ordinal = n.ordinal and n.position = $1 as done from feed.relay r, feed.numbering n',
        [await this.intake.log.head()],
      );
      return rows[0]!.done;
    }, SOON);
  }

  /** The publisher's log, as it stands after it was put back. */
  async restoredLog(): Promise<Log> {
    return openLog(this.intake.store.serviceUrl);
  }

  kafka(username = 'admin'): Kafka {
    const retry = { retries: 30, maxRetryTime: 1_000 };
    const { brokers, sasl } = this.as(username);
    return new Kafka({ brokers, sasl: sasl as KafkaConfig['sasl'], logLevel: 0, retry });
  }

  async leaderOf(partition: number): Promise<number> {
    return this.withAdmin(async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topicOf('intake')] });
      return topics[0]!.partitions.find(({ partitionId }) => partitionId === partition)!.leader;
    });
  }

  /** What stands in the topic, per lane the sequences in the order of the log. */
  async topicContent(): Promise<Map<string, number[]>> {
    const ends = await this.withAdmin(async (admin) => admin.fetchTopicOffsets(topicOf('intake')));
    const wanted = new Map(ends.map(({ partition, high, low }) => [partition, [Number(low), Number(high)] as const]));
    const content = new Map<string, number[]>();
    const consumer = this.kafka().consumer({ groupId: `content-${crypto.randomUUID()}`, maxWaitTimeInMs: 100 });
    await consumer.connect();
    try {
      await consumer.subscribe({ topics: [topicOf('intake')], fromBeginning: true });
      const open = new Set([...wanted].filter(([, [low, high]]) => high > low).map(([partition]) => partition));
      await new Promise<void>((done, failed) => {
        if (open.size === 0) return done();
        consumer
          .run({
            autoCommit: false,
            eachMessage: async ({ partition, message }) => {
              const lane = String(message.key);
              const sequences = content.get(lane) ?? [];
              sequences.push(Number(message.headers?.['ce_sequence']?.toString() ?? Number.NaN));
              content.set(lane, sequences);
              if (Number(message.offset) + 1 >= wanted.get(partition)![1]) open.delete(partition);
              if (open.size === 0) done();
            },
          })
          .catch(failed);
      });
    } finally {
      await consumer.disconnect();
    }
    return content;
  }

  async remakeTopic(): Promise<void> {
    await this.withAdmin(async (admin) => {
      await admin.deleteTopics({ topics: [topicOf('intake')] });
      await eventually(async () => !(await admin.listTopics()).includes(topicOf('intake')), SOON);
    });
    await eventually(async () => {
      await this.createTopics();
      return true;
    }, SOON);
  }

  /** The broker has dropped everything that it had. */
  async dropSegments(): Promise<void> {
    await this.withAdmin(async (admin) => {
      const ends = await admin.fetchTopicOffsets(topicOf('intake'));
      await admin.deleteTopicRecords({
        topic: topicOf('intake'),
        partitions: ends.map(({ partition, high }) => ({ partition, offset: high })),
      });
    });
  }

  async deadLetterRecords(): Promise<number> {
    return this.withAdmin(async (admin) => {
      const ends = await admin.fetchTopicOffsets(deadLetterTopicOf('reader'));
      return ends.reduce((sum, { high }) => sum + Number(high), 0);
    });
  }

  async withAdmin<T>(work: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
    const admin = this.kafka().admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.parts].map((part) => part.killHard()));
    await Promise.all([this.intake.dispose(), this.reader.dispose()]);
    await this.cluster.stop();
  }
}
