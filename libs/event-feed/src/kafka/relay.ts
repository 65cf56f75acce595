import type { Pool } from 'pg';
import type { Message } from 'kafkajs';
import type { Uuid } from '#contracts';
import type { FeedEvent, FeedReport, Publisher } from '../feed.js';
import { backoff, pause } from '../pause.js';
import { reportingTo } from '../reporting-to.js';
import { toMessage } from './kafka-event.js';
import type { KafkaSettings } from './kafka-client.js';
import { partitionOf } from './partition-of.js';
import { PartitionSender } from './partition-sender.js';
import { LeaseLost, RelayLease } from './relay-lease.js';
import { checkTopics, topicOf, TopicRefused } from './topics.js';

export interface RelayOptions {
  service: string;
  /** Database of the service, where the schema `feed` lives. */
  pool: Pool;
  kafka: KafkaSettings;
  /** Epoch of the service's log: it travels with each event. */
  epoch: Uuid;
  /** Opens what numbers the service's log; it runs while this relay is the active one. */
  publisher: () => Publisher;
  report?: FeedReport;
  /** Milliseconds after which a relay that gives no sign of life is replaced. Default 10,000. */
  leaseMs?: number;
  /** Events per page: read, sent and acknowledged together. Default 1,000. */
  pageSize?: number;
}

export interface RelayStatus {
  service: string;
  /** `waiting`: another relay of this log is the active one. */
  state: 'waiting' | 'active';
  /** Events acknowledged by the brokers since this process started. */
  sent: number;
  /** Acknowledged up to this place in the order of publication. */
  ordinal: number;
  /** Why nothing is being sent at the moment. */
  error?: string;
}

/**
 * Sends a service's numbered events to its topic: each at least once, never one after a later one of its lane for the first time. Any number may
 * run for a log; one is active.
 */
export class Relay {
  private readonly ending = new AbortController();
  private readonly report: FeedReport;
  private running: Promise<void> | undefined;
  private state: RelayStatus['state'] = 'waiting';
  private sent = 0;
  private ordinal = 0;
  private error: string | undefined;

  constructor(private readonly options: RelayOptions) {
    this.report = reportingTo(options.report);
  }

  /** @throws TopicRefused. Brokers that cannot be reached, and a topic that is not there yet, are waited for. */
  async start(): Promise<void> {
    if (this.running) return;
    await this.look();
    this.running = this.runForEver();
  }

  status(): RelayStatus {
    const { state, sent, ordinal, error } = this;
    return { service: this.options.service, state, sent, ordinal, ...(error === undefined ? {} : { error }) };
  }

  /** Ends with what is on its way, and lets the next relay begin. */
  async close(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  /** Looks at the topic. @throws TopicRefused */
  private async look(): Promise<void> {
    try {
      await checkTopics(this.options.kafka, [this.options.service]);
      this.trouble(undefined);
    } catch (error) {
      if (error instanceof TopicRefused) throw error;
      this.trouble(error as Error);
    }
  }

  private trouble(error: Error | undefined): void {
    const { service } = this.options;
    const news = error !== undefined && error.message !== this.error;
    this.error = error?.message;
    if (news) this.report({ kind: 'trouble', service, error });
  }

  private async runForEver(): Promise<void> {
    const { signal } = this.ending;
    const { pool, leaseMs = 10_000 } = this.options;
    for (let attempt = 1; !signal.aborted; attempt++) {
      const lease = await RelayLease.acquire(pool, leaseMs, signal, (error) => this.trouble(error));
      if (!lease) return;
      try {
        this.state = 'active';
        await this.lead(lease, () => (attempt = 1));
      } catch (error) {
        if (!signal.aborted) this.trouble(error as Error);
      } finally {
        this.state = 'waiting';
        await lease.release().catch((error: unknown) => this.trouble(error as Error));
      }
      if (!signal.aborted) await pause(backoff(attempt, 100, 5_000), signal);
    }
  }

  /** Sends page after page for as long as the lease is held. */
  private async lead(lease: RelayLease, succeeded: () => void): Promise<void> {
    const { service, kafka, epoch, pageSize = 1_000 } = this.options;
    const { signal } = this.ending;
    const publisher = this.options.publisher();
    const sender = new PartitionSender({
      settings: kafka,
      clientId: `dossier-${service}-relay`,
      topic: topicOf(service),
      isHeld: () => lease.isHeld(),
      trouble: (error) => this.trouble(error),
      warn: (message) => this.report({ kind: 'warning', service, message }),
    });
    const checkpoint = new Checkpoint(lease);
    this.ordinal = lease.ordinal;
    try {
      await publisher.start();
      let ahead: Promise<FeedEvent[]> | undefined;
      while (!signal.aborted) {
        const events = await (ahead ?? publisher.source.after(this.ordinal, pageSize));
        ahead = undefined;
        const last = events.at(-1);
        if (!last) {
          await publisher.source.moved({ position: Number.MAX_SAFE_INTEGER, ordinal: this.ordinal }, signal);
          continue;
        }
        if (events.length === pageSize) {
          ahead = publisher.source.after(last.ordinal, pageSize);
          ahead.catch(() => {}); // reported when it is awaited
        }
        await sender.send(byPartition(events, epoch), signal);
        this.sent += events.length;
        this.ordinal = last.ordinal;
        checkpoint.moveTo(last.ordinal);
        checkpoint.assertHeld();
        succeeded();
      }
    } finally {
      await checkpoint.saved();
      await sender.close();
      await publisher.close();
    }
  }
}

/** Saves how far the relay has come, behind what is acknowledged and without holding it up: the last place wins. */
class Checkpoint {
  private wanted = 0;
  private saving: Promise<void> | undefined;
  private failure: Error | undefined;

  constructor(private readonly lease: RelayLease) {}

  moveTo(ordinal: number): void {
    this.wanted = ordinal;
    this.saving ??= this.save().finally(() => (this.saving = undefined));
  }

  /** @throws what the last save ended with */
  assertHeld(): void {
    if (this.failure) throw this.failure;
  }

  async saved(): Promise<void> {
    await this.saving;
  }

  private async save(): Promise<void> {
    for (let saved = -1; saved !== this.wanted && !this.failure;) {
      saved = this.wanted;
      try {
        await this.lease.moveTo(saved);
      } catch (error) {
        // A place that is not saved is only sent again; a lease that is lost ends the turn.
        if (error instanceof LeaseLost || !this.lease.isHeld()) this.failure = error as Error;
      }
    }
  }
}

function byPartition(events: FeedEvent[], epoch: Uuid): Map<number, Message[]> {
  const partitions = new Map<number, Message[]>();
  for (const event of events) {
    const partition = partitionOf(event.lane);
    const messages = partitions.get(partition);
    if (messages) messages.push(toMessage(event, epoch));
    else partitions.set(partition, [toMessage(event, epoch)]);
  }
  return partitions;
}
