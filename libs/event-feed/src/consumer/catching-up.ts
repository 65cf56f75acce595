import type { Pool } from 'pg';
import type { FeedSource, Numbered } from '../feed.js';
import { pause } from '../pause.js';
import { LaneParked, NotCaughtUp, PublisherUnavailable } from '../refusals.js';
import { checkpointsOf } from './checkpoints.js';

/** Events or heads per read of the publisher. */
const PER_READ = 500;
/** Milliseconds between two looks, at first and at last. */
const SOONEST_MS = 5;
const LATEST_MS = 50;

/** A lane that has to come this far. `position`: of the publisher's log, from which on this is asked for. */
interface Wanted {
  sequence: number;
  position: number;
}

/**
 * Waits until a consumer has handled what a publisher had published, whichever of its instances did it: the checkpoints in the database say so.
 */
export class CatchingUp {
  /** By publisher: everything up to this place in the order of publication has been handled, but for what is stuck. */
  private readonly done = new Map<string, number>();
  /** By publisher: lanes that were parked when they were asked for. */
  private readonly stuck = new Map<string, Map<string, Wanted>>();

  constructor(
    private readonly pool: Pool,
    private readonly consumer: string,
  ) {}

  /** Everything of the publisher up to this ordinal is known to have been handled. */
  settled(publisher: string, ordinal: number): void {
    this.done.set(publisher, Math.max(this.done.get(publisher) ?? 0, ordinal));
  }

  /** @param position in the publisher's log @param lane only this one matters @throws NotCaughtUp, LaneParked */
  async wait(source: FeedSource, position: number, signal: AbortSignal, lane?: string): Promise<void> {
    const { publisher } = source;
    const numbered = await this.until(publisher, position, signal, async () => {
      const now = await source.numbered();
      return now.position >= position && now;
    });
    const { news, upTo } = await this.until(publisher, position, signal, async () =>
      this.done.get(publisher) === undefined
        ? this.everything(source, position, numbered)
        : this.since(source, position, numbered.ordinal),
    );
    const asked = new Map([...(this.stuck.get(publisher) ?? []), ...news]);
    for (const [name, wanted] of asked) if (wanted.position > position || (lane ?? name) !== name) asked.delete(name);
    const parked = await this.until(publisher, position, signal, async () => {
      const at = await checkpointsOf(this.pool, this.consumer, publisher, [...asked.keys()]);
      for (const [name, { sequence }] of asked) if ((at.get(name) ?? 0) >= sequence) asked.delete(name);
      const waitingFor = new Set(asked.keys());
      for (const name of await this.parkedOf(publisher, [...asked.keys()])) waitingFor.delete(name);
      return waitingFor.size === 0 && [...asked.keys()];
    });
    if (lane === undefined) {
      this.stuck.set(publisher, new Map(parked.map((name) => [name, asked.get(name)!])));
      if (upTo !== undefined) this.settled(publisher, upTo);
    }
    if (parked[0] !== undefined) throw new LaneParked(this.consumer, publisher, parked[0]);
  }

  /** What has been published since everything was last known to be handled, up to a position of the log. */
  private async since(source: FeedSource, position: number, ordinal: number) {
    const news = new Map<string, Wanted>();
    let upTo = this.done.get(source.publisher) ?? 0;
    let whole = true;
    for (let after = upTo; after < ordinal;) {
      const events = await source.after(after, PER_READ);
      if (events.length === 0) break;
      for (const event of events) {
        after = event.ordinal;
        // A lane that was stopped and repaired is numbered late, with old positions: past the first later one, places say nothing.
        if (event.position > position) whole = false;
        else news.set(event.lane, { sequence: event.sequence, position: event.position });
        if (whole) upTo = event.ordinal;
      }
    }
    return { news, upTo };
  }

  /** Every lane as far as it had come at that position: the first time there is nothing else to go by. */
  private async everything(source: FeedSource, position: number, numbered: Numbered) {
    const news = new Map<string, Wanted>();
    for (let after = ''; ;) {
      const heads = await source.heads(after, PER_READ);
      const last = heads.at(-1);
      if (!last) return { news, upTo: numbered.position === position ? numbered.ordinal : undefined };
      const names = heads.map(({ lane }) => lane);
      for (const { lane, sequence } of await source.headsAt(position, names)) news.set(lane, { sequence, position });
      after = last.lane;
    }
  }

  private async parkedOf(publisher: string, lanes: string[]): Promise<string[]> {
    if (lanes.length === 0) return [];
    const { rows } = await this.pool.query<{ lane: string }>(
      'select lane from feed.parked_lanes where consumer = $1 and publisher = $2 and lane = any($3::text[])',
      [this.consumer, publisher, lanes],
    );
    return rows.map(({ lane }) => lane);
  }

  /** Looks again until it is there; a publisher that is away may be back in time. @throws NotCaughtUp */
  private async until<T>(
    publisher: string,
    position: number,
    signal: AbortSignal,
    look: () => Promise<T | false>,
  ): Promise<T> {
    for (let wait = SOONEST_MS; !signal.aborted; wait = Math.min(2 * wait, LATEST_MS)) {
      try {
        const found = await look();
        if (found !== false) return found;
      } catch (error) {
        if (!(error instanceof PublisherUnavailable)) throw error;
      }
      await pause(wait, signal);
    }
    throw new NotCaughtUp(this.consumer, publisher, position);
  }
}
