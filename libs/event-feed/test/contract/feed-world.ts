import { randomUUID } from 'node:crypto';
import {
  FeedServer,
  migrateFeed,
  type ConsumerLimits,
  type ConsumerOptions,
  type Delivery,
  type FeedReport,
  type FeedSource,
  type PublishedContracts,
} from '#event-feed';
import { fingerprintOf, uuid7, type Log } from '#event-store';
import { disposableLog, SERVICE_ROLE, type DisposableLog } from '#testing';
import pg from 'pg';
import { noteContracts, type BatchHandler, type EachHandler, type NoteEvent } from './noting-service.js';

export * from './noting-service.js';

/** A service's database with its log and feed. */
export interface World {
  log: Log;
  pool: pg.Pool;
  store: DisposableLog;
  dispose(): Promise<void>;
}

export async function world(): Promise<World> {
  const store = await disposableLog();
  const owner = new pg.Client({ connectionString: store.ownerUrl });
  await owner.connect();
  await owner.query(`create schema feed authorization ${SERVICE_ROLE}`);
  await owner.end();
  const pool = new pg.Pool({ connectionString: store.serviceUrl, max: 20 });
  pool.on('error', () => {}); // the database is dropped under idle connections at the end
  const client = await pool.connect();
  await migrateFeed(client);
  await client.query(
    'create table views.effects (place bigint generated always as identity, consumer text, lane text, sequence bigint, n int)',
  );
  client.release();
  return {
    log: store.log,
    pool,
    store,
    async dispose() {
      await pool.end();
      await store.dispose();
    },
  };
}

const actor = { person: '6f0a5c9e-0000-4000-8000-000000000001', kind: 'officer', role: 'case-handler' } as const;

/** Appends events, each on a stream of its own, in one commit. @returns the last position */
export async function append(log: Log, events: NoteEvent[]): Promise<number> {
  const { position } = await log.append({
    command: { id: uuid7(), operation: 'note', fingerprint: fingerprintOf({ events }) },
    context: { actor, correlation: uuid7(), effectiveOn: '2024-06-28' },
    streams: events.map((event) => ({ stream: `note-${randomUUID()}`, expected: 0, events: [event] })),
  });
  return position;
}

/** `per` notes in each lane, in turns. */
export async function notes(log: Log, lanes: string[], from: number, to: number): Promise<number> {
  let position = 0;
  for (let n = from; n <= to; n++)
    position = await append(
      log,
      lanes.map((lane) => ({ type: 'Noted', data: { lane, n } })),
    );
  return position;
}

export interface Effect {
  lane: string;
  sequence: number;
  n: number;
}

/** The effects that a consumer has had, in the order of their commits' insertions. */
export async function effects({ pool }: Pick<World, 'pool'>, consumer: string): Promise<Effect[]> {
  const { rows } = await pool.query<Effect>(
    'select lane, sequence::int as sequence, n from views.effects where consumer = $1 order by place',
    [consumer],
  );
  return rows;
}

export function perLane(all: Effect[]): Record<string, number[]> {
  const lanes: Record<string, number[]> = {};
  for (const { lane, n } of all) (lanes[lane] ??= []).push(n);
  return lanes;
}

export interface ConsumerWanted {
  name?: string;
  handlers: Record<string, EachHandler>;
  batch?: { types: string[]; size: number; handle: BatchHandler };
  delivery?: Delivery;
  limits?: Partial<ConsumerLimits>;
  contracts?: PublishedContracts;
  report?: FeedReport;
}

/** A consumer at work; `close` it. */
export async function consuming(
  { pool }: Pick<World, 'pool'>,
  sources: FeedSource[],
  wanted: ConsumerWanted,
): Promise<FeedServer> {
  const options: ConsumerOptions = {
    consumer: wanted.name ?? 'reader',
    sources,
    pool,
    contracts: wanted.contracts ?? noteContracts,
    limits: { backoffMs: 5, awayBackoffMs: 50, ...wanted.limits },
    ...(wanted.delivery ? { delivery: wanted.delivery } : {}),
    ...(wanted.report ? { report: wanted.report } : {}),
  };
  const server = new FeedServer(options);
  for (const [type, handle] of Object.entries(wanted.handlers)) server.addHandler(type, handle as never, true);
  if (wanted.batch) {
    const extras = { batch: wanted.batch.size };
    for (const type of wanted.batch.types) server.addHandler(type, wanted.batch.handle as never, true, extras);
  }
  await new Promise<void>((resolve, reject) => server.listen((error) => (error ? reject(error as Error) : resolve())));
  return server;
}
