import type { StoredEvent } from '#contracts';
import { UnknownLog } from '#event-store';
import type { FeedReport, Numbered, Publisher, PublisherOptions, PublisherStatus, StoppedLane } from '../feed.js';
import { backoff, pause } from '../pause.js';
import { reportingTo } from '../reporting-to.js';
import { NotStopped, PublicationRefused } from '../refusals.js';
import { number, readNumbering, type NumberingState, type ToNumber } from './numbering.js';
import { NumberingSignal } from './numbering-signal.js';
import { idOfStream, publicationOf } from './publishing.js';
import { TableSource } from './table-source.js';

const LONGEST_WAIT_MS = 5_000;

/** Follows a service's log and numbers what it publishes. */
export class LogPublisher implements Publisher {
  readonly source: TableSource;
  private readonly signal = new NumberingSignal();
  private readonly ending = new AbortController();
  private readonly report: FeedReport;
  private state: NumberingState | undefined;
  private following: Promise<void> | undefined;
  private seen = 0;
  private error: string | undefined;

  constructor(private readonly options: PublisherOptions) {
    this.report = reportingTo(options.report);
    this.source = new TableSource(options.service, options.pool, this.signal);
  }

  get service(): string {
    return this.options.service;
  }

  async start(): Promise<void> {
    if (this.following) return;
    const state = await this.reread();
    this.seen = Math.max(state.position, await this.options.log.head());
    this.following = this.followForEver();
    // A lane that stopped under an older release may fit by now.
    for (const lane of state.stopped.keys())
      await this.resume(lane).catch((error) => this.noteUnlessStillStopped(error));
  }

  async resume(lane: string): Promise<void> {
    for (;;) {
      const state = await readNumbering(this.options.pool);
      const stop = state.stopped.get(lane);
      if (!stop) throw new NotStopped(lane);
      const { events, stops } = await this.heldBack(stop, state);
      const still = stops.get(lane);
      const released = still ? {} : { released: lane };
      const done = await number(this.options.pool, state, state.position, events, {
        log: this.options.log.identity.id,
        stops: [...stops.values()],
        ...released,
      });
      if (!done) continue;
      await this.reread();
      if (still) throw new PublicationRefused(still);
      return;
    }
  }

  status(): PublisherStatus {
    const { position = 0, ordinal = 0, stopped } = this.state ?? {};
    return {
      service: this.service,
      numbered: { position, ordinal },
      lag: Math.max(0, this.seen - position),
      stoppedLanes: [...(stopped?.values() ?? [])],
      ...(this.error === undefined ? {} : { error: this.error }),
    };
  }

  async close(): Promise<void> {
    this.ending.abort();
    await this.following;
  }

  private async followForEver(): Promise<void> {
    const { signal } = this.ending;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        const { position } = await this.reread();
        for await (const page of this.options.log.follow({
          after: position,
          pageSize: this.options.pageSize ?? 500,
          signal,
        })) {
          this.seen = Math.max(this.seen, page.at(-1)?.position ?? 0);
          await this.take(page);
          attempt = 1;
          this.error = undefined;
        }
        if (!signal.aborted) throw new Error(`the log of ${this.service} was closed while it was followed`);
      } catch (thrown) {
        if (signal.aborted) return;
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        this.error = error.message;
        this.report({ kind: 'trouble', service: this.service, error });
        // Another log, or an older one, behind the same address: going on would number it as if it were this one's future.
        if (error instanceof UnknownLog) return;
        await pause(backoff(attempt, 100, LONGEST_WAIT_MS), signal);
      }
    }
  }

  /** Numbers a page; when another process was faster, what that one left over. */
  private async take(page: StoredEvent[]): Promise<void> {
    for (;;) {
      const state = this.state ?? (await this.reread());
      const rest = page.filter((event) => event.position > state.position);
      const last = rest.at(-1);
      if (!last) return;
      const { events, stops } = this.sort(rest, new Set(state.stopped.keys()));
      const stopped = [...stops.values()];
      const done = await number(this.options.pool, state, last.position, events, {
        log: this.options.log.identity.id,
        stops: stopped,
      });
      if (!done || stopped.length > 0) await this.reread();
      else
        this.move({
          ...state,
          revision: state.revision + 1,
          position: last.position,
          ordinal: state.ordinal + events.length,
        });
      if (!done) continue;
      for (const stop of stopped) {
        this.report({
          kind: 'lane-stopped',
          service: this.service,
          stopped: this.state?.stopped.get(stop.lane) ?? { ...stop, stoppedAt: '' },
        });
      }
      return;
    }
  }

  /** What of these events can be numbered, and where lanes stop. Behind a stop nothing of its lane goes out. */
  private sort(events: StoredEvent[], stoppedLanes: Set<string>) {
    const toNumber: ToNumber[] = [];
    const stops = new Map<string, Omit<StoppedLane, 'stoppedAt'>>();
    for (const event of events) {
      const publication = publicationOf(event, this.options.mapping, this.options.contracts);
      if (publication.kind === 'inside' || stoppedLanes.has(publication.lane) || stops.has(publication.lane)) continue;
      if (publication.kind === 'published') toNumber.push({ event, publication });
      else {
        const { lane, type, code, error } = publication;
        stops.set(lane, { lane, position: event.position, eventId: event.id, type, code, error });
      }
    }
    return { events: toNumber, stops };
  }

  /** The events that a stop has held back, as mapping and contracts now make them. */
  private async heldBack(stop: StoppedLane, state: NumberingState) {
    const held: StoredEvent[] = [];
    for (let after = stop.position - 1; after < state.position;) {
      const page = await this.options.log.page(after, this.options.pageSize ?? 500);
      const last = page.at(-1);
      if (!last) break;
      after = last.position;
      for (const event of page) {
        if (event.position > state.position) break;
        const publication = publicationOf(event, this.options.mapping, this.options.contracts);
        // Where `lane` itself had thrown, the stop bears the stream's id.
        if (publication.kind !== 'inside' && (publication.lane === stop.lane || idOfStream(event.stream) === stop.lane))
          held.push(event);
      }
    }
    const { rows } = await this.options.pool.query<{ event_id: string }>(
      'select event_id from feed.published where event_id = any($1::uuid[])',
      [held.map((event) => event.id)],
    );
    const out = new Set(rows.map((row) => row.event_id));
    const otherStops = new Set([...state.stopped.keys()].filter((lane) => lane !== stop.lane));
    return this.sort(
      held.filter((event) => !out.has(event.id)),
      otherStops,
    );
  }

  private noteUnlessStillStopped(error: unknown): void {
    if (error instanceof PublicationRefused || error instanceof NotStopped) return;
    throw error;
  }

  private async reread(): Promise<NumberingState> {
    const state = await readNumbering(this.options.pool);
    this.move(state);
    return state;
  }

  private move(state: NumberingState): void {
    if (this.state && this.state.revision > state.revision) return;
    this.state = state;
    const numbered: Numbered = { position: state.position, ordinal: state.ordinal };
    this.seen = Math.max(this.seen, state.position);
    this.signal.announce(numbered);
  }
}
