import type { Message, Producer } from 'kafkajs';
import { backoff, pause } from '../pause.js';
import { fenced } from './fenced.js';
import { openKafka, type KafkaSettings } from './kafka-client.js';
import { Partitioners } from './kafkajs.js';
import { LeaseLost } from './relay-lease.js';

/** Bytes of one send, roughly: far below what a topic takes in one batch. */
const SEND_BYTES = 512 * 1024;
const LONGEST_WAIT_MS = 2_000;
/** The brokers forget a name that was not given for seven days (transactional.id.expiration.ms), and with it whom it shuts out. */
const NAMED_ANEW_MS = 24 * 3_600_000;

export interface SenderOptions {
  settings: KafkaSettings;
  clientId: string;
  topic: string;
  /**
   * The name by which the brokers know who may send: from the first record of a producer that was opened later under the same name, a partition
   * refuses the earlier ones, wherever they are. Absent: nobody is shut out.
   */
  fence?: string;
  /** While it says no, nothing is written to a broker. */
  isHeld: () => boolean;
  /** Told when a send fails, and (undefined) when one has succeeded again. */
  trouble: (error: Error | undefined) => void;
  warn: (message: string) => void;
}

/** The signal aborted before all was acknowledged; some of it may have been sent. */
class SendEnded extends Error {
  override readonly name = 'SendEnded';
  constructor(topic: string) {
    super(`sending to ${topic} was ended before all was acknowledged`);
  }
}

/**
 * Sends records to one topic so that none is lost without an error, whatever becomes of brokers and connections. kafkajs 2.2.4 loses in two ways;
 * both are out of reach here, because this is the only place that sends:
 *
 * - a send over several partitions, when a leader fails, leaves out those that the next leader inherits: each send here has one partition;
 * - after a send was rejected, the next batch gets its sequence number and is dropped by the broker as a repetition: here the same batch is sent
 *   again until it is acknowledged, before anything else goes to that partition; where the producer itself is beyond use, or the sending is given up
 *   with the outcome unknown, by a new one.
 *
 * And it sends nothing, without an error, to a partition that nobody leads: only an answer that names the partition counts.
 */
export class PartitionSender {
  private producer: Producer | undefined;
  private opening: Promise<Producer> | undefined;
  private openedAt = 0;
  /** The last send of each partition that is under way: the next one waits for its end. */
  private readonly turns = new Map<number, Promise<unknown>>();

  constructor(private readonly options: SenderOptions) {}

  /** Resolves when all of it is acknowledged by all in-sync copies. Messages of one partition stay in order. @throws LeaseLost, SendEnded */
  async send(byPartition: ReadonlyMap<number, Message[]>, signal: AbortSignal): Promise<void> {
    if (this.options.fence && this.turns.size === 0 && performance.now() - this.openedAt > NAMED_ANEW_MS)
      await this.close();
    const results = await Promise.allSettled(
      [...byPartition].map(([partition, messages]) =>
        this.inTurn(partition, async () => {
          for (const batch of batches(messages)) await this.sendUntilAcknowledged(partition, batch, signal);
        }),
      ),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async close(): Promise<void> {
    await this.opening?.catch(() => undefined); // why it could not be opened has been told
    const { producer } = this;
    this.producer = undefined;
    await producer?.disconnect();
  }

  private inTurn(partition: number, send: () => Promise<void>): Promise<void> {
    const turn = (this.turns.get(partition) ?? Promise.resolve()).then(send);
    const ended = turn
      .catch(() => undefined) // told to who sent it
      .finally(() => this.turns.get(partition) === ended && this.turns.delete(partition));
    this.turns.set(partition, ended);
    return turn;
  }

  private async sendUntilAcknowledged(partition: number, batch: Message[], signal: AbortSignal): Promise<void> {
    const { topic, isHeld, trouble } = this.options;
    const messages = batch.map((message) => ({ ...message, partition }));
    let inDoubt: Producer | undefined;
    for (let attempt = 1; ; attempt++) {
      if (!isHeld() || signal.aborted) {
        // What was sent may have arrived. Of this producer the next batch would bear its number, and pass for its repetition.
        if (inDoubt) await this.discard(inDoubt);
        throw isHeld() ? new SendEnded(topic) : new LeaseLost();
      }
      let producer: Producer | undefined;
      try {
        producer = await this.open();
        const answers = await producer.send({ topic, acks: -1, messages });
        if (!answers.some((answer) => answer.partition === partition))
          throw new Error(`nobody leads partition ${partition} of ${topic}`);
        trouble(undefined);
        return;
      } catch (thrown) {
        const error = thrown as Error;
        inDoubt = producer;
        if (isHeld()) trouble(error);
        if (producer && isBeyondUse(error)) await this.discard(producer);
        if (isHeld()) await pause(backoff(attempt, 50, LONGEST_WAIT_MS), signal);
      }
    }
  }

  private async open(): Promise<Producer> {
    if (this.producer) return this.producer;
    this.opening ??= (async () => {
      const { settings, clientId, fence, isHeld, warn } = this.options;
      const kafka = openKafka(settings, clientId, { mayWrite: isHeld, warn, patience: 'short' });
      const producer = (fence === undefined ? kafka : fenced(kafka, fence)).producer({
        idempotent: true,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        createPartitioner: Partitioners.DefaultPartitioner, // never asked, since each record names its partition; unnamed, it is warned of
      });
      try {
        await producer.connect();
      } catch (error) {
        await producer.disconnect();
        throw error;
      }
      this.openedAt = performance.now();
      return (this.producer = producer);
    })().finally(() => (this.opening = undefined));
    return this.opening;
  }

  private async discard(producer: Producer): Promise<void> {
    if (this.producer === producer) this.producer = undefined;
    await producer
      .disconnect()
      .catch((error: unknown) => this.options.warn(`a producer could not be closed: ${String(error)}`));
  }
}

/** The broker does not know this producer's numbers any more: it will refuse whatever it sends. */
function isBeyondUse(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 5) return false;
  const { type } = error as { type?: unknown };
  return (
    (typeof type === 'string' &&
      /^(OUT_OF_ORDER_SEQUENCE_NUMBER|UNKNOWN_PRODUCER_ID|INVALID_PRODUCER_EPOCH|INVALID_PRODUCER_ID_MAPPING|PRODUCER_FENCED)$/.test(
        type,
      )) ||
    isBeyondUse(error.cause, depth + 1)
  );
}

/** Cuts what goes to a partition into batches of a size that every topic takes. */
function* batches(messages: Message[]): Generator<Message[]> {
  let batch: Message[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(message.value ?? '') + 1_024;
    if (batch.length > 0 && bytes + size > SEND_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(message);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
