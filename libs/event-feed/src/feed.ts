import type { LogIdentity, CheckpointMove, Log } from '#event-store';
import type { Actor, Day, Json, Moment, StoredEvent, Uuid } from '#contracts';
import type { Pool } from 'pg';
import type { ZodType } from 'zod';

/**
 * The interface of the feed. Whatever carries the events (this process, Kafka), publishers and
 * consumers are written against this page, and `feedContract` is what a carrier must pass.
 */

// ── What a service publishes ────────────────────────────────────────────────────────────────────

/** How one internal event becomes a published fact. Pure functions of the stored event. */
export interface PublishedAs<Event extends StoredEvent = StoredEvent> {
  /** `dossier.<service>.<Name>.v<N>`; a key of the contracts. */
  type: string;
  /** Id of the inquiry that the fact belongs to; `undefined` = the uuid of the event's stream. The same for all facts that must stay in order. */
  lane(event: Event): string | undefined;
  /** Data as the contract says. Names of persons never travel; ids do. */
  data(event: Event): object;
}

/** Total over the service's events: `null` says that a type stays inside. */
export type PublishedMapping<Events extends { type: string; data: unknown } = StoredEvent> = {
  [Type in Events['type']]: PublishedAs<StoredEvent<Type, Extract<Events, { type: Type }>['data']>> | null;
};

/** The zod schema of each published type, by type. */
export type PublishedContracts = Record<string, ZodType>;

/** A numbered event: what `feed.published` holds, and what is delivered. */
export interface FeedEvent<Data = Json> {
  id: Uuid;
  /** Service that published it. */
  publisher: string;
  /** Log of the publisher that it came from. */
  log: string;
  lane: string;
  /** Gapless per lane, from 1. */
  sequence: number;
  /** Place in the publisher's order of publication: gapless, from 1. */
  ordinal: number;
  /** Position of the internal event in the publisher's log. */
  position: number;
  type: string;
  data: Data;
  recordedAt: Moment;
  effectiveOn: Day;
  correlation: Uuid;
  /** W3C trace context; the trace id is the correlation. */
  traceparent: string;
}

/** How far a publisher has numbered: all its published events up to log `position` have an `ordinal` up to this one. */
export interface Numbered {
  position: number;
  ordinal: number;
}

export interface LaneHead {
  lane: string;
  sequence: number;
}

/** A log at one time of its life: its epoch changes when it is restored from a backup. */
export type LogEpoch = Pick<LogIdentity, 'id' | 'epoch'>;

/**
 * Reads what is missing, in order. Large events come in smaller pages (`PAGE_BYTES`): fewer than `limit` does not say that there are no more, none does.
 * `of`: the log and epoch that the events have to be of. @throws PublisherUnavailable, AnotherLog
 */
export interface GapReader {
  /** Events of a lane with `after < sequence`, at most `limit`, in order. */
  lane(lane: string, after: number, limit: number, of?: LogEpoch): Promise<FeedEvent[]>;
}

/** What a consumer can ask of a publisher; in process over its table, from another process over HTTP. */
export interface FeedSource extends GapReader {
  readonly publisher: string;
  identity(): Promise<LogIdentity>;
  numbered(): Promise<Numbered>;
  /** The same, and where the publisher's log itself stands: what has happened there and is not numbered yet. */
  standing(): Promise<Numbered & { head: number }>;
  /** Events of all lanes with `after < ordinal`, at most `limit`, in order; `of` as in `lane`. */
  after(ordinal: number, limit: number, of?: LogEpoch): Promise<FeedEvent[]>;
  /** Heads of the lanes in order of their names, after a name (`''` = from the first). */
  heads(afterLane: string, limit: number): Promise<LaneHead[]>;
  /** For each of the lanes: its last sequence that stems from a log position up to `position` (0 = none). */
  headsAt(position: number, lanes: string[]): Promise<LaneHead[]>;
  /** Resolves when more than `beyond` has been numbered (with how far), or when the signal aborts (with undefined). Event-driven where it can be. */
  moved(beyond: Numbered, signal: AbortSignal): Promise<Numbered | undefined>;
}

export interface PublisherOptions<Events extends { type: string; data: unknown } = StoredEvent> {
  service: string;
  log: Log;
  /** Database of the service, where the schema `feed` lives. */
  pool: Pool;
  mapping: PublishedMapping<Events>;
  contracts: PublishedContracts;
  /** Told of what an operator must know; never throws. */
  report?: FeedReport;
  /** Events of the log per numbering commit. Default 500. */
  pageSize?: number;
}

/** Numbers a service's published events. Any number of processes may run one; each event is numbered once. */
export interface Publisher {
  readonly service: string;
  readonly source: FeedSource;
  /** Starts to follow the log from where numbering stands. Resolves when the first numbering is known to work. */
  start(): Promise<void>;
  /** Tries a stopped lane again, after the mapping or the contract has been repaired. @throws NotStopped; the refusal again when it still does not fit */
  resume(lane: string): Promise<void>;
  status(): PublisherStatus;
  /** Finishes the commit under way. */
  close(): Promise<void>;
}

/** A lane whose next event cannot be published: nothing of the lane is, until it is repaired. */
export interface StoppedLane {
  lane: string;
  position: number;
  eventId: Uuid;
  type: string;
  code: 'contract-invalid' | 'contract-unknown' | 'mapping-failed' | 'oversized';
  error: string;
  stoppedAt: Moment;
}

export interface PublisherStatus {
  service: string;
  numbered: Numbered;
  /** Positions of the log not yet looked at. */
  lag: number;
  stoppedLanes: StoppedLane[];
  /** Last error of the follower itself (database away …); it goes on trying. */
  error?: string;
}

// ── What a handler gets ─────────────────────────────────────────────────────────────────────────

/**
 * `@Ctx()` of an `@EventPattern<string>('dossier.intake.RfiIssued.v1', feedOf('case-state'))` handler; `@Payload()` is the data.
 *
 * The handler's effect and the checkpoint are one commit:
 * - a reaction: `log.append({ …, checkpoints: [ctx.checkpoint] })`
 * - a view: `moveCheckpoint(client, ctx.checkpoint)` (of the event store) in the transaction of its rows
 * - nothing to do: `ctx.settle()`
 * A handler that returns with the checkpoint where it was has failed: its lane is parked.
 */
export interface FeedContextShape {
  readonly event: FeedEvent;
  readonly consumer: string;
  readonly publisher: string;
  readonly lane: string;
  readonly sequence: number;
  readonly checkpoint: CheckpointMove;
  /** From 1. */
  readonly attempt: number;
  /** Aborts when the handler's time is up. */
  readonly signal: AbortSignal;
  /** Moves the checkpoint alone. @throws CheckpointMoved */
  settle(): Promise<void>;
}

/** `@Ctx()` of a handler with `{ batch: n }` as third argument of `@EventPattern`; its `@Payload()` is the events. */
export interface FeedBatchShape {
  readonly events: FeedEvent[];
  readonly consumer: string;
  readonly publisher: string;
  /** One per lane of the batch: all of them are moved in the one commit, or none. */
  readonly checkpoints: CheckpointMove[];
  readonly attempt: number;
  readonly signal: AbortSignal;
  settle(): Promise<void>;
}

// ── A consumer ──────────────────────────────────────────────────────────────────────────────────

export interface ConsumerOptions {
  /** Name of the consumer: it has its own checkpoints and dead letters. One handler per type: two effects are two consumers. */
  consumer: string;
  sources: FeedSource[];
  /** Database of the consuming service: checkpoints and dead letters. */
  pool: Pool;
  /** Data that does not fit parks its lane. */
  contracts: PublishedContracts;
  report?: FeedReport;
  limits?: Partial<ConsumerLimits>;
  /** What brings the events here. Default: the sources' own tables, in order. */
  delivery?: Delivery;
}

export interface ConsumerLimits {
  /** Handlers at once, each on a lane of its own. Default 8. */
  concurrency: number;
  /** Events held in memory, all lanes together. Beyond it nothing is taken in. Default 1,000; at least 2 × concurrency × perLane. */
  buffered: number;
  /** Bytes of data held in memory (as JSON, about), all lanes together. Beyond it nothing is taken in. Default 32 MB: twice what 8 lanes can hold of the largest. */
  bufferedBytes: number;
  /** Events held in memory of one lane; more are read again from the publisher when their turn comes. Default 32. */
  perLane: number;
  /** Events per read from a publisher. Default 200. */
  page: number;
  /** Milliseconds that a handler may take. Default 30,000. */
  handlerTimeoutMs: number;
  /** Tries of a handler before its lane is parked. Default 3. */
  tries: number;
  /** Wait before the second try in milliseconds, doubled for each further one, jittered ±50 %. Default 100. */
  backoffMs: number;
  /** Longest wait between tries while a database or publisher is away. Default 5,000. */
  awayBackoffMs: number;
  /** Milliseconds between comparisons of the lanes' heads with the publishers'. Default 60,000. */
  reconcileMs: number;
}

/** Brings numbered events from publishers to a consumer. May repeat, may leave out: the lanes notice. */
export interface Delivery {
  /** It spreads the lanes over the instances of the consumer: none of them is offered everything, and `reached` is never told. */
  readonly shared?: boolean;
  /** @param sink where to put what arrives; `offer` resolves when there is room for more */
  start(sources: FeedSource[], sink: DeliverySink): Promise<void>;
  /** Stops taking in; resolves when nothing more will be offered. */
  stop(): Promise<void>;
}

export interface DeliverySink {
  /** Takes events in. Resolves when there is room for more (back-pressure). */
  offer(publisher: string, events: FeedEvent[]): Promise<void>;
  /** Everything up to here has been offered (or was known before it started). */
  reached(publisher: string, numbered: Numbered): void;
  /** Compares the heads of all lanes with the publisher's; lanes that are behind are read from it. @returns how far the publisher had numbered before the comparison */
  reconcile(publisher: string): Promise<Numbered>;
  /** The log and epoch that this consumer's checkpoints of a publisher belong to; undefined until one has been met. */
  followedLog(publisher: string): Promise<LogEpoch | undefined>;
  /** From now on these lanes of a publisher are this instance's. For a delivery that spreads them. */
  assign(publisher: string, mine: (lane: string) => boolean): void;
  /**
   * Whether an event of this log and epoch may be offered. `not-yet`: no log of this publisher has been met; `reconcile` does that. `other`: the
   * checkpoints belong to another log. `stopped`: that publisher is not followed any more.
   */
  recognise(publisher: string, log: string, epoch: Uuid): Promise<'known' | 'other' | 'not-yet' | 'stopped'>;
  /** What keeps a publisher's events from arriving; undefined when they arrive again. AnotherLog and UnknownLog: it is not followed any more. */
  trouble(publisher: string, error: Error | undefined): void;
}

/** Why a lane is parked. Only `handler-failed` and `handler-timed-out` have been tried more than once. */
export type DeadLetterCode =
  | 'handler-failed'
  | 'handler-timed-out'
  | 'not-settled'
  | 'contract-invalid'
  | 'unknown-version'
  | 'oversized'
  | 'unreadable';

export interface DeadLetter {
  id: Uuid;
  consumer: string;
  publisher: string;
  lane: string;
  sequence: number;
  eventId: Uuid;
  type: string;
  code: DeadLetterCode;
  error: string;
  tries: number;
  failedAt: Moment;
  /** Events of the lane that wait behind it, as far as this process knows. */
  waiting?: number;
  state: 'parked' | 'settled' | 'skipped';
  /** What has been done about it, oldest first. Append-only. */
  history: DeadLetterAct[];
}

export interface DeadLetterAct {
  act: 'retry' | 'failed-again' | 'settled' | 'skip';
  by: string;
  reason?: string;
  at: Moment;
}

export interface ByWhom {
  /** Person id of who acts. */
  by: Actor['person'];
  reason?: string;
}

export interface DeadLetters {
  /** Newest first; parked ones only unless `all`. */
  list(filter?: { all?: boolean }): Promise<DeadLetter[]>;
  /** Handles it again now. Settled: the lane drains. @returns the dead letter as it then stands. @throws UnknownDeadLetter, AlreadyResolved */
  retry(id: Uuid, who: ByWhom): Promise<DeadLetter>;
  /** Goes past it without its effect. @throws UnknownDeadLetter, AlreadyResolved */
  skip(id: Uuid, who: ByWhom & { reason: string }): Promise<DeadLetter>;
}

export interface ConsumerStatus {
  consumer: string;
  publishers: Record<
    string,
    {
      /** Events published and not yet handled, as far as this process knows. */
      lag: number;
      lanesBehind: number;
      /** `stopped`: it will not go on by itself (unknown log); `error` says why. */
      state: 'starting' | 'following' | 'in-trouble' | 'stopped';
      error?: string;
      /** Why the publisher could not be asked the last time (gaps and heads are read from it); what the carrier brings is handled all the same. */
      door?: string;
    }
  >;
  parkedLanes: number;
  /** Since this process started. */
  handled: number;
  passedOver: number;
  dropped: number;
  failed: number;
  gapsRepaired: number;
  /** Now. */
  buffered: number;
  bufferedBytes: number;
  running: number;
}

export interface Consumer {
  /**
   * Resolves when this consumer has handled all that the publisher published up to this position of its log.
   * @throws LaneParked, NotCaughtUp (time is up), UnknownPublisher
   */
  caughtUpTo(
    publisher: string,
    position: number,
    options: { timeoutMs: number; lane?: string; signal?: AbortSignal },
  ): Promise<void>;
  readonly deadLetters: DeadLetters;
  status(): ConsumerStatus;
}

/** What an operator must know, as one call; a metric or a log line is made of it by the service. */
export type FeedReport = (
  occurrence:
    | { kind: 'lane-stopped'; service: string; stopped: StoppedLane }
    | { kind: 'lane-parked'; deadLetter: Omit<DeadLetter, 'history' | 'state'> }
    | { kind: 'handler-failed'; consumer: string; event: FeedEvent; attempt: number; error: Error }
    | { kind: 'trouble'; consumer?: string; service: string; error: Error }
    | { kind: 'warning'; consumer?: string; service: string; message: string }
    | {
        kind: 'refused-record';
        consumer: string;
        topic: string;
        partition: number;
        offset: string;
        why: 'unreadable' | 'unknown-log';
        error: string;
      },
) => void;
