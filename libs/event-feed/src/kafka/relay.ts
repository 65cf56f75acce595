import type { Pool } from 'pg';
import type { Message } from 'kafkajs';
import type { Uuid } from '#contracts';
import type { FeedReport, Publisher } from '../feed.js';
import { backoff, pause } from '../pause.js';
import { reportingTo } from '../reporting-to.js';
import { toMessage } from './kafka-event.js';
import type { KafkaSettings } from './kafka-client.js';
import { partitionOf } from './partition-of.js';
import { PartitionSender } from './partition-sender.js';
import { LeaseLost, RelayLease } from './relay-lease.js';
import { checkTopics, relayNameOf, topicOf, TopicRefused } from './topics.js';

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
  /** Events per page read. Default 1,000. */
  pageSize?: number;
}

export interface RelayStatus {
  service: string;
  /** `active`: it holds the lease and sends. `waiting`: it does not, because another relay of this log does, or because its database is away (`error`). */
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
  private lease: RelayLease | undefined;
  private readonly warned = new Set<string>();
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
    const { sent, ordinal, error } = this;
    // Of this moment: who was halted, or lost its database, for longer than the lease is not the active one any more.
    const state = this.lease?.isHeld() ? 'active' : 'waiting';
    return { service: this.options.service, state, sent, ordinal, ...(error === undefined ? {} : { error }) };
  }

  /** Ends with what is on its way, and lets the next relay begin. */
  async close(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  /** Looks at the topic. @throws TopicRefused */
  private async look(): Promise<void> {
    const { service } = this.options;
    try {
      await checkTopics(this.options.kafka, [service], (message) => this.warnOnce(message));
      this.trouble(undefined);
    } catch (error) {
      if (error instanceof TopicRefused) throw error;
      this.trouble(error as Error);
    }
  }

  private warnOnce(message: string): void {
    if (this.warned.has(message)) return;
    this.warned.add(message);
    this.report({ kind: 'warning', service: this.options.service, message });
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
        this.lease = lease;
        await this.look();
        await this.lead(lease, () => (attempt = 1));
      } catch (error) {
        if (!signal.aborted) this.trouble(error as Error);
      } finally {
        this.lease = undefined;
        await lease.release().catch((error: unknown) => this.trouble(error as Error));
        if (lease.over.aborted) this.error = undefined; // told; to wait for one's turn is no trouble
      }
      if (!signal.aborted) await pause(backoff(attempt, 100, 5_000), signal);
    }
  }

  /** Sends page after page for as long as the lease is held. */
  private async lead(lease: RelayLease, succeeded: () => void): Promise<void> {
    const { service, kafka, epoch, pageSize = 1_000 } = this.options;
    const signal = AbortSignal.any([this.ending.signal, lease.over]);
    const publisher = this.options.publisher();
    const sender = new PartitionSender({
      settings: kafka,
      clientId: `dossier-${service}-relay`,
      topic: topicOf(service),
      fence: relayNameOf(service),
      isHeld: () => lease.isHeld(),
      trouble: (error) => this.trouble(error),
      warn: (message) => this.report({ kind: 'warning', service, message }),
    });
    const checkpoint = new Checkpoint(lease);
    this.ordinal = lease.ordinal;
    try {
      await publisher.start();
      let ahead: Promise<Load> | undefined;
      while (!signal.aborted) {
        const load = await (ahead ?? loadAfter(publisher, this.ordinal, pageSize, epoch));
        ahead = undefined;
        if (load.events === 0) {
          await publisher.source.moved({ position: Number.MAX_SAFE_INTEGER, ordinal: this.ordinal }, signal);
          continue;
        }
        if (load.more) {
          ahead = loadAfter(publisher, load.ordinal, pageSize, epoch); // read while this one is on its way
          ahead.catch(() => {}); // reported when it is awaited
        }
        await sender.send(load.byPartition, signal);
        this.sent += load.events;
        this.ordinal = load.ordinal;
        checkpoint.moveTo(load.ordinal);
        checkpoint.assertHeld();
        succeeded();
      }
    } finally {
      await checkpoint.saved();
      // Whatever becomes of the brokers' side: a publisher that is left open would number on beside the next one.
      await sender.close().finally(() => publisher.close());
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

/** What goes to the brokers together, and is acknowledged together. */
interface Load {
  byPartition: Map<number, Message[]>;
  events: number;
  /** The last event's place in the order of publication. */
  ordinal: number;
  /** More is known to be behind it. */
  more: boolean;
}

/** A load is full with so many pages, or so many UTF-16 units of data: each request to a broker has its price, and so has memory. */
const PAGES = 4;
const LOAD_SIZE = 4 * 1024 * 1024;

/** What has been published after a place: little at once when there is little, page upon page when much waits. */
async function loadAfter(publisher: Publisher, after: number, pageSize: number, epoch: Uuid): Promise<Load> {
  const load: Load = { byPartition: new Map(), events: 0, ordinal: after, more: true };
  for (let page = 0, size = 0; page < PAGES && size < LOAD_SIZE && load.more; page++) {
    const events = await publisher.source.after(load.ordinal, pageSize);
    for (const event of events) {
      const partition = partitionOf(event.lane);
      const message = toMessage(event, epoch);
      size += message.value.length;
      const messages = load.byPartition.get(partition);
      if (messages) messages.push(message);
      else load.byPartition.set(partition, [message]);
    }
    load.events += events.length;
    load.ordinal = events.at(-1)?.ordinal ?? load.ordinal;
    load.more = events.length > 0 && load.ordinal < publisher.status().numbered.ordinal;
  }
  return load;
}
