import { moveCheckpoint, type CheckpointMove } from '#event-store';
import type { Pool } from 'pg';
import type { DeadLetterCode, FeedEvent } from '../feed.js';
import { HandlerDidNotSettle, HandlerTimedOut, NotAnError } from '../refusals.js';
import { checkpointsOf } from './checkpoints.js';
import { FeedBatch, FeedContext } from './feed-context.js';
import type { Handler } from './handlers.js';
import { isCheckpointMoved, passesByItself } from './passing-errors.js';

/** How a try ended. `at` = where the checkpoints stand now: whatever a handler says, they tell what has happened. */
export type Outcome =
  | { kind: 'settled'; at: Map<string, number> }
  /** Another instance was first. */
  | { kind: 'elsewhere'; at: Map<string, number> }
  /** Something is away, or asks to come back: no fault of the event. */
  | { kind: 'away'; error: Error }
  | { kind: 'failed'; code: DeadLetterCode; error: Error };

export interface Try {
  handler: Handler;
  /** Of one publisher; for a handler of single events exactly one. */
  events: FeedEvent[];
  moves: CheckpointMove[];
  attempt: number;
}

/** Runs handlers of one consumer, each within its time, and finds out how they ended. It never throws. */
export class Handling {
  constructor(
    private readonly consumer: string,
    private readonly pool: Pool,
    private readonly timeoutMs: number,
  ) {}

  async attempt(one: Try): Promise<Outcome> {
    const thrown = await this.run(one);
    const publisher = one.events[0]?.publisher ?? '';
    let at: Map<string, number>;
    try {
      at = await checkpointsOf(
        this.pool,
        this.consumer,
        publisher,
        one.moves.map((move) => move.lane),
      );
    } catch (error) {
      return { kind: 'away', error: asError(error) };
    }
    const standing = (move: CheckpointMove) => at.get(move.lane) ?? 0;
    if (isCheckpointMoved(thrown) && one.moves.some((move) => standing(move) !== move.from))
      return { kind: 'elsewhere', at };
    // An error after the commit changes nothing: the effect is there.
    if (one.moves.every((move) => standing(move) >= move.to)) return { kind: 'settled', at };
    if (thrown === undefined) {
      const left = one.moves.find((move) => standing(move) < move.to);
      return { kind: 'failed', code: 'not-settled', error: new HandlerDidNotSettle(left as CheckpointMove) };
    }
    if (passesByItself(thrown)) return { kind: 'away', error: thrown };
    return {
      kind: 'failed',
      code: thrown instanceof HandlerTimedOut ? 'handler-timed-out' : 'handler-failed',
      error: thrown,
    };
  }

  /** Moves checkpoints without an effect. */
  async settle(moves: CheckpointMove[]): Promise<void> {
    if (moves.length === 1 && moves[0]) return moveCheckpoint(this.pool, moves[0]);
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      for (const move of moves) await moveCheckpoint(client, move);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => {
        // The connection is gone, and with it the transaction: the first error says why.
      });
      throw error;
    } finally {
      client.release();
    }
  }

  private async run({ handler, events, moves, attempt }: Try): Promise<Error | undefined> {
    const [event] = events;
    const [move] = moves;
    if (!event || !move) return new Error('nothing to handle');
    const time = new AbortController();
    const settle = async (asked: CheckpointMove[]) => this.settle(asked);
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        const error = new HandlerTimedOut(event.type, this.timeoutMs);
        time.abort(error);
        reject(error);
      }, this.timeoutMs);
    });
    try {
      const handled =
        handler.kind === 'each'
          ? handler.handle(event.data, new FeedContext(event, move, attempt, time.signal, settle))
          : handler.handle(
              events,
              new FeedBatch(this.consumer, event.publisher, events, moves, attempt, time.signal, settle),
            );
      await Promise.race([handled, timeUp]);
      return undefined;
    } catch (thrown) {
      return asError(thrown);
    } finally {
      clearTimeout(timer);
    }
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new NotAnError(thrown);
}
