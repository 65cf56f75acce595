import type { StoredEvent } from '#contracts';
import { CheckpointMoved, moveCheckpoint, moveCheckpoints, type Log } from '#event-store';
import type { DataSource, EntityManager } from 'typeorm';
import { viewConsumer, type View } from './view.js';

/** Follows the service's own log and folds it into the views. One per process; several processes share the work by compare-and-set. */
export interface Projector {
  start(): Promise<void>;
  /** Resolves when every view has folded the log up to `position`; false when `timeoutMs` is up. */
  reached(position: number, timeoutMs: number): Promise<boolean>;
  /** Position that every view has reached. */
  position(): number;
  /** Called after each commit with the events that the views have just taken in. */
  onFolded(listener: (events: StoredEvent[]) => void): () => void;
  status(): { position: number; error?: string };
  stop(): Promise<void>;
}

/** First wait after an event that a view cannot take in; doubled up to the last. */
const RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

export function projector(
  service: string,
  log: Log,
  dataSource: DataSource,
  views: View[],
  report: (error: Error) => void,
): Projector {
  const own = views.filter((view) => view.own);
  const listeners = new Set<(events: StoredEvent[]) => void>();
  const waiting = new Set<{ position: number; done: (reached: boolean) => void }>();
  const abort = new AbortController();
  let position = 0;
  let trouble: string | undefined;
  let wait = RETRY_MS;
  let running: Promise<void> = Promise.resolve();

  const moved = (to: number) => {
    position = to;
    for (const one of waiting) if (one.position <= position) one.done(true);
  };

  /**
   * One page into all views, in one commit: a commit waits for the disk, and a page is usually one event. Where somebody else was first,
   * or a view cannot take an event in, nothing was written: then each goes by itself, as far as it can.
   */
  const foldTogether = (events: StoredEvent[]): Promise<void> =>
    dataSource.transaction(async (db) => {
      const last = events.at(-1)!.position;
      const places = await placesOf(db, own, service);
      const behind = own
        .map((view) => ({ view, consumer: viewConsumer(view), from: places.get(viewConsumer(view)) ?? 0 }))
        .filter(({ from }) => from < last);
      if (behind.length === 0) return;
      const moves = behind.map(({ consumer, from }) => ({ consumer, publisher: service, lane: '', from, to: last }));
      await moveCheckpoints(db, moves);
      for (const { view, from } of behind)
        for (const event of events) if (event.position > from) await view.own!(event, db);
    });

  const foldInEach = async (events: StoredEvent[]): Promise<void> => {
    for (const view of own) await foldInto(view, events);
  };

  /**
   * One page into one view, with its place in the log: one commit. The place is moved first: its row is the lock, so that a second process
   * waits and is then told that somebody was first, instead of folding the same events once more.
   */
  const foldInto = async (view: View, events: StoredEvent[]): Promise<void> => {
    const last = events.at(-1)!.position;
    for (;;) {
      try {
        return await dataSource.transaction(async (db) => {
          const at = await placeOf(db, view, service);
          const fresh = events.filter((event) => event.position > at);
          if (fresh.length === 0) return;
          await moveCheckpoint(db, { consumer: viewConsumer(view), publisher: service, lane: '', from: at, to: last });
          for (const event of fresh) await view.own!(event, db);
        });
      } catch (error) {
        if (!(error instanceof CheckpointMoved)) throw error;
      }
    }
  };

  /** A view whose version went up begins again from nothing: its tables hold what another projection made of the log. */
  const foldAnewIfChanged = (view: View): Promise<void> =>
    dataSource.transaction(async (db) => {
      await db.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [viewConsumer(view)]);
      if ((await placeOf(db, view, service)) > 0) return;
      const others: unknown[] = await db.query(
        'select 1 from log.checkpoints where publisher = $1 and consumer like $2 and consumer <> $3 limit 1',
        [service, `view:${view.name}@%`, viewConsumer(view)],
      );
      if (others.length === 0) return;
      for (const table of view.tables) await db.query(`delete from "${table}"`);
    });

  const run = async () => {
    while (!abort.signal.aborted) {
      try {
        const places = await Promise.all(own.map((view) => placeOf(dataSource.manager, view, service)));
        const after = own.length > 0 ? Math.min(...places) : await log.head();
        moved(after);
        for await (const events of log.follow({ after, signal: abort.signal })) {
          await foldTogether(events).catch(() => foldInEach(events));
          trouble = undefined;
          moved(events.at(-1)!.position);
          for (const listener of listeners) listener(events);
        }
        // The log was closed before this: it says no more, and asking again at once would only keep the process busy.
        await pause(RETRY_MS, abort.signal);
      } catch (error) {
        if (abort.signal.aborted) return;
        const { message } = error as Error;
        // Told once, not at each try: it stays in the status until it is over.
        if (message !== trouble) report(error as Error);
        wait = message === trouble ? Math.min(2 * wait, LONGEST_RETRY_MS) : RETRY_MS;
        trouble = message;
        await pause(wait, abort.signal);
      }
    }
  };

  return {
    async start() {
      for (const view of own) await foldAnewIfChanged(view);
      running = run();
    },
    reached(wanted, timeoutMs) {
      if (position >= wanted) return Promise.resolve(true);
      return new Promise((resolve) => {
        const one = {
          position: wanted,
          done: (reached: boolean) => {
            clearTimeout(timer);
            waiting.delete(one);
            resolve(reached);
          },
        };
        const timer = setTimeout(() => one.done(false), timeoutMs);
        waiting.add(one);
      });
    },
    position: () => position,
    onFolded(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    status: () => ({ position, ...(trouble !== undefined && { error: trouble }) }),
    async stop() {
      abort.abort();
      await running;
      for (const one of waiting) one.done(false);
    },
  };
}

/** Where views stand in their service's own log, by consumer. */
async function placesOf(db: EntityManager, views: View[], service: string): Promise<Map<string, number>> {
  const rows: { consumer: string; sequence: string }[] = await db.query(
    `select consumer, sequence from log.checkpoints where consumer = any($1) and publisher = $2 and lane = ''`,
    [views.map(viewConsumer), service],
  );
  return new Map(rows.map(({ consumer, sequence }) => [consumer, Number(sequence)]));
}

/** Where a view stands in its service's own log. */
export async function placeOf(db: EntityManager, view: View, service: string): Promise<number> {
  const rows: { sequence: string }[] = await db.query(
    'select sequence from log.checkpoints where consumer = $1 and publisher = $2 and lane = $3',
    [viewConsumer(view), service, ''],
  );
  return Number(rows[0]?.sequence ?? 0);
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
