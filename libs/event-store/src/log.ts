import type { Actor, Day, Moment, StoredEvent, Uuid } from '#contracts';

/** An event to be appended. The log gives position, version and `recordedAt`. */
export interface NewEvent<Type extends string = string, Data = unknown> {
  /** UUIDv7; made by the log's client when absent. */
  id?: Uuid;
  type: Type;
  /** Default 1. */
  schemaVersion?: number;
  data: Data;
  personal?: Record<Uuid, Record<string, string>>;
  corrects?: Uuid;
  /** The fields below override the append's context for this one event (a lapse appended before the act that met it). */
  effectiveOn?: Day;
  actor?: Actor;
  commandId?: Uuid;
  causation?: Uuid;
}

/** Who does what, for every event of one append. */
export interface AppendContext {
  actor: Actor;
  onBehalfOf?: Uuid;
  correlation: Uuid;
  causation?: Uuid;
  effectiveOn: Day;
}

/** Compare-and-set of a consumer's place in a lane: refused unless the stored sequence equals `from` (0 when there is none). */
export interface CheckpointMove {
  consumer: string;
  publisher: string;
  lane: string;
  from: number;
  to: number;
}

export interface AppendRequest {
  command: {
    id: Uuid;
    /** The scope of the id together with the acting person: the same id for another operation is another command. */
    operation: string;
    /** SHA-256 (hex) of the request in canonical form: the same id with another request is refused. */
    fingerprint: string;
  };
  context: AppendContext;
  /** All or nothing. Empty, or with no events, is allowed: the command's result is stored all the same. A stream at most once. */
  streams: {
    stream: string;
    /** Version the stream must have; 0 = must not exist. */ expected: number;
    events: NewEvent[];
  }[];
  checkpoints?: CheckpointMove[];
}

export interface AppendResult {
  /** True when this command id had been answered before: nothing was written now. */
  repeated: boolean;
  /** Last position written by the command; for an append without events the log's head at that time. */
  position: number;
  streams: { stream: string; version: number }[];
}

/** Which log this is. `epoch` changes when the log is restored from a backup; `origin` never. */
export interface LogIdentity {
  /** `<origin>-<uuid>`; e.g. `demonstration-0190…`. */
  id: string;
  origin: 'real' | 'demonstration';
  epoch: Uuid;
}

/** The log of one service. Every implementation passes `logContract` of #testing. */
export interface Log {
  readonly identity: LogIdentity;

  /**
   * Appends in one commit: durable before it resolves.
   * @throws WrongExpectedVersion, CommandReused, CheckpointMoved, EventRefused, QueueFull, LogUnavailable
   */
  append(request: AppendRequest): Promise<AppendResult>;

  /** The stored answer of a command, if there is one; else undefined. @throws CommandReused */
  answerTo(command: AppendRequest['command'], person: Uuid): Promise<AppendResult | undefined>;

  /** Events of one stream in version order, upcast; `[]` when it does not exist. `after` = a version, exclusive; `upTo` = greatest position, inclusive. */
  read(stream: string, options?: { after?: number; upTo?: number }): Promise<StoredEvent[]>;

  /** Events with `after < position <= after + limit`, in order; fewer only at the head. */
  page(after: number, limit: number): Promise<StoredEvent[]>;

  /** Pages of events after a position for ever, in order, each once; ends when `signal` aborts. Wakes on NOTIFY, polls each second all the same. */
  follow(options: { after: number; pageSize?: number; signal: AbortSignal }): AsyncIterable<StoredEvent[]>;

  /** The last position. */
  head(): Promise<number>;

  checkpoint(consumer: string, publisher: string, lane: string): Promise<number>;

  /** The log's own time: the database's clock, moved by the demonstration offset where there is one. */
  now(): Promise<Moment>;

  /** Moves a demonstration's clock forward to `to`. @throws NotADemonstration, ClockOnlyForward */
  advanceClock(to: Moment): Promise<Moment>;

  snapshot: SnapshotCache;

  /** Waits for what is in flight, then lets go of every connection. */
  close(): Promise<void>;
}

/** A cache of folded states: dropping it changes nothing but time. `fold` names the code that folded (change it with the code). */
export interface SnapshotCache {
  get(stream: string, fold: string): Promise<{ version: number; state: unknown } | undefined>;
  put(stream: string, fold: string, version: number, state: unknown): Promise<void>;
  clear(): Promise<void>;
}
