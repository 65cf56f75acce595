import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Aggregate, DeadLetterList, DeadLetterView, ProblemView } from '#contracts';
import type { FeedContextShape } from '#event-feed';
import { moveCheckpoint } from '#event-store';
import { type DisposableLog, disposableLog, eventually } from '#testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applyAccessChange, createAccessTables } from '../../src/access/index.js';
import { serviceDoors } from '../../src/doors/index.js';
import { demoToken, memoryKeyStore, openIdentity } from '../../src/identity/index.js';
import { openService, type ServiceDefinition, type ServiceRuntime } from '../../src/runtime/index.js';
import { directoryOf, moduleOf, person } from '../identity/office.js';
import { type Listening, listen } from '../listen.js';

type Opened = { type: 'Opened'; data: { inquiryId: string; number: string } };
const inquiry: Aggregate<number, Opened> = { kind: 'inquiry', initial: 0, evolve: (count) => count + 1 };
const TYPE = 'dossier.case-state.InquiryOpened.v1';

const bare = { views: [], entities: [], migrations: [], lapses: [] };
const publishing: ServiceDefinition = {
  ...bare,
  service: 'case-state',
  follows: [],
  mapping: {
    Opened: {
      type: TYPE,
      lane: ({ data }: { data: unknown }) => (data as Opened['data']).inquiryId,
      data: ({ data }: { data: unknown }) => ({ ...(data as Opened['data']), title: { en: 'An inquiry' } }),
    },
  },
} as ServiceDefinition;
class CreateAccess1700000000001 implements MigrationInterface {
  name = 'CreateAccess1700000000001';
  async up(runner: QueryRunner): Promise<void> {
    await createAccessTables(runner);
  }
  async down(): Promise<void> {
    throw new Error('Forward only.');
  }
}
const following: ServiceDefinition = {
  ...bare,
  service: 'intake',
  follows: ['case-state'],
  mapping: {},
  migrations: [CreateAccess1700000000001],
};

const administrator = person('Administrator', ['administrator']);
const handler = person('Handler', ['case-handler']);
const made: { dispose(): Promise<void> }[] = [];
const runtimes: ServiceRuntime[] = [];
let published: ServiceRuntime;
let server: Listening;
/** What the handler cannot take in, and what it has taken in. */
const bad = new Set<string>();
const taken: string[] = [];

async function opened(definition: ServiceDefinition): Promise<Awaited<ReturnType<typeof openService>>> {
  const it: DisposableLog = await disposableLog();
  made.push(it);
  return openService(definition, {
    databases: { owner: it.ownerUrl, service: it.serviceUrl },
    timeZone: 'Europe/Brussels',
    report: () => undefined,
  });
}

beforeAll(async () => {
  published = (await opened(publishing)).connect([]);
  const runtime = (await opened(following)).connect([published.publisher.source]);
  runtimes.push(runtime, published);
  await published.start();
  runtime.reactions.addHandler(
    TYPE,
    async (data: Opened['data'], ctx: FeedContextShape) => {
      if (bad.has(data.number)) throw new RangeError(`no room for ${data.number}`);
      await moveCheckpoint(runtime.pool, ctx.checkpoint);
      taken.push(data.number);
    },
    true,
  );
  await runtime.start();
  await new Promise<void>((done, failed) =>
    runtime.reactions.listen((error?: unknown) => (error ? failed(error as Error) : done())),
  );
  let url = '';
  const log = { error: () => undefined };
  const identity = openIdentity({
    settings: { host: '127.0.0.1', oidc: { clientId: 'dossier' } },
    publicUrl: () => url,
    keys: memoryKeyStore(),
    directory: directoryOf([administrator, handler]),
    log,
  });
  server = await listen(moduleOf(serviceDoors(runtime, log).controllers), {
    guard: identity.guard,
    mounts: identity.mounts,
  });
  url = server.url;
});
afterAll(async () => {
  await server?.close();
  for (const runtime of runtimes) await runtime.close();
  for (const it of made) await it.dispose();
});

const open = (inquiryId: string, number: string) =>
  published.commands.run(
    {
      operation: 'open',
      origin: { actor: { person: randomUUID(), kind: 'officer', role: 'registry' } },
      request: { inquiryId, number },
    },
    async (act) => act.add(await act.load(inquiry, act.newId), [{ type: 'Opened', data: { inquiryId, number } }]),
  );

async function call<Body>(path: string, body?: object, as = administrator) {
  const { token } = await demoToken(`${server.url}/oidc`, as.subject);
  const response = await fetch(`${server.url}/api/intake/dead-letters${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${token}`, ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Body };
}
const listed = async (query = '') => (await call<DeadLetterList>(query)).body;

describe('what a handler could not take in', () => {
  const [first, second] = [randomUUID(), randomUUID()];
  let mended: DeadLetterView, passedOver: DeadLetterView;

  test('is parked with its lane, and shown with why and with how much waits behind it, newest first', async () => {
    bad.add('I-1').add('I-2');
    await open(first, 'I-1');
    await eventually(async () => (await listed()).total === 1);
    await open(first, 'I-1-b');
    await open(second, 'I-2');
    await eventually(async () => (await listed()).total === 2 && (await listed()).items[1]?.waiting === 1);
    const { items } = await listed();
    [passedOver, mended] = items as [DeadLetterView, DeadLetterView];
    expect(mended).toMatchObject({
      consumer: 'intake.reactions',
      publisher: 'case-state',
      lane: first,
      sequence: 1,
      type: TYPE,
      code: 'handler-failed',
      attempts: 3,
      state: 'parked',
      history: [],
    });
    expect(mended.error).toMatch(/^RangeError: no room for I-1\n/);
    expect(taken).toEqual([]);
  });

  test('is listed in pages', async () => {
    const page = await listed('?limit=1');
    expect(page).toMatchObject({ total: 2, items: [{ id: passedOver.id }] });
    const last = await listed(`?limit=1&cursor=${page.next}`);
    expect(last).toMatchObject({ total: 2, items: [{ id: mended.id }] });
    expect(last.next).toBeUndefined();
    expect((await call('?cursor=nonsense')).status).toBe(400);
    expect((await call('?all=perhaps')).status).toBe(400);
  });

  test("is the administrator's to see and to act on", async () => {
    expect((await call('', undefined, handler)).status).toBe(403);
    expect((await call(`/${mended.id}/retry`, {}, handler)).status).toBe(403);
    expect((await call(`/${mended.id}/skip`, { reason: 'Not needed' }, handler)).status).toBe(403);
  });

  test('is not there for an administrator whom a wall keeps from its inquiry', async () => {
    const { dataSource } = runtimes[0]!;
    const wall = { inquiryId: first, person: administrator.id };
    await applyAccessChange({ ...wall, wall: randomUUID() }, dataSource.manager);
    expect(await listed()).toMatchObject({ total: 1, items: [{ id: passedOver.id }] });
    expect((await call(`/${mended.id}/retry`, {})).status).toBe(404);
    expect((await call(`/${mended.id}/skip`, { reason: 'Not needed' })).status).toBe(404);
    await applyAccessChange({ ...wall, noWall: true }, dataSource.manager);
    expect(await listed()).toMatchObject({ total: 2 });
  });

  test('tried again in vain, it stays; who tried is on record, and what was said', async () => {
    const { status, body } = await call<DeadLetterView>(`/${mended.id}/retry`, {});
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'parked',
      history: [
        { act: 'retry', by: administrator.id },
        { act: 'failed-again', by: administrator.id, reason: 'no room for I-1' },
      ],
    });
  });

  test('tried again once its cause is mended, it has its effect once, and its lane flows', async () => {
    bad.delete('I-1');
    const { body } = await call<DeadLetterView>(`/${mended.id}/retry`, {});
    expect(body).toMatchObject({ state: 'retried', waiting: 0 });
    expect(body.history.map(({ act }) => act)).toEqual(['retry', 'failed-again', 'retry', 'settled']);
    await eventually(() => taken.length === 2);
    expect(taken).toEqual(['I-1', 'I-1-b']);
    expect(await call<ProblemView>(`/${mended.id}/retry`, {})).toMatchObject({
      status: 409,
      body: { code: 'intake.dead-letter-resolved' },
    });
  });

  test('is skipped with a reason only; then its lane flows without it', async () => {
    for (const reason of [undefined, '', '    '])
      expect((await call(`/${passedOver.id}/skip`, { reason })).status).toBe(400);
    const { status, body } = await call<DeadLetterView>(`/${passedOver.id}/skip`, { reason: 'Entered by hand' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'skipped',
      history: [{ act: 'skip', by: administrator.id, reason: 'Entered by hand' }],
    });
    await open(second, 'I-2-b');
    await eventually(() => taken.includes('I-2-b'));
    expect(taken).toEqual(['I-1', 'I-1-b', 'I-2-b']);
  });

  test('resolved, it is shown to who asks for all, with its history', async () => {
    expect(await listed()).toMatchObject({ total: 0, items: [] });
    const { items, total } = await listed('?all=true');
    expect(total).toBe(2);
    expect(items.map(({ id, state, waiting }) => ({ id, state, waiting }))).toEqual([
      { id: passedOver.id, state: 'skipped', waiting: 0 },
      { id: mended.id, state: 'retried', waiting: 0 },
    ]);
  });
});
