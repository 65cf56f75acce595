import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { LiveSignal } from '#contracts';
import { disposablePostgres, eventually, type DisposablePostgres } from '#testing';
import pg from 'pg';
import { LiveSignals } from '../src/live-signals.js';
import { type SignalsBetweenInstances, signalsBetweenInstances } from '../src/signals-between-instances.js';

let postgres: DisposablePostgres;
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  postgres = await disposablePostgres();
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});
afterAll(() => postgres.dispose());

function instance(): { heard: LiveSignal[]; missed: () => number; between: SignalsBetweenInstances } {
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2 });
  pool.on('error', () => {}); // its database goes while a connection is still saying goodbye
  const heard: LiveSignal[] = [];
  let missed = 0;
  const between = signalsBetweenInstances(pool, {
    heard: (what) => heard.push(what),
    missed: () => void (missed += 1),
    report: () => undefined,
  });
  between.start();
  closing.push(async () => {
    await between.stop();
    await pool.end();
  });
  return { heard, missed: () => missed, between };
}

const listening = (count: number) => eventually(async () => (await backends()).length === count);
async function backends(): Promise<number[]> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and query ilike 'listen%'`,
    );
    return rows.map(({ pid }) => pid);
  } finally {
    await client.end();
  }
}

const signal: LiveSignal = { position: 3, subject: '018f0000-0000-7000-8000-000000000000', type: 'ItemsRead' };

test('a signal reaches the other instance, and not the one that sent it', async () => {
  const [one, other] = [instance(), instance()];
  await listening(2);
  one.between.send(signal);
  await eventually(() => other.heard.length === 1);
  expect(other.heard).toEqual([signal]);
  expect(one.heard).toEqual([]);
});

test('an instance that was cut off is told that it may have missed some, and hears again', async () => {
  const [one, other] = [instance(), instance()];
  await listening(2);
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query('select pg_terminate_backend(pid) from unnest($1::int[]) pid', [await backends()]);
  await client.end();
  await eventually(() => other.missed() === 1 && one.missed() === 1);
  await listening(2);
  one.between.send(signal);
  await eventually(() => other.heard.length === 1);
});

test('open streams end when something may have been missed', async () => {
  const live = new LiveSignals();
  const seen: LiveSignal[] = [];
  const reading = (async () => {
    for await (const what of live.follow(new AbortController().signal)) seen.push(what);
  })();
  live.announce(signal);
  live.endAll();
  await reading;
});
