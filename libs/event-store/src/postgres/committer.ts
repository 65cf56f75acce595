import type { Client } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import type { EncodedAppend } from '../encoded-append.js';
import {
  CheckpointMoved,
  CommandReused,
  EventRefused,
  LogUnavailable,
  QueueFull,
  UnknownLog,
  WrongExpectedVersion,
} from '../errors.js';
import type { AppendResult } from '../log.js';
import { callAppend, type Fate } from './append-call.js';
import { abandon, connect } from './connections.js';
import { failureOf, sqlStateOf } from './failures.js';

export interface CommitterLimits {
  /** Appends and events of one group, and its bytes. One append may be larger by itself, up to the queue's bytes. */
  groupAppends: number;
  groupEvents: number;
  groupBytes: number;
  /** Bytes that may wait, those on their way included. */
  queueBytes: number;
  /** Milliseconds that an append may wait for a database that is away. */
  patience: number;
}

export const DEFAULT_LIMITS: CommitterLimits = {
  groupAppends: 512,
  groupEvents: 4_000,
  groupBytes: 4 * 1024 * 1024,
  queueBytes: 32 * 1024 * 1024,
  patience: 30_000,
};

interface Waiting {
  append: EncodedAppend;
  /** Names of what the append touches: two that share one never go in the same group. */
  touches: string[];
  deadline: number;
  /** It has been sent, and nobody knows what became of it. */
  sent: boolean;
  resolve(result: AppendResult): void;
  reject(error: Error): void;
}

/** Gathers the appends of this process into groups, one on its way at a time: two gained nothing (measured). */
export class Committer {
  private queue: Waiting[] = [];
  private queuedBytes = 0;
  private bytesPerSecond = 4 * 1024 * 1024;
  private gathering = false;
  private busy = false;
  private closed = false;
  private client: Client | undefined;
  private whenIdle: (() => void)[] = [];

  constructor(
    private readonly url: string,
    private readonly epoch: string,
    private readonly limits: CommitterLimits,
    /** Called with the last position after each commit that wrote events. */
    private readonly committed: (position: number) => void,
  ) {}

  append(append: EncodedAppend): Promise<AppendResult> {
    if (this.closed) return Promise.reject(new LogUnavailable('not-written', 'it was closed.'));
    if (append.bytes > this.limits.queueBytes || append.events.length > this.limits.groupEvents) {
      return Promise.reject(
        new EventRefused(
          'too-many',
          '/streams',
          `${append.events.length} events of ${append.bytes} bytes are more than one append may hold`,
        ),
      );
    }
    if (this.queuedBytes + append.bytes > this.limits.queueBytes)
      return Promise.reject(new QueueFull(this.secondsUntilRoom()));
    this.queuedBytes += append.bytes;
    return new Promise((resolve, reject) => {
      this.queue.push({
        append,
        touches: touchesOf(append),
        deadline: performance.now() + this.limits.patience,
        sent: false,
        resolve,
        reject,
      });
      if (this.gathering || this.busy) return;
      this.gathering = true;
      // The window in which appends gather is what else this turn of the event loop brings: no timer, no added delay.
      setImmediate(() => {
        this.gathering = false;
        this.next();
      });
    });
  }

  /** Resolves when nothing waits any more; then takes no more. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.busy || this.queue.length > 0) await new Promise<void>((done) => this.whenIdle.push(done));
    await this.client?.end();
  }

  private next(): void {
    if (this.busy) return;
    if (this.queue.length === 0) {
      for (const done of this.whenIdle.splice(0)) done();
      return;
    }
    this.busy = true;
    void this.commit(this.takeGroup());
  }

  private takeGroup(): Waiting[] {
    const { groupAppends, groupEvents, groupBytes } = this.limits;
    const group: Waiting[] = [];
    const later: Waiting[] = [];
    const touched = new Set<string>();
    let events = 0;
    let bytes = 0;
    let i = 0;
    for (; i < this.queue.length && group.length < groupAppends; i++) {
      const waiting = this.queue[i]!;
      const { append, touches } = waiting;
      if (touches.some((name) => touched.has(name))) later.push(waiting);
      else if (group.length > 0 && (events + append.events.length > groupEvents || bytes + append.bytes > groupBytes))
        break;
      else {
        group.push(waiting);
        events += append.events.length;
        bytes += append.bytes;
      }
      for (const name of touches) touched.add(name); // also of those that wait: they keep their order
    }
    this.queue = later.concat(this.queue.slice(i));
    return group;
  }

  private async commit(group: Waiting[]): Promise<void> {
    const began = performance.now();
    const outcome = await this.outcomeOf(group);
    const bytes = group.reduce((sum, { append }) => sum + append.bytes, 0);
    this.queuedBytes -= bytes;
    this.bytesPerSecond = 0.8 * this.bytesPerSecond + 0.2 * (bytes / ((performance.now() - began) / 1000));
    this.busy = false;
    this.next(); // the next group is on its way before this one's callers run
    const last = outcome.reduce(
      (high, fate) => (!(fate instanceof Error) && fate.fate === 'written' ? Math.max(high, fate.position) : high),
      0,
    );
    if (last > 0) this.committed(last);
    group.forEach((waiting, i) => settle(waiting, outcome[i]!));
  }

  /** Sends the group until its outcome is known, or its members' patience is over. */
  private async outcomeOf(group: Waiting[]): Promise<(Fate | Error)[]> {
    for (let delay = 20; ; delay = Math.min(2 * delay, 500)) {
      let sending = false;
      try {
        const client = await this.connection();
        const resent = group.some(({ sent }) => sent);
        sending = true;
        const fates = await callAppend(
          client,
          this.epoch,
          group.map(({ append }) => append),
        );
        return resent ? await ownWork(client, group, fates) : fates;
      } catch (error) {
        const failure = failureOf(error);
        if (failure === 'data') return group.length === 1 ? [refusalOf(error)] : this.eachAlone(group);
        if (failure === 'broken') return group.map(({ sent }) => unavailable(sent, error));
        if (failure === 'lost') {
          if (sending) for (const waiting of group) waiting.sent = true;
          this.drop();
        }
        const now = performance.now();
        this.expireQueue(now, error);
        if (group.every(({ deadline }) => deadline < now)) return group.map(({ sent }) => unavailable(sent, error));
        await pause(delay);
      }
    }
  }

  private async eachAlone(group: Waiting[]): Promise<(Fate | Error)[]> {
    const outcome: (Fate | Error)[] = [];
    for (const waiting of group) outcome.push((await this.outcomeOf([waiting]))[0]!);
    return outcome;
  }

  private async connection(): Promise<Client> {
    if (this.client) return this.client;
    this.client = await connect(this.url, 'append', (lost) => {
      if (this.client === lost) this.client = undefined;
    });
    return this.client;
  }

  private drop(): void {
    if (this.client) abandon(this.client);
    this.client = undefined;
  }

  private expireQueue(now: number, cause: unknown): void {
    const [over, left] = [
      this.queue.filter(({ deadline }) => deadline < now),
      this.queue.filter(({ deadline }) => deadline >= now),
    ];
    this.queue = left;
    for (const waiting of over) {
      this.queuedBytes -= waiting.append.bytes;
      waiting.reject(unavailable(false, cause));
    }
  }

  private secondsUntilRoom(): number {
    return Math.min(30, Math.max(1, Math.ceil(this.queuedBytes / 2 / this.bytesPerSecond)));
  }
}

function touchesOf({ command, streams, checkpoints }: EncodedAppend): string[] {
  return [
    `command ${command.id}`,
    ...streams.map(({ stream }) => stream),
    ...checkpoints.map(({ consumer, publisher, lane }) => `checkpoint ${JSON.stringify([consumer, publisher, lane])}`),
  ];
}

/**
 * After a group was sent again, "repeated" may mean: by our own first sending, whose answer was lost. Then it was written now, by this call.
 * The events tell, whose ids are ours.
 */
async function ownWork(client: Client, group: Waiting[], fates: Fate[]): Promise<Fate[]> {
  const ids = group.map(({ append }) => append.events.at(-1)?.id);
  const { rows } = await client.query<{ id: string }>('select id from log.events where id = any($1::uuid[])', [
    ids.filter((id) => id !== undefined),
  ]);
  const stored = new Set(rows.map(({ id }) => id));
  return fates.map((fate, i) =>
    fate.fate === 'repeated' && stored.has(ids[i] ?? '') ? { ...fate, fate: 'written' } : fate,
  );
}

function settle(waiting: Waiting, outcome: Fate | Error): void {
  if (outcome instanceof Error) return waiting.reject(outcome);
  const { command, checkpoints } = waiting.append;
  switch (outcome.fate) {
    case 'written':
    case 'repeated':
      return waiting.resolve({
        repeated: outcome.fate === 'repeated',
        position: outcome.position,
        streams: outcome.streams,
      });
    case 'reused':
      return waiting.reject(new CommandReused(command.id));
    case 'conflict':
      return waiting.reject(new WrongExpectedVersion(outcome.stream, outcome.expected, outcome.actual));
    case 'moved': {
      const move = checkpoints.find(
        ({ consumer, publisher, lane }) =>
          consumer === outcome.consumer && publisher === outcome.publisher && lane === outcome.lane,
      );
      return waiting.reject(new CheckpointMoved(move ?? checkpoints[0]!, outcome.actual));
    }
  }
}

function refusalOf(error: unknown): EventRefused {
  const { constraint, message } = error as { constraint?: string; message: string };
  return constraint === 'events_id_key'
    ? new EventRefused('duplicate-id', '/streams', 'an event with this id is already in the log', { cause: error })
    : new EventRefused('refused-by-database', '/streams', message, { cause: error });
}

function unavailable(sent: boolean, cause: unknown): Error {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (sqlStateOf(cause) === 'LG002') return new UnknownLog(message);
  return new LogUnavailable(sent ? 'unknown' : 'not-written', message, { cause });
}
