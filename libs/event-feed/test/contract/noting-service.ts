import {
  openPublisher,
  type FeedBatch,
  type FeedContext,
  type FeedReport,
  type PublishedContracts,
  type PublishedMapping,
  type Publisher,
} from '#event-feed';
import { moveCheckpoint, type Log } from '#event-store';
import type pg from 'pg';
import { z } from 'zod';

/** What the service of these tests can have recorded. */
export type NoteEvent =
  | { type: 'Noted'; data: { lane?: string; n: number; note?: string } }
  | { type: 'Remarked'; data: { lane?: string; n: number } }
  | { type: 'Kept'; data: { n: number } };

export const NOTED = 'dossier.intake.Noted.v1';
export const REMARKED = 'dossier.intake.Remarked.v1';

export const noteContracts: PublishedContracts = {
  [NOTED]: z.object({ n: z.int(), note: z.string().optional() }),
  [REMARKED]: z.object({ n: z.int() }),
};

export const noteMapping: PublishedMapping<NoteEvent> = {
  Noted: { type: NOTED, lane: (event) => event.data.lane, data: ({ data: { n, note } }) => ({ n, note }) },
  Remarked: { type: REMARKED, lane: (event) => event.data.lane, data: ({ data: { n } }) => ({ n }) },
  Kept: null,
};

export function publisherIn(
  { log, pool }: { log: Log; pool: pg.Pool },
  options: { mapping?: PublishedMapping<NoteEvent>; contracts?: PublishedContracts; report?: FeedReport } = {},
): Publisher {
  return openPublisher<NoteEvent>({
    service: 'intake',
    log,
    pool,
    mapping: noteMapping,
    contracts: noteContracts,
    ...options,
  });
}

export type EachHandler = (data: { n: number }, ctx: FeedContext) => Promise<unknown>;
export type BatchHandler = (events: FeedBatch['events'], ctx: FeedBatch) => Promise<unknown>;

/** Effect and checkpoint in one commit. `before` and `after` are where things go wrong. */
export function effectIn(
  pool: pg.Pool,
  { before, after }: { before?: (n: number, ctx: FeedContext) => unknown; after?: (n: number) => unknown } = {},
): EachHandler {
  return async ({ n }, ctx) => {
    await before?.(n, ctx);
    const client = await pool.connect();
    try {
      await client.query('begin');
      await client.query('insert into views.effects (consumer, lane, sequence, n) values ($1, $2, $3, $4)', [
        ctx.consumer,
        ctx.lane,
        ctx.sequence,
        n,
      ]);
      await moveCheckpoint(client, ctx.checkpoint);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
    await after?.(n);
  };
}
