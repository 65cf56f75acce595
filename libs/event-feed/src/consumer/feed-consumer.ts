import type { Uuid } from '#contracts';
import type {
  ByWhom,
  Consumer,
  ConsumerOptions,
  ConsumerStatus,
  DeadLetter,
  DeadLetters,
  Delivery,
  DeliverySink,
  FeedEvent,
  FeedReport,
  FeedSource,
  LogEpoch,
  Numbered,
} from '../feed.js';
import {
  AlreadyResolved,
  AnotherLog,
  LaneParked,
  NotCaughtUp,
  PublisherUnavailable,
  UnknownLog,
  UnknownPublisher,
} from '../refusals.js';
import { reportingTo } from '../reporting-to.js';
import { checkpointsOf } from './checkpoints.js';
import { DeadLetterTable } from './dead-letter-table.js';
import { Handlers } from './handlers.js';
import { Handling, type Outcome } from './handling.js';
import { CatchingUp } from './catching-up.js';
import { knownLog, nameOf, recogniseLog } from './known-logs.js';
import { isBehind, type Lane } from './lane.js';
import { Lanes } from './lanes.js';
import { limitsOf } from './limits.js';
import { isCheckpointMoved } from './passing-errors.js';
import { SourceDelivery } from './source-delivery.js';

/** Lanes per read of a publisher's heads. */
const HEADS_PER_READ = 1_000;
/** Milliseconds after which a parked lane is looked at again: another instance may have set it free. */
const PARKED_AGAIN_MS = 2_000;

interface Followed {
  source: FeedSource;
  /** Log and epoch that the checkpoints belong to, once they have been read. */
  log?: LogEpoch | undefined;
  state: ConsumerStatus['publishers'][string]['state'];
  /** What keeps its events from arriving, or why it is not followed any more. */
  error: string | undefined;
  /** Why its heads could not be compared the last time that it was tried. */
  door: string | undefined;
  /** All up to here has been taken in. */
  reached: Numbered;
  /** Told when `reached` moves. */
  watchers: Set<() => void>;
}

/** A consumer without its handlers' framework: takes events in, has them handled, parks what fails. Any carrier can feed it. */
export class FeedConsumer implements Consumer, DeadLetters, DeliverySink {
  readonly handlers: Handlers;
  readonly lanes: Lanes;
  readonly deadLetters: DeadLetters = this;
  private readonly name: string;
  private readonly followed: Map<string, Followed>;
  private readonly report: FeedReport;
  private readonly table: DeadLetterTable;
  private readonly handling: Handling;
  private readonly delivery: Delivery;
  private readonly limits;
  private readonly catchingUp: CatchingUp;
  private readonly ending = new AbortController();
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly options: ConsumerOptions) {
    const { consumer, pool, sources } = options;
    this.name = consumer;
    this.limits = limitsOf(options.limits);
    this.followed = new Map(
      sources.map((source) => [
        source.publisher,
        {
          source,
          state: 'starting',
          error: undefined,
          door: undefined,
          reached: { position: 0, ordinal: 0 },
          watchers: new Set(),
        },
      ]),
    );
    this.report = reportingTo(options.report);
    this.handlers = new Handlers(consumer, options.contracts);
    this.handling = new Handling(consumer, pool, this.limits.handlerTimeoutMs);
    this.table = new DeadLetterTable(pool, consumer);
    this.catchingUp = new CatchingUp(pool, consumer);
    this.delivery = options.delivery ?? new SourceDelivery(this.limits.page, this.limits.awayBackoffMs);
    this.lanes = new Lanes({
      consumer,
      pool,
      gaps: new Map(sources.map((source) => [source.publisher, source])),
      followedLog: async (publisher) => this.followedLog(publisher),
      metAnotherLog: (error) => this.trouble(error.publisher, error),
      handlers: this.handlers,
      handling: this.handling,
      deadLetters: this.table,
      limits: this.limits,
      report: this.report,
    });
  }

  /** Resolves when the dead letters are known and delivery has begun; it does not wait for publishers. */
  async start(): Promise<void> {
    await this.rereadParked();
    await this.delivery.start(
      [...this.followed.values()].map(({ source }) => source),
      this,
    );
    for (const publisher of this.followed.keys())
      this.every(this.limits.reconcileMs, async () => {
        await this.reconcile(publisher).catch((error: unknown) => {
          if (error instanceof UnknownLog) this.trouble(publisher, error);
        });
      });
    this.every(PARKED_AGAIN_MS, async () => {
      if (![...this.lanes.all()].some(({ state }) => state === 'parked')) return;
      // A database that is away keeps every lane waiting, and says so there.
      await this.rereadParked().catch(() => undefined);
    });
  }

  /** Takes nothing in any more, lets the handlers under way end (within their time), and leaves. */
  async stop(): Promise<void> {
    this.ending.abort();
    for (const timer of this.timers) clearInterval(timer);
    // The lanes first: a delivery that waits for room must not wait for ever.
    await Promise.all([this.lanes.stop(), this.delivery.stop()]);
  }

  // ── Delivery ──────────────────────────────────────────────────────────────────────────────────

  async offer(publisher: string, events: FeedEvent[]): Promise<void> {
    this.find(publisher);
    for (const event of events) {
      await this.lanes.room();
      this.lanes.arrived(event);
    }
  }

  reached(publisher: string, numbered: Numbered): void {
    const followed = this.find(publisher);
    followed.reached = numbered;
    for (const watcher of followed.watchers) watcher();
  }

  trouble(publisher: string, met: Error | undefined): void {
    const followed = this.find(publisher);
    if (followed.state === 'stopped') return;
    const error =
      met instanceof AnotherLog ? new UnknownLog(this.name, publisher, nameOf(met.asked), nameOf(met.met)) : met;
    const news = error !== undefined && ![followed.error, followed.door].includes(error.message);
    followed.error = error?.message;
    followed.state = error === undefined ? 'following' : error instanceof UnknownLog ? 'stopped' : 'in-trouble';
    if (followed.state === 'stopped') this.lanes.freeze(publisher);
    if (news) this.report({ kind: 'trouble', consumer: this.name, service: publisher, error });
  }

  /** What has failed at the publisher's own door; only a success there clears it. Events that come another way are handled meanwhile. */
  private doorTrouble(publisher: string, error: Error | undefined): void {
    const followed = this.find(publisher);
    const news = error !== undefined && ![followed.error, followed.door].includes(error.message);
    followed.door = error?.message;
    if (news) this.report({ kind: 'trouble', consumer: this.name, service: publisher, error });
  }

  assign(publisher: string, mine: (lane: string) => boolean): void {
    this.lanes.own(publisher, mine);
  }

  async recognise(publisher: string, log: string, epoch: Uuid): Promise<'known' | 'other' | 'not-yet' | 'stopped'> {
    const followed = this.find(publisher);
    if (followed.state === 'stopped') return 'stopped';
    const known = await this.followedLog(publisher);
    if (known === undefined) return 'not-yet';
    return known.id === log && known.epoch === epoch ? 'known' : 'other';
  }

  async followedLog(publisher: string): Promise<LogEpoch | undefined> {
    const followed = this.find(publisher);
    return (followed.log ??= await knownLog(this.options.pool, this.name, publisher));
  }

  async reconcile(publisher: string): Promise<Numbered> {
    try {
      const numbered = await this.compareHeads(publisher);
      this.doorTrouble(publisher, undefined);
      return numbered;
    } catch (error) {
      if (!(error instanceof UnknownLog)) this.doorTrouble(publisher, asError(error));
      throw error;
    }
  }

  private async compareHeads(publisher: string): Promise<Numbered> {
    const { source } = this.find(publisher);
    const numbered = await recogniseLog(this.options.pool, this.name, source);
    await this.rereadParked();
    let behind = false;
    for (let after = ''; ;) {
      const heads = await source.heads(after, HEADS_PER_READ);
      const last = heads.at(-1);
      if (!last) {
        if (!behind) this.catchingUp.settled(publisher, numbered.ordinal);
        return numbered;
      }
      const checkpoints = await checkpointsOf(
        this.options.pool,
        this.name,
        publisher,
        heads.map(({ lane }) => lane),
      );
      for (const { lane, sequence } of heads) {
        const checkpoint = checkpoints.get(lane) ?? 0;
        if (checkpoint >= sequence) continue;
        behind = true;
        this.lanes.known(publisher, lane, sequence, checkpoint);
      }
      after = last.lane;
    }
  }

  // ── Reading one's writes ──────────────────────────────────────────────────────────────────────

  async caughtUpTo(
    publisher: string,
    position: number,
    options: { timeoutMs: number; lane?: string; signal?: AbortSignal },
  ): Promise<void> {
    const followed = this.find(publisher);
    const signals = [
      AbortSignal.timeout(options.timeoutMs),
      this.ending.signal,
      ...(options.signal ? [options.signal] : []),
    ];
    const signal = AbortSignal.any(signals);
    if (this.delivery.shared) return this.catchingUp.wait(followed.source, position, signal, options.lane);
    const notCaughtUp = () => new NotCaughtUp(this.name, publisher, position);
    await awaited(signal, notCaughtUp, (resolve) => {
      const look = () => {
        if (followed.reached.position >= position) resolve();
      };
      followed.watchers.add(look);
      look();
      return () => followed.watchers.delete(look);
    });
    const behind: Lane[] = [];
    for (const lane of this.lanes.all()) {
      if (lane.publisher === publisher && isBehind(lane) && (options.lane ?? lane.name) === lane.name)
        behind.push(lane);
    }
    if (behind.length === 0) return;
    const heads = await followed.source.headsAt(
      position,
      behind.map((lane) => lane.name),
    );
    const headOf = new Map(heads.map(({ lane, sequence }) => [lane, sequence]));
    // A lane that is parked is told of when the others are there: who goes on without it goes on without it alone.
    const waits = await Promise.allSettled(
      behind.map(async (lane) => {
        const sequence = headOf.get(lane.name) ?? 0;
        if (sequence <= (lane.checkpoint ?? 0)) return;
        await awaited(signal, notCaughtUp, (resolve, reject) => {
          const watcher = {
            sequence,
            reached: resolve,
            parked: () => reject(new LaneParked(this.name, publisher, lane.name)),
          };
          lane.watchers.add(watcher);
          if (lane.state === 'parked') watcher.parked();
          return () => lane.watchers.delete(watcher);
        });
      }),
    );
    for (const wait of waits) if (wait.status === 'rejected') throw wait.reason;
  }

  // ── Dead letters ──────────────────────────────────────────────────────────────────────────────

  async list(filter: { all?: boolean } = {}): Promise<DeadLetter[]> {
    const letters = await this.table.list(filter.all ?? false);
    return letters.map((letter) => {
      if (letter.state !== 'parked' || !this.followed.has(letter.publisher)) return letter;
      const { head } = this.lanes.get(letter.publisher, letter.lane);
      return { ...letter, waiting: Math.max(0, head - letter.sequence) };
    });
  }

  async retry(id: Uuid, who: ByWhom): Promise<DeadLetter> {
    const letter = await this.table.parkedOne(id);
    const followed = this.followed.get(letter.publisher);
    if (!followed) throw new PublisherUnavailable(letter.publisher, 'it is not followed any more');
    // Read first: what cannot be tried is no try.
    const [event] = await followed.source
      .lane(letter.lane, letter.sequence - 1, 1, await this.followedLog(letter.publisher))
      .catch((error: unknown) => {
        if (!(error instanceof AnotherLog)) throw error;
        this.trouble(letter.publisher, error);
        throw new PublisherUnavailable(letter.publisher, error.message, { cause: error });
      });
    if (event?.sequence !== letter.sequence)
      throw new PublisherUnavailable(letter.publisher, `no event ${letter.sequence} in lane ${letter.lane}`);
    await this.table.note(id, 'retry', who);
    const refused = await this.tryAgain(event);
    if (refused === undefined) {
      await this.table.settled(id, who);
      await this.release(letter);
    } else {
      await this.table.note(id, 'failed-again', { by: who.by, reason: refused });
    }
    return this.table.get(id);
  }

  async skip(id: Uuid, who: ByWhom & { reason: string }): Promise<DeadLetter> {
    const letter = await this.table.parkedOne(id);
    try {
      await this.table.skipped(letter, who);
    } catch (error) {
      if (!isCheckpointMoved(error)) throw error;
      await this.table.settled(id);
      await this.release(letter);
      throw new AlreadyResolved(id, 'settled');
    }
    await this.release(letter);
    return this.table.get(id);
  }

  // ── Counters ──────────────────────────────────────────────────────────────────────────────────

  status(): ConsumerStatus {
    const publishers: ConsumerStatus['publishers'] = {};
    for (const [publisher, { state, error, door }] of this.followed) {
      publishers[publisher] = {
        lag: 0,
        lanesBehind: 0,
        state,
        ...(error === undefined ? {} : { error }),
        ...(door === undefined ? {} : { door }),
      };
    }
    let parkedLanes = 0;
    for (const lane of this.lanes.all()) {
      const publisher = publishers[lane.publisher];
      if (lane.state === 'parked') parkedLanes++;
      if (!publisher || !isBehind(lane) || !this.lanes.isMine(lane)) continue;
      publisher.lanesBehind++;
      publisher.lag += lane.head - (lane.checkpoint ?? 0);
    }
    const { buffered, bufferedBytes, running, counts } = this.lanes;
    return { consumer: this.name, publishers, parkedLanes, ...counts, buffered, bufferedBytes, running };
  }

  private every(milliseconds: number, work: () => Promise<void>): void {
    const timer = setInterval(() => void work(), milliseconds);
    timer.unref();
    this.timers.push(timer);
  }

  /** @returns why it failed again; undefined when it has had its effect */
  private async tryAgain(event: FeedEvent): Promise<string | undefined> {
    const move = {
      consumer: this.name,
      publisher: event.publisher,
      lane: event.lane,
      from: event.sequence - 1,
      to: event.sequence,
    };
    const verdict = this.handlers.judge(event);
    if (verdict.kind === 'park') return verdict.error;
    if (verdict.kind === 'pass-over') {
      await this.handling.settle([move]).catch((error: unknown) => {
        if (!isCheckpointMoved(error)) throw error;
      });
      return undefined;
    }
    const outcome: Outcome = await this.handling.attempt({
      handler: verdict.handler,
      events: [verdict.event],
      moves: [move],
      attempt: 1,
    });
    return outcome.kind === 'settled' || outcome.kind === 'elsewhere' ? undefined : outcome.error.message;
  }

  /** Lanes parked or set free in the database by whoever: this process follows suit. */
  private async rereadParked(): Promise<void> {
    const before = [...this.lanes.all()].filter(({ state }) => state === 'parked');
    const parked = await this.table.parked();
    const names = new Set<string>();
    for (const one of parked) {
      if (!this.followed.has(one.publisher)) continue;
      if (one.checkpoint >= one.sequence) {
        // The effect came late: after its time was up, or from another instance.
        await this.table.settled(one.deadLetter);
        continue;
      }
      names.add(`${one.publisher}\n${one.lane}`);
      const lane = this.lanes.get(one.publisher, one.lane);
      lane.head = Math.max(lane.head, one.sequence);
      if (lane.state !== 'running' && lane.state !== 'parked') this.lanes.park(lane);
    }
    for (const lane of before) {
      if (lane.state === 'parked' && !names.has(`${lane.publisher}\n${lane.name}`)) this.lanes.release(lane);
    }
  }

  private async release(letter: DeadLetter): Promise<void> {
    const followed = this.followed.get(letter.publisher);
    if (!followed) return;
    const lane = this.lanes.get(letter.publisher, letter.lane);
    const [head] = await followed.source.headsAt(Number.MAX_SAFE_INTEGER, [letter.lane]);
    lane.head = Math.max(lane.head, head?.sequence ?? 0);
    if (lane.state === 'parked') this.lanes.release(lane);
  }

  private find(publisher: string): Followed {
    const followed = this.followed.get(publisher);
    if (!followed) throw new UnknownPublisher(publisher);
    return followed;
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** A promise that a signal ends; `begin` gives back how to tidy up. */
async function awaited(
  signal: AbortSignal,
  refusal: () => Error,
  begin: (resolve: () => void, reject: (error: Error) => void) => () => void,
): Promise<void> {
  let end = () => {};
  await new Promise<void>((resolve, reject) => {
    if (signal.aborted) return reject(refusal());
    const aborted = () => reject(refusal());
    signal.addEventListener('abort', aborted, { once: true });
    const tidy = begin(resolve, reject);
    end = () => {
      signal.removeEventListener('abort', aborted);
      tidy();
    };
  }).finally(() => end());
}
