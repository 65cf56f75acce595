import { CheckpointMoved, moveCheckpoint, type Log } from '#event-store';
import { inTransaction } from '#service-kit';
import type { Pool } from 'pg';
import { applyAct } from './apply-acts.js';

/** Turns the acts in the service's own log into the queue's rows, each once, in order, over any crash. */
export interface ActFollower {
  start(): void;
  /** Resolves when all acts recorded up to this position are in the queue. @throws the signal's reason */
  reached(position: number, signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

const CONSUMER = 'notifications.webhooks';
const RETRY_MS = 500;

/** @param moved called after each commit that may have given the engine something to send */
export function followActs(log: Log, pool: Pool, moved: () => void, report: (error: Error) => void): ActFollower {
  const abort = new AbortController();
  const waiting = new Set<() => void>();
  let position = -1;
  let running: Promise<void> = Promise.resolve();

  const at = (place: number) => {
    position = place;
    for (const look of waiting) look();
  };

  const run = async () => {
    while (!abort.signal.aborted) {
      try {
        const after = await log.checkpoint(CONSUMER, 'notifications', '');
        at(after);
        let from = after;
        for await (const page of log.follow({ after, signal: abort.signal })) {
          const to = page.at(-1)!.position;
          await inTransaction(pool, async (db) => {
            // First, so that two processes do not both do the work: the second waits here, and is refused.
            await moveCheckpoint(db, { consumer: CONSUMER, publisher: 'notifications', lane: '', from, to });
            for (const event of page) await applyAct(db, event);
          });
          from = to;
          at(to);
          moved();
        }
        // The log was closed before this: it says no more.
        await pause(RETRY_MS, abort.signal);
      } catch (error) {
        if (abort.signal.aborted) return;
        // Another process was first: go on from where it has come to. Anything else is for the operator to know.
        if (!(error instanceof CheckpointMoved)) {
          report(error as Error);
          await pause(RETRY_MS, abort.signal);
        }
      }
    }
  };

  return {
    start: () => void (running = run()),
    reached: (wanted, signal) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!signal.aborted && position < wanted) return;
          waiting.delete(look);
          signal.removeEventListener('abort', look);
          if (position >= wanted) resolve();
          else reject(signal.reason as Error);
        };
        waiting.add(look);
        signal.addEventListener('abort', look);
        look();
      }),
    async stop() {
      abort.abort();
      await running;
    },
  };
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
