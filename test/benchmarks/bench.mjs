// npm run bench [-- --rounds 5] [--ms 700] [--only log|feed|access|procedures] [--cases 10000]: what the log (and, in feed-bench.mjs, the feed over Kafka; in
// access-bench.mjs, need-to-know; in procedures-bench.mjs, the procedures and their clocks) does on this machine, beside raw inserts and raw SELECTs on the same server.
// Everything is measured in interleaved rounds and compared within a round: on a busy machine read the ratios, not the rates. Build first (dist/).
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Client, Pool } from 'pg';
import { fingerprintOf, migrateLog, openLog } from '../../dist/libs/event-store/src/index.js';
import { kafkaAvailable } from '../../dist/libs/service-kit/src/kafka/index.js';
import { ensureServiceDatabase, startPostgres } from '../../dist/libs/service-kit/src/postgres/index.js';
import { accessBench } from './access-bench.mjs';
import { feedBench } from './feed-bench.mjs';
import { proceduresBench } from './procedures-bench.mjs';

const EVENTS = 20_000;
const actor = { person: randomUUID(), kind: 'officer', role: 'case-handler' };
const data = (id) => ({
  subject: `case-${id}`,
  title: 'Suspected bid rigging in road works',
  amount: 12500.5,
  currency: 'EUR',
  by: 'officer-7',
  tags: ['cartel', 'tender'],
  on: '2026-11-23',
  note: 'n'.repeat(40),
  sent: performance.timeOrigin + performance.now(),
});

function request(id, expected, count) {
  return {
    command: { id: randomUUID(), operation: 'lead.register', fingerprint: fingerprintOf({ id, expected }) },
    context: { actor, correlation: id, causation: id, effectiveOn: '2026-11-23' },
    streams: [
      {
        stream: `case-${id}`,
        expected,
        events: Array.from({ length: count }, () => ({ type: 'LeadRegistered', data: data(id) })),
      },
    ],
  };
}

/** A reader in a process of its own, as a handler of another service would be: tells how long each event took to reach it. */
async function handle(url) {
  const log = await openLog(url);
  const follow = log.follow({ after: await log.head(), signal: new AbortController().signal });
  process.send('ready');
  for await (const events of follow) {
    const now = performance.timeOrigin + performance.now();
    for (const event of events) process.send(now - event.data.sent);
  }
}

const at = (list, p) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(p * list.length))];
const median = (list) => at(list, 0.5);

/** Operations per second of `operation`, `inFlight` at a time, for about `ms`. */
async function rate(ms, inFlight, operation) {
  const began = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      const mine = {};
      while (performance.now() - began < ms) {
        await operation(mine);
        done++;
      }
    }),
  );
  return done / ((performance.now() - began) / 1000);
}

/** Items per second of something that handles `count` of them in one go. */
async function throughput(work) {
  const began = performance.now();
  const count = await work();
  return count / ((performance.now() - began) / 1000);
}

const INSERT = 'insert into plain (stream, version, type, data) values ($1, $2, $3, $4)';

function ours(log, streams) {
  let turn = 0;
  return {
    one: () => log.append(request(randomUUID(), 0, 1)),
    async five(mine) {
      if (!mine.id || mine.version >= 100) Object.assign(mine, { id: randomUUID(), version: 0 });
      await log.append(request(mine.id, mine.version, 5));
      mine.version += 5;
    },
    stream: async () => (await log.read(streams[turn++ % streams.length])).length,
    async all(fold) {
      let read = 0;
      const enough = new AbortController();
      for await (const events of log.follow({ after: 0, pageSize: 1_000, signal: enough.signal })) {
        for (const event of events) fold?.(event);
        read += events.length;
        if (read >= EVENTS) enough.abort();
      }
      return read;
    },
  };
}

function raw(pool, client, streams) {
  let turn = 0;
  const insert = (on, id, version) =>
    on.query({ name: 'insert', text: INSERT, values: [id, version, 'LeadRegistered', JSON.stringify(data(id))] });
  return {
    one: () => insert(pool, randomUUID(), 1),
    async five() {
      const id = randomUUID();
      const connection = await pool.connect();
      await connection.query('begin');
      for (let version = 1; version <= 5; version++) await insert(connection, id, version);
      await connection.query('commit');
      connection.release();
    },
    stream: async () =>
      (
        await pool.query({
          name: 'stream',
          text: 'select * from log.events where stream = $1 order by version',
          values: [streams[turn++ % streams.length]],
        })
      ).rows.length,
    async pages() {
      let read = 0;
      while (read < EVENTS) {
        const { rows } = await client.query({
          name: 'page',
          text: 'select * from log.events where position > $1 order by position limit 1000',
          values: [read],
        });
        read += rows.length;
      }
      return read;
    },
    undecoded: async () => {
      const types = { getTypeParser: () => (text) => text };
      return (
        await client.query({
          text: 'select * from log.events where position <= $1',
          values: [EVENTS],
          rowMode: 'array',
          types,
        })
      ).rows.length;
    },
  };
}

/** A fold as a view has it: the latest of each case, and a sum. */
function folding() {
  const cases = new Map();
  return (event) => {
    const before = cases.get(event.stream);
    cases.set(event.stream, {
      version: event.version,
      amount: (before?.amount ?? 0) + event.data.amount,
      tags: event.data.tags,
      at: event.recordedAt,
    });
  };
}

async function main() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      ms: { type: 'string', default: '700' },
      only: { type: 'string' },
      cases: { type: 'string', default: '10000' },
    },
  });
  const wanted = (part) => values.only === undefined || values.only === part;
  if (wanted('log')) await logBench(values);
  if (wanted('access')) await accessBench();
  if (wanted('procedures')) await proceduresBench(Number(values.cases));
  if (!wanted('feed')) return;
  const here = await kafkaAvailable();
  if (here.ok) await feedBench();
  else console.log(`The feed over Kafka is not measured: ${here.why}`);
}

async function logBench(values) {
  const [rounds, ms] = [Number(values.rounds), Number(values.ms)];
  const home = mkdtempSync(join(tmpdir(), 'dossier-bench-'));
  chmodSync(home, 0o755);
  const postgres = await startPostgres(join(home, 'postgres'), { settings: { max_wal_size: '4GB' } });
  try {
    const { ownerUrl, serviceUrl, serviceRole } = await ensureServiceDatabase(postgres, 'bench');
    await migrateLog(ownerUrl, { serviceRole });
    const superuser = Object.assign(new URL(postgres.superuserUrl), { pathname: '/dossier_bench' }).href;
    const log = await openLog(serviceUrl);
    const pool = new Pool({ connectionString: superuser, max: 16 });
    const client = new Client({ connectionString: superuser });
    await client.connect();
    await client.query(
      'create table plain (position bigserial primary key, stream text not null, version int not null, type text not null, data jsonb not null, unique (stream, version))',
    );
    const ids = Array.from({ length: Math.ceil(EVENTS / 101) }, () => randomUUID());
    await Promise.all(ids.map((id) => log.append(request(id, 0, 101))));
    await client.query('vacuum analyze');
    const streams = ids.map((id) => `case-${id}`);
    const [mine, plain] = [ours(log, streams), raw(pool, client, streams)];

    const cells = [
      ...[1, 16, 64, 256].map((n) => [
        `append 1 event, ${n} in flight`,
        () => rate(ms, n, mine.one),
        () => rate(ms, n, plain.one),
        'raw inserts, no order, 16 connections',
      ]),
      [
        'append 5 events, 16 in flight',
        () => rate(ms, 16, mine.five),
        () => rate(ms, 16, plain.five),
        'raw inserts in one transaction',
      ],
      [
        'read a stream of 101, 16 in flight',
        () => rate(ms, 16, mine.stream),
        () => rate(ms, 16, plain.stream),
        'raw SELECT',
      ],
      [
        'follow the log, events',
        () => throughput(() => mine.all()),
        () => throughput(plain.pages),
        'raw SELECT in pages',
      ],
      [
        'replay with a fold, events',
        () => throughput(() => mine.all(folding())),
        () => throughput(plain.undecoded),
        'one SELECT, rows undecoded',
      ],
    ];
    for (const [, our, their] of cells) for (const warm of [our, their]) await warm();
    const measured = cells.map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (const [i, [, our, their]] of cells.entries()) {
        const first = round % 2 ? await their() : undefined;
        const own = await our();
        measured[i].push([own, first ?? (await their())]);
      }
    }
    console.log(
      `Node ${process.version}, ${(await client.query('select version() as v')).rows[0].v.split(' on ')[0]}, ${cpus().length} processors, ${rounds} rounds of ${ms} ms; medians per second`,
    );
    console.log(`${'what'.padEnd(36)}${'ours'.padStart(10)}${'raw'.padStart(10)}${'ratio'.padStart(8)}  raw is`);
    for (const [i, [name, , , what]] of cells.entries()) {
      const ratio = median(measured[i].map(([own, other]) => own / other));
      const [own, other] = [0, 1].map((k) => Math.round(median(measured[i].map((pair) => pair[k]))));
      console.log(
        `${name.padEnd(36)}${String(own).padStart(10)}${String(other).padStart(10)}${ratio.toFixed(2).padStart(8)}  ${what}`,
      );
    }

    const reader = fork(fileURLToPath(import.meta.url), ['--handle', serviceUrl]);
    const took = [];
    await new Promise((ready) =>
      reader.on('message', (message) => (message === 'ready' ? ready() : took.push(message))),
    );
    for (let i = 0; i < 50; i++) await Promise.all([mine.one(), pause(10)]);
    took.length = 0;
    for (let i = 0; i < 500; i++) await Promise.all([mine.one(), pause(10)]);
    while (took.length < 500) await pause(20);
    const appended = [];
    for (let i = 0; i < 300; i++) {
      const began = performance.now();
      await Promise.all([mine.one().then(() => appended.push(performance.now() - began)), pause(10)]);
    }
    console.log(
      `append → handler in another process at 100/s: median ${median(took).toFixed(2)} ms, p95 ${at(took, 0.95).toFixed(2)} ms; the append itself: median ${median(appended).toFixed(2)} ms`,
    );
    reader.kill();
    await log.close();
    await pool.end();
    await client.end();
  } finally {
    await postgres.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

if (process.argv[2] === '--handle') await handle(process.argv[3]);
else await main();
