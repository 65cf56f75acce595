// npm run bench -- --only access: what need-to-know costs a page, and how soon a wall takes effect. The page: 50 inquiries with their count, for a person with
// 100 grants among 10,000 inquiries, 500 people and 50,000 grants, through both locks (the condition in the query, and the database's own) beside the same
// query without either. Measured in interleaved rounds: read the ratio. Build first (dist/).
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BOOTSTRAP_ADMINISTRATOR, defineCaseState } from '../../dist/apps/case-state/src/index.js';
import { inquiryList } from '../../dist/apps/case-state/src/views/inquiry-list/inquiry-list.query.js';
import { createTopics } from '../../dist/libs/event-feed/src/index.js';
import { demoToken, openService, sightOf } from '../../dist/libs/service-kit/src/index.js';
import { kafkaAvailable, startBrokers } from '../../dist/libs/service-kit/src/kafka/index.js';
import { ensureServiceDatabase, startPostgres } from '../../dist/libs/service-kit/src/postgres/index.js';

const INQUIRIES = 10_000;
const PEOPLE = 500;
const GRANTS_EACH = 100;
const ROUNDS = 12;
const PAGES = 40;
const WALLS = 20;
const SERVICES = ['intake', 'case-state', 'notifications'];

const at = (list, p) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(p * list.length))];
const ms = (n) => `${n.toFixed(2)} ms`;

const freePort = () =>
  new Promise((done, failed) => {
    const server = createServer()
      .once('error', failed)
      .listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => done(port));
      });
  });

/** Inquiries with teams of three, people, and what was granted to them: rows as the views have them. */
async function fill(dataSource) {
  await dataSource.query(
    `insert into inquiry (id, version, number, title, opened_on, events, last_position, last_kind, last_recorded_at, last_effective_on, words)
     select gen_random_uuid(), 1, 'I-' || n, jsonb_build_object('en', 'The inquiry with the number ' || n), '2024-06-03', 1, n, 'InquiryOpened',
            '2024-06-03T08:00:00.000Z', '2024-06-03', 'the inquiry with the number ' || n from generate_series(1, ${INQUIRIES}) n`,
  );
  await dataSource.query(
    `insert into membership (inquiry_id, person, role, conflict, from_day)
     select id, gen_random_uuid(), 'case-handler', 'none', '2024-06-03' from inquiry, generate_series(1, 3)`,
  );
  await dataSource.query(
    `insert into access_right (inquiry_id, person, under, id, role, ends_at)
     select i.id, p.person, 'grant', gen_random_uuid(), 'case-handler', '2199-01-01'
       from (select gen_random_uuid() as person, n from generate_series(0, ${PEOPLE - 1}) n) p
       join lateral (select id from inquiry where (last_position * 7919 + p.n) % ${INQUIRIES / GRANTS_EACH} = 0) i on true`,
  );
  await dataSource.query(
    `insert into access_wall (inquiry_id, person, wall_id)
     select distinct on (person) inquiry_id, person, gen_random_uuid() from access_right where hashtext(person::text) % 5 = 0`,
  );
  await dataSource.query('vacuum analyze');
}

/** The page and its count, with and without the locks. */
async function page(runtime) {
  const { dataSource, access } = runtime;
  const [{ person }] = await dataSource.query(
    'select person from access_right where person not in (select person from access_wall) group by person order by person limit 1',
  );
  const query = { limit: 50 };
  const today = '2024-06-03';
  const reader = { person, kind: 'officer', roles: ['case-handler'] };
  const auditor = { person, kind: 'officer', roles: ['auditor'] };
  const all = sightOf({ person, kind: 'system', roles: [] }, '2024-06-03T08:00:00.000Z');
  const seen = (who) => () => access.reading(who, (views, sight) => inquiryList(views, sight, query, today));
  const cells = {
    'unfiltered, no lock': () => inquiryList(dataSource, all, query, today),
    'unfiltered, in a snapshot as the others': () =>
      dataSource.transaction('REPEATABLE READ', (db) => inquiryList(db, all, query, today)),
    'first lock alone': async () => inquiryList(dataSource, await access.sightOf(reader), query, today),
    'both locks': seen(reader),
    'both locks, an auditor': seen(auditor),
  };
  const { total, items } = await cells['both locks']();
  if (total !== GRANTS_EACH || items.length !== 50) throw new Error(`the page has ${items.length} of ${total}`);
  const took = Object.fromEntries(Object.keys(cells).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, look] of Object.entries(cells))
      for (let n = 0; n < PAGES; n++) {
        const began = performance.now();
        await look();
        if (round > 0) took[name].push(performance.now() - began);
      }
  const [bare] = Object.values(took).map((list) => at(list, 0.5));
  console.log(
    `A page of 50 of ${INQUIRIES} inquiries with its count, ${PEOPLE * GRANTS_EACH} grants, ${ROUNDS} rounds of ${PAGES}:`,
  );
  for (const [name, list] of Object.entries(took)) {
    const median = at(list, 0.5);
    console.log(
      `  ${name.padEnd(42)} median ${ms(median)}, p95 ${ms(at(list, 0.95))}, ${(median / bare).toFixed(2)}×, ${ms(median - bare)} more`,
    );
  }
}

/** The whole product in a process of its own, empty. */
async function startProduct(home, more = {}) {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    DOSSIER_PORT: String(port),
    DOSSIER_DATA: home,
    DOSSIER_SEED: 'none',
    ...more,
  };
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../../apps/dossier/bin/dossier.js', import.meta.url)), 'up'],
    { env, stdio: 'ignore' },
  );
  const ended = new Promise((done) => child.once('exit', done));
  const stop = async () => {
    child.kill('SIGINT');
    await ended;
  };
  for (;;) {
    const answers = await Promise.all(
      SERVICES.map((service) => fetch(`${url}/api/${service}/health/ready`).catch(() => ({ ok: false }))),
    );
    if (answers.every(({ ok }) => ok)) return { url, stop };
    if (child.exitCode !== null) throw new Error('the product ended at its start');
    await pause(100);
  }
}

/** From the moment at which a wall is asked for to the end of the streams that it ends: case-state's own, and intake's, which hears of it by the feed. */
async function walls(url, count) {
  const bearer = async (person) => ({ authorization: `Bearer ${(await demoToken(`${url}/oidc`, person)).token}` });
  const post = async (headers, path, body) => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return { ...(await answer.json()), position: answer.headers.get('dossier-position') };
  };
  const administrator = await bearer(BOOTSTRAP_ADMINISTRATOR);
  const adds = async (name, role) =>
    (
      await post(administrator, '/api/case-state/people', {
        name,
        email: `${name}@authority.example`,
        roles: [role],
        invented: true,
      })
    ).id;
  const of = await adds('manager', 'case-manager');
  const manager = await bearer(of);
  const team = [{ person: of, role: 'case-manager', conflict: 'none' }];
  const inquiry = (await post(manager, '/api/case-state/inquiries', { number: 'I-1', title: { en: 'I-1' }, team })).id;
  const opened = await post(manager, `/api/case-state/inquiries/${inquiry}/cases`, {
    procedure: 'eu-antitrust',
    number: 'AT.40001',
    title: { en: 'AT.40001' },
  });
  const rfi = (await post(manager, '/api/intake/rfis', { caseId: opened.id, draft: { subject: { en: 'Supply' } } })).id;
  const paths = {
    'case-state': `/api/case-state/inquiries/${inquiry}/stream`,
    intake: `/api/intake/rfis/${rfi}/stream`,
  };
  const took = Object.fromEntries(Object.keys(paths).map((name) => [name, []]));
  for (let n = 0; n < count; n++) {
    const person = await adds(`handler-${n}`, 'case-handler');
    const headers = await bearer(person);
    await post(manager, `/api/case-state/inquiries/${inquiry}/team`, {
      person,
      role: 'case-handler',
      conflict: 'none',
    });
    const streams = [];
    for (const [name, path] of Object.entries(paths)) {
      let answer = await fetch(url + path, { headers });
      // The team is heard of by the feed, too.
      while (answer.status === 404) answer = await fetch(url + path, { headers });
      streams.push({ name, answer });
    }
    let began;
    const ends = streams.map(async ({ name, answer }) => {
      for await (const _ of answer.body) continue;
      took[name].push(performance.now() - began);
    });
    await pause(Math.random() * 300); // not in step with who looks
    began = performance.now();
    await post(manager, `/api/case-state/inquiries/${inquiry}/walls`, { person, reason: 'A tie' });
    await Promise.all(ends);
  }
  for (const [name, list] of Object.entries(took))
    console.log(
      `  a stream of ${name.padEnd(11)} median ${Math.round(at(list, 0.5))} ms, longest ${Math.round(Math.max(...list))} ms`,
    );
}

async function wallBench() {
  const home = mkdtempSync(join(tmpdir(), 'dossier-bench-'));
  chmodSync(home, 0o755);
  try {
    console.log(`How soon ${WALLS} walls, from before they are asked for, end running streams; in one process:`);
    const alone = await startProduct(join(home, 'alone'));
    await walls(alone.url, WALLS).finally(() => alone.stop());
    const here = await kafkaAvailable();
    if (!here.ok) return console.log(`The same over Kafka is not measured: ${here.why}`);
    console.log('The same over Kafka:');
    const brokers = await startBrokers({ folder: join(home, 'kafka'), brokers: 1 });
    try {
      await createTopics({ brokers: brokers.brokers }, SERVICES);
      const over = await startProduct(join(home, 'over'), { KAFKA_BROKERS: brokers.brokers.join(',') });
      await walls(over.url, WALLS).finally(() => over.stop());
    } finally {
      await brokers.stop();
    }
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

export async function accessBench() {
  await pageBench();
  await wallBench();
}

async function pageBench() {
  const home = mkdtempSync(join(tmpdir(), 'dossier-bench-'));
  chmodSync(home, 0o755);
  const postgres = await startPostgres(join(home, 'postgres'));
  try {
    const { ownerUrl, serviceUrl } = await ensureServiceDatabase(postgres, 'case-state');
    const opened = await openService(defineCaseState(), {
      databases: { owner: ownerUrl, service: serviceUrl },
      timeZone: 'Europe/Brussels',
      report: (error) => console.error(error.message),
    });
    const runtime = opened.connect([]);
    await fill(runtime.dataSource);
    await page(runtime);
    await runtime.close();
  } finally {
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  }
}
