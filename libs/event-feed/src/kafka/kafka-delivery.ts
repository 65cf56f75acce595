import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { Delivery, DeliverySink, FeedEvent, FeedReport, FeedSource } from '../feed.js';
import { backoff, pause } from '../pause.js';
import { UnknownLog } from '../refusals.js';
import { reportingTo } from '../reporting-to.js';
import { RefusedRecords, type RefusedRecord } from './refused-records.js';
import { fromMessage } from './kafka-event.js';
import { openKafka, type KafkaSettings } from './kafka-client.js';
import { partitionOf } from './partition-of.js';
import { checkTopics, topicOf, TopicRefused } from './topics.js';
import { topicIds } from './topic-ids.js';

export interface KafkaDeliveryOptions {
  kafka: KafkaSettings;
  /** Service whose dead-letter topic takes what cannot be read. */
  service: string;
  /** Consumer group: the name of the consumer. */
  group: string;
  report?: FeedReport;
}

/** Events offered at once. */
const CHUNK = 200;
const BEAT_MS = 1_000;
const COMMIT_MS = 1_000;
/** Milliseconds without a sign from the brokers after which it is said that none comes. */
const SILENCE_MS = 10_000;
const LONGEST_WAIT_MS = 5_000;
/** Milliseconds between two looks at whether a topic is still the same. */
const SAME_TOPIC_MS = 15_000;
/** Milliseconds between two comparisons that a record of an unknown log asks for. */
const UNKNOWN_AGAIN_MS = 5_000;

/** The events of Kafka's topics, for one instance of a consumer. Instances share the partitions, and so the lanes. */
export function kafkaDelivery(options: KafkaDeliveryOptions): Delivery {
  return new KafkaDelivery(options);
}

/**
 * Offsets are advice: they are committed once events are offered, and it is the lanes' checkpoints that say what has been handled. Whenever this
 * instance gets partitions (at the start, after a change in the group, after a topic was made anew), the heads of their lanes are compared with the
 * publishers', and what is missing is read there.
 */
class KafkaDelivery implements Delivery {
  readonly shared = true;
  private readonly ending = new AbortController();
  private readonly report: FeedReport;
  private readonly refused: RefusedRecords;
  private readonly sources = new Map<string, FeedSource>();
  /** Next offsets, by topic and partition, not yet committed. */
  private readonly offsets = new Map<string, { topic: string; partition: number; offset: string }>();
  private readonly reconciling = new Map<string, Promise<void>>();
  /** By topic. */
  private readonly ids = new Map<string, string>();
  private readonly unknownSince = new Map<string, number>();
  private sink: DeliverySink | undefined;
  private running: Promise<void> | undefined;
  private lastSign = 0;

  constructor(private readonly options: KafkaDeliveryOptions) {
    this.report = reportingTo(options.report);
    this.refused = new RefusedRecords(options.kafka, options.service, options.group, this.report);
  }

  async start(sources: FeedSource[], sink: DeliverySink): Promise<void> {
    this.sink = sink;
    for (const source of sources) this.sources.set(topicOf(source.publisher), source);
    // Until the group has given us partitions, none of the lanes is ours.
    for (const source of sources) sink.assign(source.publisher, () => false);
    try {
      await this.look();
    } catch (error) {
      if (error instanceof TopicRefused) throw error;
      this.trouble(error as Error);
    }
    this.running = this.consumeForEver();
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.running;
    await Promise.all(this.reconciling.values());
    await this.refused.close();
  }

  private async look(): Promise<void> {
    await checkTopics(
      this.options.kafka,
      [...this.sources.values()].map(({ publisher }) => publisher),
    );
  }

  private trouble(error: Error | undefined): void {
    for (const { publisher } of this.sources.values()) this.sink?.trouble(publisher, error);
  }

  /** Joins the group, and again whenever the client has given up. */
  private async consumeForEver(): Promise<void> {
    const { signal } = this.ending;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await this.look();
        await this.consume(() => (attempt = 1));
      } catch (error) {
        if (!signal.aborted) this.trouble(error as Error);
      }
      await pause(backoff(attempt, 200, LONGEST_WAIT_MS), signal);
    }
  }

  private async consume(alive: () => void): Promise<void> {
    const { kafka, group } = this.options;
    const { signal } = this.ending;
    const client = openKafka(kafka, group, {
      warn: (message) => this.report({ kind: 'warning', consumer: group, service: this.options.service, message }),
    });
    const consumer = client.consumer({
      groupId: group,
      sessionTimeout: 10_000,
      heartbeatInterval: BEAT_MS,
      rebalanceTimeout: 15_000,
      maxWaitTimeInMs: 300,
      allowAutoTopicCreation: false,
      retry: { restartOnFailure: async () => true },
    });
    const over = new AbortController();
    const sign = (): void => {
      this.lastSign = performance.now();
      alive();
      this.trouble(undefined);
    };
    this.lastSign = performance.now();
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.assigned(payload.memberAssignment);
      sign();
    });
    consumer.on(consumer.events.FETCH, sign);
    consumer.on(consumer.events.HEARTBEAT, sign);
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      this.trouble(payload.error);
      if (!payload.restart) over.abort();
    });
    const listening = setInterval(() => {
      if (performance.now() - this.lastSign > SILENCE_MS)
        this.trouble(
          new Error(`no sign from the brokers at ${kafka.brokers.join(', ')} for more than ${SILENCE_MS / 1_000} s`),
        );
    }, BEAT_MS);
    const committing = setInterval(() => void this.commit(consumer), COMMIT_MS);
    void this.compareTopics();
    const comparing = setInterval(() => void this.compareTopics(), SAME_TOPIC_MS);
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...this.sources.keys()], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: async (batch) => this.take(batch),
      });
      const end = AbortSignal.any([signal, over.signal]);
      if (!end.aborted)
        await new Promise<void>((resolve) => end.addEventListener('abort', () => resolve(), { once: true }));
    } finally {
      clearInterval(listening);
      clearInterval(committing);
      clearInterval(comparing);
      await this.commit(consumer); // before it leaves the group: afterwards nobody listens
      await consumer.stop();
      for (const { publisher } of this.sources.values()) this.sink?.assign(publisher, () => false);
      await consumer.disconnect();
    }
  }

  /** A topic of the same name with another id is another one: what was in the first may be gone unread. */
  private async compareTopics(): Promise<void> {
    let ids;
    try {
      ids = await topicIds(this.options.kafka, [...this.sources.keys()]);
    } catch {
      return; // That the brokers are away is told where they are listened to; asked again.
    }
    for (const [topic, id] of ids) {
      const before = this.ids.get(topic);
      this.ids.set(topic, id);
      const publisher = this.sources.get(topic)?.publisher;
      if (before !== undefined && before !== id && publisher !== undefined) this.reconcile(publisher);
    }
  }

  /** The group has given this instance its partitions. */
  private assigned(assignment: Record<string, number[]>): void {
    this.offsets.clear(); // of partitions that may be another's by now
    for (const [topic, source] of this.sources) {
      const partitions = new Set(assignment[topic] ?? []);
      this.sink?.assign(source.publisher, (lane) => partitions.has(partitionOf(lane)));
      if (partitions.size > 0) this.reconcile(source.publisher);
    }
  }

  /** Compares the heads, until the publisher answers. One comparison of a publisher at a time; one that is asked for meanwhile follows. */
  private reconcile(publisher: string): void {
    const { signal } = this.ending;
    const before = this.reconciling.get(publisher) ?? Promise.resolve();
    const next = before.then(async () => {
      for (let attempt = 1; !signal.aborted; attempt++) {
        try {
          await this.sink?.reconcile(publisher);
          return;
        } catch (error) {
          if (signal.aborted) return;
          if (error instanceof UnknownLog) return this.sink?.trouble(publisher, error);
          // The publisher's own door is away, which has been told: what comes over Kafka is handled all the same.
          await pause(backoff(attempt, 200, LONGEST_WAIT_MS), signal);
        }
      }
    });
    this.reconciling.set(publisher, next);
  }

  private async take(payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, heartbeat, isRunning, isStale } = payload;
    const source = this.sources.get(batch.topic);
    if (!source || !this.sink) return;
    for (let from = 0; from < batch.messages.length; from += CHUNK) {
      if (!isRunning() || isStale() || this.ending.signal.aborted) return;
      const part = batch.messages.slice(from, from + CHUNK);
      const events: FeedEvent[] = [];
      for (const message of part) {
        const event = await this.readable(source.publisher, batch, message, heartbeat);
        if (event) events.push(event);
        else await heartbeat();
      }
      await alongside(this.sink.offer(source.publisher, events), heartbeat);
      await heartbeat(); // many short waits make a long one, too
      const last = part.at(-1);
      if (!last) return;
      resolveOffset(last.offset);
      const { topic, partition } = batch;
      this.offsets.set(`${topic}/${partition}`, { topic, partition, offset: String(BigInt(last.offset) + 1n) });
    }
  }

  /** The event of a record; undefined when it is none, or not of the log that is followed: such a record is put aside and told. */
  private async readable(
    publisher: string,
    batch: EachBatchPayload['batch'],
    message: KafkaMessage,
    heartbeat: () => Promise<void>,
  ): Promise<FeedEvent | undefined> {
    const refuse = async (why: RefusedRecord['why'], error: string): Promise<undefined> => {
      const record = { topic: batch.topic, partition: batch.partition, message, why, error };
      await alongside(this.refused.put(record), heartbeat);
    };
    let carried;
    try {
      carried = fromMessage(message);
    } catch (error) {
      return refuse('unreadable', error instanceof Error ? error.message : String(error));
    }
    const { event, epoch } = carried;
    if (event.publisher !== publisher)
      return refuse('unreadable', `it says that ${event.publisher} published it, in the topic of ${publisher}`);
    if (partitionOf(event.lane) !== batch.partition)
      return refuse('unreadable', 'it is not in the partition of its lane');
    for (let attempt = 1; !this.ending.signal.aborted; attempt++) {
      const known = await this.sink?.recognise(publisher, event.log, epoch).catch(() => 'not-yet' as const);
      if (known === 'known') return event;
      if (known === 'stopped') return undefined;
      if (known === 'other') {
        // Either the publisher's log is another one by now, which the comparison finds, or somebody else wrote this.
        if (performance.now() - (this.unknownSince.get(publisher) ?? -Infinity) > UNKNOWN_AGAIN_MS) {
          this.unknownSince.set(publisher, performance.now());
          this.reconcile(publisher);
        }
        return refuse(
          'unknown-log',
          `it is of log ${event.log}, epoch ${epoch}, which is not the one that is followed`,
        );
      }
      await alongside(pause(backoff(attempt, 50, 1_000), this.ending.signal), heartbeat);
    }
    return undefined;
  }

  private async commit(consumer: Consumer): Promise<void> {
    const offsets = [...this.offsets.values()];
    if (offsets.length === 0) return;
    this.offsets.clear();
    try {
      await consumer.commitOffsets(offsets);
    } catch {
      // Advice only: what is offered again is dropped by the lanes, and a group that changes hands out its partitions anew. Tried again with the next.
      for (const offset of offsets) {
        const place = `${offset.topic}/${offset.partition}`;
        if (!this.offsets.has(place)) this.offsets.set(place, offset);
      }
    }
  }
}

/** Waits for something that may take long, and tells the group meanwhile that this instance lives. */
async function alongside<T>(work: Promise<T>, heartbeat: () => Promise<void>): Promise<T> {
  for (;;) {
    let timer: NodeJS.Timeout | undefined;
    const beat = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), BEAT_MS)));
    try {
      const done = await Promise.race([work.then((value) => ({ value })), beat]);
      if (done) return done.value;
    } finally {
      clearTimeout(timer);
    }
    await heartbeat();
  }
}
