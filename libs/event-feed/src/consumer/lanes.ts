import type { CheckpointMove } from '#event-store';
import type { Pool } from 'pg';
import type { ConsumerLimits, DeadLetterCode, FeedEvent, FeedReport, GapReader, LogEpoch } from '../feed.js';
import { backoff } from '../pause.js';
import { AnotherLog, PublisherUnavailable, UnknownPublisher } from '../refusals.js';
import { checkpointsOf } from './checkpoints.js';
import type { DeadLetterTable } from './dead-letter-table.js';
import type { BatchGroup, Handlers } from './handlers.js';
import type { Handling, Outcome, Try } from './handling.js';
import { bytesOf } from './bytes-of.js';
import { isBehind, newLane, type Lane } from './lane.js';
import { isCheckpointMoved } from './passing-errors.js';

/** Idle lanes beyond this number are forgotten; their checkpoints are read again when they wake. */
const REMEMBERED_LANES = 10_000;

export interface LanesOptions {
  consumer: string;
  pool: Pool;
  gaps: Map<string, GapReader>;
  /** The log and epoch that the checkpoints of a publisher belong to; undefined until one has been met. */
  followedLog(publisher: string): Promise<LogEpoch | undefined>;
  /** A gap was read, and the publisher has another log by now. */
  metAnotherLog(error: AnotherLog): void;
  handlers: Handlers;
  handling: Handling;
  deadLetters: DeadLetterTable;
  limits: ConsumerLimits;
  report: FeedReport;
}

/** What a lane does after a part of its turn. `undefined` = it goes on. */
type Halt = 'yield' | undefined;

/**
 * Works the lanes of one consumer off: at most `concurrency` at once, in order within each. A lane that fails, waits or is parked holds nothing back but itself.
 *
 * Memory: arrivals fill half of `buffered` and of `bufferedBytes`; the other half is for lanes in their turn, which read what they lack from the
 * publisher and put it away before the turn ends. A lane that does not move holds no events at all.
 */
export class Lanes {
  readonly counts = { handled: 0, passedOver: 0, dropped: 0, failed: 0, gapsRepaired: 0 };
  buffered = 0;
  bufferedBytes = 0;
  running = 0;
  private readonly lanes = new Map<string, Lane>();
  private readonly queue = new Set<Lane>();
  /** Of which a batch is under way. */
  private readonly batching = new Set<BatchGroup>();
  private readonly forRoom = new Set<() => void>();
  private readonly forQuiet = new Set<() => void>();
  private readonly frozen = new Set<string>();
  /** Which lanes of a publisher are worked by this instance; none named: all. */
  private readonly mine = new Map<string, (lane: string) => boolean>();
  private stopping = false;

  constructor(private readonly options: LanesOptions) {}

  get(publisher: string, name: string): Lane {
    const key = `${publisher}\n${name}`;
    let lane = this.lanes.get(key);
    if (!lane) this.lanes.set(key, (lane = newLane(publisher, name)));
    return lane;
  }

  all(): IterableIterator<Lane> {
    return this.lanes.values();
  }

  // ── In ────────────────────────────────────────────────────────────────────────────────────────

  /** An event has arrived: held if there is room, else only known to exist. */
  arrived(event: FeedEvent): void {
    const lane = this.get(event.publisher, event.lane);
    const last = lane.held.at(-1)?.sequence ?? 0;
    lane.head = Math.max(lane.head, event.sequence);
    if (event.sequence <= (lane.checkpoint ?? 0) || event.sequence <= last) {
      this.counts.dropped++;
      return;
    }
    if (!this.isWorked(lane)) return;
    const moves =
      lane.state === 'idle' || lane.state === 'queued' || lane.state === 'running' || lane.state === 'gathering';
    const follows = lane.held.length === 0 || event.sequence === last + 1;
    if (moves && follows && lane.held.length < this.options.limits.perLane && this.hasRoom()) {
      lane.held.push(event);
      this.buffered++;
      this.bufferedBytes += bytesOf(event);
    }
    this.wake(lane);
  }

  /** A lane is known to reach this far, and this consumer's checkpoint in it to have stood at `checkpoint`. */
  known(publisher: string, name: string, head: number, checkpoint: number): void {
    const lane = this.get(publisher, name);
    lane.head = Math.max(lane.head, head);
    if (lane.state === 'idle') lane.checkpoint = Math.max(lane.checkpoint ?? 0, checkpoint);
    this.tell(lane);
    this.wake(lane);
  }

  /** Resolves when arrivals may come again. */
  async room(): Promise<void> {
    while (!this.hasRoom() && !this.stopping) await new Promise<void>((resolve) => this.forRoom.add(resolve));
  }

  park(lane: Lane): void {
    lane.state = 'parked';
    this.rest(lane);
    for (const watcher of lane.watchers) watcher.parked();
  }

  /** The lane goes on; where it stands is read again. */
  release(lane: Lane): void {
    lane.checkpoint = undefined;
    lane.failures = 0;
    lane.state = 'idle';
    this.wake(lane);
  }

  /** From now on these lanes of a publisher are worked here, and the others elsewhere: what is held of those is put away. */
  own(publisher: string, mine: (lane: string) => boolean): void {
    this.mine.set(publisher, mine);
    for (const lane of this.lanes.values()) {
      if (lane.publisher !== publisher || lane.state === 'parked') continue;
      if (this.isMine(lane)) this.wake(lane);
      else this.letGo(lane);
    }
  }

  isMine(lane: Lane): boolean {
    return this.mine.get(lane.publisher)?.(lane.name) ?? true;
  }

  /** No lane of this publisher is taken up any more. */
  freeze(publisher: string): void {
    this.frozen.add(publisher);
    for (const lane of this.lanes.values())
      if (lane.publisher === publisher && lane.state !== 'parked') this.letGo(lane);
  }

  /** Takes nothing new up and resolves when the handlers under way have ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const lane of this.lanes.values()) clearTimeout(lane.timer);
    for (const resolve of this.forRoom) resolve();
    while (this.running > 0) await new Promise<void>((resolve) => this.forQuiet.add(resolve));
  }

  // ── Turns ─────────────────────────────────────────────────────────────────────────────────────

  /** Whether the lane is worked here and now: its publisher is followed, and it is this instance's. */
  private isWorked(lane: Lane): boolean {
    return this.isMine(lane) && !this.frozen.has(lane.publisher);
  }

  /** Puts away what is held of a lane that is not worked here any more. One in its turn ends it after the handler under way. */
  private letGo(lane: Lane): void {
    this.rest(lane);
    if (lane.state === 'running') return;
    lane.state = 'idle';
    lane.checkpoint = undefined;
  }

  private isIdle(lane: Lane): boolean {
    return lane.state === 'idle';
  }

  private hasRoom(): boolean {
    const { buffered, bufferedBytes } = this.options.limits;
    return this.buffered < buffered / 2 && this.bufferedBytes < bufferedBytes / 2;
  }

  private wake(lane: Lane): void {
    if (lane.state !== 'idle' || !isBehind(lane) || !this.isWorked(lane)) return;
    lane.state = 'queued';
    this.queue.add(lane);
    this.pump();
  }

  private pump(): void {
    while (!this.stopping && this.running < this.options.limits.concurrency) {
      const [lane] = this.queue;
      if (!lane) return;
      this.queue.delete(lane);
      lane.state = 'running';
      this.running++;
      void this.turn(lane).finally(() => {
        this.running--;
        for (const resolve of this.forQuiet) resolve();
        this.forQuiet.clear();
        this.pump();
      });
    }
  }

  /** One turn of a lane: up to `perLane` events. It never throws. */
  private async turn(lane: Lane): Promise<void> {
    try {
      for (let took = 0; took < this.options.limits.perLane && !this.stopping; took++) {
        if (!this.isWorked(lane) || this.mustWaitToRead(lane) || !(await this.prepare(lane))) break;
        // Preparing takes time, in which the lane may have been taken away.
        if (!this.isWorked(lane) || (await this.next(lane)) === 'yield') break;
      }
    } catch (error) {
      if (error instanceof AnotherLog) this.options.metAnotherLog(error);
      else this.isAway(lane, error instanceof Error ? error : new Error(String(error)));
    }
    this.endTurn(lane);
  }

  /**
   * Whether a lane that would have to be read, while there is no room, joins those that wait for a batch under way to end: each that is read meanwhile
   * would hold what it has read until then, however many there are.
   */
  private mustWaitToRead(lane: Lane): boolean {
    const [group] = this.batching;
    if (!group || lane.held.length > 0 || this.hasRoom()) return false;
    this.gather(lane, group);
    return true;
  }

  private gather(lane: Lane, group: BatchGroup): void {
    lane.state = 'gathering';
    group.waiting.add(lane);
  }

  private endTurn(lane: Lane): void {
    if (lane.state !== 'running') return;
    // What was read for the turn and is left over goes back when room is short: between turns that half is for arrivals.
    if (!this.hasRoom()) this.hold(lane, []);
    lane.state = 'idle';
    if (!this.isWorked(lane)) this.letGo(lane);
    this.wake(lane);
    if (this.isIdle(lane) && lane.watchers.size === 0 && this.lanes.size > REMEMBERED_LANES) {
      this.hold(lane, []);
      this.lanes.delete(`${lane.publisher}\n${lane.name}`);
    }
  }

  /** Makes sure that the first event held is the next one. @returns false when the lane is at its head */
  private async prepare(lane: Lane): Promise<boolean> {
    const { consumer, pool, gaps, limits } = this.options;
    if (lane.checkpoint === undefined) {
      lane.checkpoint = (await checkpointsOf(pool, consumer, lane.publisher, [lane.name])).get(lane.name) ?? 0;
    }
    this.tell(lane);
    const { checkpoint } = lane;
    const news = lane.held.filter((event) => event.sequence > checkpoint);
    this.counts.dropped += lane.held.length - news.length;
    this.hold(lane, news);
    if (lane.head <= checkpoint) return false;
    if (news[0]?.sequence === checkpoint + 1) return true;
    const reader = gaps.get(lane.publisher);
    if (!reader) throw new UnknownPublisher(lane.publisher);
    if (news.length > 0) this.counts.gapsRepaired++;
    const read = await this.readGap(reader, lane, checkpoint);
    if (read.length === 0) return false;
    const merged = [...read];
    for (const event of lane.held)
      if (event.sequence === (merged.at(-1)?.sequence ?? 0) + 1 && merged.length < limits.perLane) merged.push(event);
    // The publisher may be further than what has arrived.
    lane.head = Math.max(lane.head, merged.at(-1)?.sequence ?? 0);
    this.hold(lane, merged);
    return true;
  }

  /** The events after the checkpoint, as the publisher has them. @throws PublisherUnavailable, AnotherLog */
  private async readGap(reader: GapReader, lane: Lane, checkpoint: number): Promise<FeedEvent[]> {
    const { consumer, limits, report, followedLog } = this.options;
    for (let told = false; ; told = true) {
      const read = await reader.lane(lane.name, checkpoint, limits.perLane, await followedLog(lane.publisher));
      read.forEach((event, index) => {
        if (event.sequence !== checkpoint + 1 + index)
          throw new PublisherUnavailable(lane.publisher, `lane ${lane.name} has a gap after ${checkpoint + index}`);
      });
      if (read.length > 0 || told) return read;
      // A publisher numbers before anything is sent: what it does not have was not its own, and the lane is not to wait for it.
      const message = `event ${lane.head} of lane ${lane.name} has arrived, and ${lane.publisher} has none after ${checkpoint}: it is left aside`;
      report({ kind: 'warning', consumer, service: lane.publisher, message });
      lane.head = checkpoint;
      this.hold(lane, []);
      // Once more: a true one may have come in between.
    }
  }

  /** Does what is to be done with the first event held (and with those that go with it). */
  private async next(lane: Lane): Promise<Halt> {
    const [first] = lane.held;
    if (!first) return 'yield';
    const verdict = this.options.handlers.judge(first);
    if (verdict.kind === 'park') return this.parkAt(lane, first, verdict.code, verdict.error, 1);
    if (verdict.kind === 'pass-over') return this.passOver(lane);
    if (verdict.handler.kind === 'each') {
      const one: Try = {
        handler: verdict.handler,
        events: [verdict.event],
        moves: [this.move(lane, first.sequence)],
        attempt: lane.failures + 1,
      };
      return this.conclude([lane], one, await this.options.handling.attempt(one));
    }
    return this.batch(lane, verdict.handler.group);
  }

  private move(lane: Lane, to: number): CheckpointMove {
    return {
      consumer: this.options.consumer,
      publisher: lane.publisher,
      lane: lane.name,
      from: lane.checkpoint ?? 0,
      to,
    };
  }

  /** Events that nobody handles here: the checkpoint goes past all that follow each other, at once. */
  private async passOver(lane: Lane): Promise<Halt> {
    let to = lane.checkpoint ?? 0;
    let passed = 0;
    for (const event of lane.held) {
      if (this.options.handlers.judge(event).kind !== 'pass-over') break;
      to = event.sequence;
      passed++;
    }
    try {
      await this.options.handling.settle([this.move(lane, to)]);
    } catch (error) {
      if (!isCheckpointMoved(error)) throw error;
      lane.checkpoint = undefined;
      return undefined;
    }
    this.counts.passedOver += passed;
    this.reached(lane, to);
    return undefined;
  }

  /** A batch: the run of this lane's events for one handler, and those of other lanes whose turn is next. */
  private async batch(lane: Lane, group: BatchGroup): Promise<Halt> {
    if (this.batching.has(group)) {
      this.gather(lane, group);
      return 'yield';
    }
    this.batching.add(group);
    const lanes: Lane[] = [];
    try {
      const events: FeedEvent[] = [];
      const moves: CheckpointMove[] = [];
      let handler: Try['handler'] | undefined;
      const join = (joining: Lane) => {
        const limit = joining.alone ? 1 : group.size - events.length;
        const run: FeedEvent[] = [];
        for (const event of joining.held) {
          if (run.length >= limit) break;
          const verdict = this.options.handlers.judge(event);
          if (verdict.kind !== 'handle' || verdict.handler.kind !== 'batch' || verdict.handler.group !== group) break;
          handler = verdict.handler;
          run.push(verdict.event);
        }
        const last = run.at(-1);
        if (!last) return;
        lanes.push(joining);
        events.push(...run);
        moves.push(this.move(joining, last.sequence));
      };
      join(lane);
      if (!lane.alone) {
        for (const other of this.queue) {
          if (events.length >= group.size) break;
          if (other.publisher !== lane.publisher || other.alone || other.checkpoint === undefined) continue;
          if (other.held[0]?.sequence !== other.checkpoint + 1) continue;
          join(other);
          if (lanes.at(-1) === other) {
            this.queue.delete(other);
            other.state = 'running';
          }
        }
      }
      if (!handler) return 'yield';
      const one: Try = { handler, events, moves, attempt: lane.failures + 1 };
      return await this.conclude(lanes, one, await this.options.handling.attempt(one));
    } finally {
      this.batching.delete(group);
      for (const other of lanes) if (other !== lane) this.endTurn(other);
      for (const waiting of group.waiting) {
        if (waiting.state !== 'gathering') continue;
        waiting.state = 'idle';
        this.wake(waiting);
      }
      group.waiting.clear();
    }
  }

  private async conclude(lanes: Lane[], one: Try, outcome: Outcome): Promise<Halt> {
    const [lane] = lanes;
    if (!lane) return 'yield';
    if (outcome.kind === 'settled' || outcome.kind === 'elsewhere') {
      let moved = 0;
      for (const each of lanes) {
        const before = each.checkpoint ?? 0;
        const now = outcome.at.get(each.name) ?? 0;
        moved += now - before;
        this.reached(each, now);
      }
      if (outcome.kind === 'settled') this.counts.handled += one.events.length;
      else this.counts.dropped += moved;
      return undefined;
    }
    if (outcome.kind === 'away') {
      for (const each of lanes) this.isAway(each, outcome.error);
      return 'yield';
    }
    this.counts.failed++;
    const event = one.events[0] as FeedEvent;
    this.options.report({
      kind: 'handler-failed',
      consumer: this.options.consumer,
      event,
      attempt: one.attempt,
      error: outcome.error,
    });
    for (const each of lanes) each.checkpoint = undefined;
    if (one.events.length > 1) {
      // One of them is the guilty one: each lane goes on alone, event by event, until its first has succeeded.
      for (const each of lanes) each.alone = true;
      return 'yield';
    }
    lane.failures++;
    // Done without its checkpoint, an effect would only be doubled by another try.
    if (outcome.code === 'not-settled' || lane.failures >= this.options.limits.tries) {
      return this.parkAt(lane, event, outcome.code, describe(outcome.error), lane.failures);
    }
    this.wait(lane, backoff(lane.failures, this.options.limits.backoffMs, 60_000));
    return 'yield';
  }

  private async parkAt(
    lane: Lane,
    event: FeedEvent,
    code: DeadLetterCode,
    error: string,
    tries: number,
  ): Promise<Halt> {
    const deadLetter = await this.options.deadLetters.park(event, { code, error, tries });
    this.park(lane);
    this.options.report({ kind: 'lane-parked', deadLetter });
    return 'yield';
  }

  /** A lane has come to this sequence. */
  private reached(lane: Lane, sequence: number): void {
    lane.checkpoint = sequence;
    lane.failures = 0;
    lane.away = 0;
    lane.alone = false;
    this.hold(
      lane,
      lane.held.filter((event) => event.sequence > sequence),
    );
    this.tell(lane);
  }

  private tell(lane: Lane): void {
    for (const watcher of lane.watchers) if ((lane.checkpoint ?? 0) >= watcher.sequence) watcher.reached();
  }

  private isAway(lane: Lane, error: Error): void {
    lane.away++;
    lane.checkpoint = undefined;
    // Said once, not at each of what may be hours of tries.
    if (lane.away === 1)
      this.options.report({ kind: 'trouble', consumer: this.options.consumer, service: lane.publisher, error });
    this.wait(lane, backoff(lane.away, this.options.limits.backoffMs, this.options.limits.awayBackoffMs));
  }

  private wait(lane: Lane, milliseconds: number): void {
    this.rest(lane);
    lane.state = 'waiting';
    if (this.stopping) return;
    lane.timer = setTimeout(() => {
      lane.state = 'idle';
      this.wake(lane);
    }, milliseconds);
  }

  /** Lets go of a lane's events and its place in the queue: they are read again when it goes on. */
  private rest(lane: Lane): void {
    clearTimeout(lane.timer);
    this.queue.delete(lane);
    this.hold(lane, []);
  }

  private hold(lane: Lane, events: FeedEvent[]): void {
    this.buffered += events.length - lane.held.length;
    this.bufferedBytes += sum(events) - sum(lane.held);
    lane.held = events;
    if (this.forRoom.size > 0 && this.hasRoom()) {
      for (const resolve of this.forRoom) resolve();
      this.forRoom.clear();
    }
  }
}

function sum(events: FeedEvent[]): number {
  return events.reduce((bytes, event) => bytes + bytesOf(event), 0);
}

function describe(error: Error): string {
  return error.stack ?? `${error.name}: ${error.message}`;
}
