import { afterAll, expect, jest, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { BOOTSTRAP_ADMINISTRATOR } from '#case-state';
import { demoToken, postgresDirectory, postgresKeyStore, SESSION_COOKIE, sessionIssuer } from '#service-kit';
import { freePorts } from '#service-kit/running';
import { disposableLog, eventually, startProcess, type DisposableLog, type StartedProcess } from '#testing';

// Three processes, and one of them again.
jest.setTimeout(300_000);

const SERVICES = ['case-state', 'intake', 'notifications'] as const;
type Service = (typeof SERVICES)[number];

const running = new Map<Service, StartedProcess<unknown>>();
let databases: DisposableLog[] = [];
const pools: pg.Pool[] = [];
afterAll(async () => {
  for (const one of running.values()) await one.killHard();
  for (const pool of pools) await pool.end();
  for (const database of databases) await database.dispose();
});

test('a service that hears nothing from case-state shows nothing, ends its streams, and goes on when case-state answers again', async () => {
  const demonstration = '2024-06-03T06:00:00.000Z';
  databases = await Promise.all(SERVICES.map(() => disposableLog({ demonstration })));
  const ports = await freePorts(SERVICES.length);
  const urlOf = (service: Service) => `http://127.0.0.1:${ports[SERVICES.indexOf(service)]}`;
  const part = (service: Service) => service.toUpperCase().replace('-', '_');
  const starts = async (service: Service) => {
    const { ownerUrl, serviceUrl } = databases[SERVICES.indexOf(service)]!;
    const started = startProcess(new URL(`../../../apps/${service}/src/main.ts`, import.meta.url), [], {
      DOSSIER_PORT: String(ports[SERVICES.indexOf(service)]),
      DOSSIER_PUBLIC_URL: urlOf('case-state'),
      DOSSIER_LOG: 'error',
      DOSSIER_ACCESS_SILENCE: '2',
      [`DOSSIER_${part(service)}_DATABASE_URL`]: serviceUrl,
      [`DOSSIER_${part(service)}_OWNER_URL`]: ownerUrl,
      ...Object.fromEntries(SERVICES.map((other) => [`DOSSIER_${part(other)}_URL`, urlOf(other)])),
    });
    running.set(service, started);
    await eventually(async () => (await fetch(`${urlOf(service)}/api/${service}/health/ready`)).ok, {
      within: 120_000,
    }).catch((cause: unknown) => {
      throw new Error(`${service} did not become ready. Its output:\n${started.output()}`, { cause });
    });
  };
  await Promise.all(SERVICES.map(starts));

  const send = async (service: Service, path: string, headers: Record<string, string>, body?: unknown) => {
    const answer = await fetch(`${urlOf(service)}/api/${service}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...headers,
        ...(body !== undefined && { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, any> }; // eslint-disable-line typescript/no-explicit-any
  };
  const bearer = async (person: string) => ({
    Authorization: `Bearer ${(await demoToken(`${urlOf('case-state')}/oidc`, person)).token}`,
  });
  const administrator = await bearer(BOOTSTRAP_ADMINISTRATOR);
  const adds = async (name: string, role: string): Promise<string> => {
    const email = `${name}@authority.example`;
    const added = await send('case-state', '/people', administrator, { name, email, roles: [role], invented: true });
    return added.body['id'] as string;
  };
  const manager = await adds('manager', 'case-manager');
  const handler = await adds('handler', 'case-handler');
  const acts = await bearer(manager);
  const opened = await send('case-state', '/inquiries', acts, {
    number: 'I-1',
    title: { en: 'Cable and harbour' },
    team: [
      { person: manager, role: 'case-manager', conflict: 'none' },
      { person: handler, role: 'case-handler', conflict: 'none' },
    ],
  });
  expect(opened.status).toBe(201);
  const inquiry = opened.body['id'] as string;
  const ofInquiry = await send('case-state', `/inquiries/${inquiry}/cases`, acts, {
    procedure: 'eu-antitrust',
    number: 'AT.40001',
    title: { en: 'Cable' },
  });
  const prepared = await eventually(async () => {
    const made = await send('intake', '/rfis', acts, {
      caseId: ofInquiry.body['id'],
      draft: { subject: { en: 'Supply' } },
    });
    return made.status === 201 && made.body;
  });
  const rfi = prepared['id'] as string;

  // Signed in as a browser is: who that is can be told while case-state is away.
  const pool = new pg.Pool({ connectionString: databases[0]!.serviceUrl });
  pools.push(pool);
  const directory = postgresDirectory(pool);
  const person = await directory.get(handler);
  const session = await sessionIssuer(postgresKeyStore(pool), directory).issue(person!);
  const cookie = { Cookie: `${SESSION_COOKIE}=${session}` };
  const pages: [Service, string][] = [
    ['intake', '/rfis'],
    ['intake', `/rfis/${rfi}`],
    ['intake', '/cases'],
    ['intake', '/leads'],
    ['notifications', '/inbox'],
    ['notifications', '/subscriptions'],
  ];
  const statuses = () =>
    Promise.all(
      pages.map(async ([service, path]) => {
        const { status, body } = await send(service, path, cookie);
        return status === 200 ? 'shown' : `${status} ${body['code']}`;
      }),
    );
  const allShown = () => eventually(async () => (await statuses()).every((one) => one === 'shown'));
  await allShown();
  const stream = await fetch(`${urlOf('intake')}/api/intake/rfis/${rfi}/stream`, { headers: cookie });
  expect(stream.status).toBe(200);
  const streamEnds = (async () => {
    for await (const _ of stream.body!) continue;
  })().catch(() => undefined);

  await running.get('case-state')!.killHard();
  await streamEnds;
  await eventually(async () => {
    const found = await statuses();
    return found.every((one, n) => one === `503 ${pages[n]![0]}.access-unknown`);
  });
  // What tells nothing of an inquiry is there for whoever is.
  expect(await send('intake', '/questionnaires', cookie)).toMatchObject({ status: 200 });
  expect(await send('intake', `/rfis/${rfi}/stream`, cookie)).toMatchObject({ status: 503 });
  expect(await send('intake', `/rfis/${randomUUID()}`, cookie)).toMatchObject({ status: 503 });

  await starts('case-state');
  await allShown();
  const wall = await send('case-state', `/inquiries/${inquiry}/walls`, acts, { person: handler, reason: 'A tie' });
  expect(wall.status).toBe(200);
  await eventually(async () => (await send('intake', `/rfis/${rfi}`, cookie)).status === 404);
  expect((await send('intake', '/rfis', cookie)).body).toMatchObject({ total: 0, items: [] });
});
