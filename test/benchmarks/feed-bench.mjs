// npm run bench -- --only feed: what the feed over Kafka does on this machine: latency from a command's answer to another service's effect; the rate beside a
// bare kafkajs producer and eachBatch consumer with the same work in the database per batch; catching up after a long time away. One real broker, one
// PostgreSQL, the publisher, its relay and the consumer each a process. Read ratios, not rates. Build first (dist/).
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { z } from 'zod';
import {
  createTopics,
  FeedServer,
  kafkaDelivery,
  migrateFeed,
  openPublisher,
  Relay,
} from '../../dist/libs/event-feed/src/index.js';
import {
  fingerprintOf,
  migrateLog,
  moveCheckpoint,
  moveCheckpoints,
  openLog,
  uuid7,
} from '../../dist/libs/event-store/src/index.js';
import { startBrokers } from '../../dist/libs/service-kit/src/kafka/index.js';
import { ensureServiceDatabase, startPostgres } from '../../dist/libs/service-kit/src/postgres/index.js';
import { project } from './projection.mjs';

const TYPE = 'dossier.intake.Noted.v1';
const contracts = { [TYPE]: z.object({ n: z.number(), sent: z.number(), note: z.string() }) };
const mapping = {
  Noted: { type: TYPE, lane: (event) => event.data.lane, data: ({ data: { n, sent, note } }) => ({ n, sent, note }) },
};
const actor = { person: randomUUID(), kind: 'officer', role: 'case-handler' };
const LANES = Array.from({ length: 50 }, () => randomUUID());
const WARM = 5_000;
const SMALL = 20_000;
const LARGE = 100_000;
const now = () => performance.timeOrigin + performance.now();
const at = (list, p) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(p * list.length))];
const MB = (bytes) => Math.round(bytes / 1024 / 1024);
const poolOf = (url) => {
  const pool = new pg.Pool({ connectionString: url, max: 12 });
  pool.on('error', () => {}); // the server ends under idle connections at the end
  return pool;
};

/** Notes so far: each goes to the next lane. */
let noted = 0;

/** Appends `events` notes, `per` to an append. */
async function append(log, events, per) {
  const first = noted;
  noted += events;
  const requests = Math.ceil(events / per);
  let next = 0;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (next < requests) {
        const from = first + next++ * per;
        await log.append({
          command: { id: uuid7(), operation: 'note', fingerprint: fingerprintOf({ from }) },
          context: { actor, correlation: uuid7(), effectiveOn: '2024-06-28' },
          streams: Array.from({ length: per }, (_, k) => ({
            stream: `note-${randomUUID()}`,
            expected: 0,
            events: [
              {
                type: 'Noted',
                data: { lane: LANES[(from + k) % LANES.length], n: from + k, sent: now(), note: 'n'.repeat(150) },
              },
            ],
          })),
        });
      }
    }),
  );
}

async function relay([url, brokers]) {
  const log = await openLog(url);
  const pool = poolOf(url);
  const publisher = () => openPublisher({ service: 'intake', log, pool, mapping, contracts });
  const relaying = new Relay({
    service: 'intake',
    pool,
    kafka: { brokers: [brokers] },
    epoch: log.identity.epoch,
    publisher,
  });
  await relaying.start();
  process.on('message', () => void relaying.close().then(() => process.exit(0))); // and so lets the next one begin at once
  process.send('ready');
}

/** A consumer. kind: `each` (latency; one commit an event), `batch` (one commit a batch), `react` (one append an event). */
async function consumer([intakeUrl, url, brokers, group, kind]) {
  const intake = await openLog(intakeUrl);
  const { source } = openPublisher({ service: 'intake', log: intake, pool: poolOf(intakeUrl), mapping, contracts });
  const pool = poolOf(url);
  const log = kind === 'react' ? await openLog(url) : undefined;
  const server = new FeedServer({
    consumer: group,
    sources: [source],
    pool,
    contracts,
    limits: { buffered: 4_000, perLane: 100 },
    delivery: kafkaDelivery({ kafka: { brokers: [brokers] }, service: 'reader', group }),
  });
  const handlers = {
    each: async ({ sent }, ctx) => {
      await project(pool, [[ctx.lane, ctx.sequence, 0]], (client) => moveCheckpoint(client, ctx.checkpoint));
      process.send({ took: now() - sent });
    },
    batch: async (events, batch) =>
      project(
        pool,
        events.map(({ lane, sequence, data }) => [lane, sequence, data.n]),
        (client) => moveCheckpoints(client, batch.checkpoints),
      ),
    react: async (data, ctx) =>
      log.append({
        command: { id: uuid7(), operation: 'react', fingerprint: fingerprintOf({ n: data.n }) },
        context: { actor, correlation: ctx.event.correlation, effectiveOn: ctx.event.effectiveOn },
        streams: [
          { stream: `reaction-${randomUUID()}`, expected: 0, events: [{ type: 'Reacted', data: { n: data.n } }] },
        ],
        checkpoints: [ctx.checkpoint],
      }),
  };
  server.addHandler(TYPE, handlers[kind], true, kind === 'batch' ? { batch: 500 } : {});
  await new Promise((ok, no) => server.listen((error) => (error ? no(error) : ok())));
  process.on('message', () =>
    process.send({ handled: server.consumer.status().handled, rss: process.memoryUsage().rss }),
  );
  process.send('ready');
}

function start(role, ...args) {
  const file = role === 'bare' ? './bare-kafkajs.mjs' : './feed-bench.mjs';
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [`--${role}`, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ready = new Promise((ok, no) => {
    child.once('message', ok);
    child.once('exit', (code) => no(new Error(`${role} ended with ${code}`)));
  });
  return ready.then(() => ({
    child,
    ask: () =>
      new Promise((ok) => {
        child.once('message', ok);
        child.send('?');
      }),
    end: () =>
      new Promise((ok) => {
        child.removeAllListeners('exit');
        child.once('exit', ok);
        child.send('end');
      }),
    stop: () =>
      new Promise((ok) => {
        if (child.exitCode !== null || child.signalCode !== null) return ok();
        child.removeAllListeners('exit');
        child.once('exit', ok);
        child.kill('SIGKILL');
      }),
  }));
}

/** Seconds until `count` rows stand in the table. */
async function until(pool, table, count) {
  const began = performance.now();
  for (;;) {
    const { rows } = await pool.query(`select count(*)::int as n from ${table}`);
    if (rows[0].n >= count) return (performance.now() - began) / 1000;
    await pause(20);
  }
}

export async function feedBench() {
  const home = mkdtempSync(join(tmpdir(), 'dossier-feed-bench-'));
  chmodSync(home, 0o755);
  const [server, cluster] = await Promise.all([
    startPostgres(join(home, 'postgres')),
    startBrokers({ folder: join(home, 'kafka'), brokers: 1 }),
  ]);
  const children = [];
  const begin = async (...args) => {
    const child = await start(...args);
    children.push(child);
    return child;
  };
  try {
    const [brokers] = cluster.brokers;
    const urls = {};
    for (const service of ['intake', 'case-state']) {
      const { ownerUrl, serviceUrl, serviceRole } = await ensureServiceDatabase(server, service);
      await migrateLog(ownerUrl, { serviceRole });
      const owner = new pg.Client({ connectionString: ownerUrl });
      await owner.connect();
      await owner.query(`create schema if not exists feed authorization ${serviceRole}`);
      await owner.end();
      urls[service] = serviceUrl;
    }
    const [intakePool, pool] = [poolOf(urls.intake), poolOf(urls['case-state'])];
    for (const each of [intakePool, pool]) {
      const client = await each.connect();
      await migrateFeed(client);
      client.release();
    }
    await pool.query('create table views.effects (lane text, sequence bigint, n int)');
    await pool.query('create table views.places (lane text primary key, sequence bigint)');
    const log = await openLog(urls.intake);
    const published = async () =>
      (await intakePool.query('select coalesce(max(ordinal), 0)::int as n from feed.published')).rows[0].n;
    await createTopics({ brokers: [brokers] }, ['intake', 'reader']);

    // Latency: the answer of a command at 100 a second, to the other service's commit.
    const relaying = await begin('relay', urls.intake, brokers);
    const each = await begin('consumer', urls.intake, urls['case-state'], brokers, 'each', 'each');
    const took = [];
    each.child.on('message', ({ took: one }) => took.push(one)); // from the start: what nobody listens to is kept, and would be counted later
    // Warm first: what a process does in its first second says nothing of the rest of the day.
    for (let i = 0; i < 500; i++) await Promise.all([append(log, 1, 1), pause(10)]);
    await until(pool, 'views.effects', 500);
    await pause(1_000);
    took.length = 0;
    // By the clock, whether the one before is done or not: a stall is to count for all that it holds up.
    const firstAt = now();
    const appended = [];
    for (let i = 0; i < 1_000; i++) {
      await pause(Math.max(0, firstAt + 10 * i - now()));
      appended.push(append(log, 1, 1));
    }
    await Promise.all(appended);
    await until(pool, 'views.effects', 1_500);
    await pause(200);
    console.log(
      `command → effect in another service, 100/s (from before the append): median ${at(took, 0.5).toFixed(1)} ms, p99 ${at(took, 0.99).toFixed(1)} ms`,
    );
    await each.stop();

    // Rate: everything waits in the publisher's table; relay and consumer, both warm, work it off together. Beside it kafkajs alone, in turns.
    await append(log, WARM, 50);
    await until(intakePool, 'feed.published', noted);
    const ratios = [];
    for (let round = 1; round <= 3; round++) {
      await pool.query('truncate views.effects, views.places');
      const reader = await begin('consumer', urls.intake, urls['case-state'], brokers, `batch-${round}`, 'batch');
      const before = await published();
      await until(pool, 'views.effects', before);
      await pool.query('truncate views.effects');
      relaying.child.kill('SIGSTOP'); // within its lease
      await append(log, SMALL, 50);
      const publisher = openPublisher({ service: 'intake', log, pool: intakePool, mapping, contracts });
      await publisher.start();
      await until(intakePool, 'feed.published', before + SMALL);
      await publisher.close();
      relaying.child.kill('SIGCONT');
      const ours = SMALL / (await until(pool, 'views.effects', SMALL));
      await reader.stop();

      await pool.query('truncate views.effects, views.places');
      const other = await begin('bare', urls['case-state'], urls.intake, brokers, `bare-${round}`, String(SMALL));
      other.child.send('produce');
      const theirs = SMALL / (await until(pool, 'views.effects', SMALL));
      await other.stop();
      ratios.push(ours / theirs);
      console.log(
        `round ${round}: published → relay → effect, one commit a batch: ${Math.round(ours)}/s; bare kafkajs, the same rows: ${Math.round(theirs)}/s; ratio ${(ours / theirs).toFixed(2)}`,
      );
    }
    console.log(`rate beside bare kafkajs: ${at(ratios, 0.5).toFixed(2)} (median of rounds)`);

    // Reactions: one append each.
    const reactions = await begin('consumer', urls.intake, urls['case-state'], brokers, 'react', 'react');
    const all = await published();
    const seconds = await until(pool, 'log.events', all);
    console.log(`reactions (one append each): ${Math.round(all / seconds)}/s`);
    await reactions.stop();

    // Away for long: what has come meanwhile is worked off, and memory stays what it was.
    await append(log, LARGE - all, 50);
    await pool.query('truncate views.effects');
    const late = await begin('consumer', urls.intake, urls['case-state'], brokers, 'late', 'batch');
    const began = performance.now();
    const curve = [];
    for (let handled = 0; handled < LARGE;) {
      const { handled: so, rss } = await late.ask();
      handled = so;
      curve.push({ s: (performance.now() - began) / 1000, handled, rss });
      await pause(250);
    }
    console.log(`catching up with ${LARGE} events: ${curve.at(-1).s.toFixed(1)} s`);
    for (const part of [0.1, 0.25, 0.5, 0.75, 1]) {
      const point = curve.find(({ handled }) => handled >= part * LARGE);
      console.log(`  ${Math.round(100 * part)} %: ${point.s.toFixed(1)} s, ${MB(point.rss)} MB`);
    }
    await log.close();
    await Promise.all([intakePool.end(), pool.end()]);
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    await cluster.stop();
    await server.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

const roles = { '--relay': relay, '--consumer': consumer };
const role = roles[process.argv[2]];
if (role) await role(process.argv.slice(3));
