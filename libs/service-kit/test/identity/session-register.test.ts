import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { disposablePostgres, eventually } from '#testing';
import {
  endsOfCaseState,
  memoryKeyStore,
  memorySessions,
  migrateDirectory,
  migrateSessions,
  openRemoteIdentity,
  postgresSessions,
  type SessionRegister,
  serviceKeysController,
  serviceTokens,
  serviceVerifier,
} from '../../src/identity/index.js';
import { listen } from '../listen.js';
import { Browser, DeskController, moduleOf, openOffice, person } from './office.js';

const HOUR = 3_600_000;
const session = (who = randomUUID(), issuerSession?: string) => ({
  person: who,
  startedAt: Date.now(),
  endsAt: Date.now() + HOUR,
  ...(issuerSession !== undefined && { issuerSession }),
});
const never = (error: Error) => {
  throw error;
};

let database: Awaited<ReturnType<typeof disposablePostgres>>;
let pool: pg.Pool;
beforeAll(async () => {
  database = await disposablePostgres();
  pool = new pg.Pool({ connectionString: database.url });
  pool.on('error', () => {}); // its database goes while a connection is still saying goodbye
  const client = await pool.connect();
  await migrateDirectory(client);
  await Promise.all([migrateSessions(client), migrateSessions(client)]);
  client.release();
});
afterAll(async () => {
  await pool?.end();
  await database?.dispose();
});

describe.each<[string, () => SessionRegister & { close?: () => Promise<void> }]>([
  ['in memory', () => memorySessions()],
  ['in PostgreSQL', () => postgresSessions(pool, never)],
])('the register of sessions %s', (_, open) => {
  let register: SessionRegister & { close?: () => Promise<void> };
  beforeEach(() => {
    register = open();
  });
  afterEach(() => register.close?.());

  test('knows who is signed in, newest first, until they sign out', async () => {
    const first = await register.begin({ ...session(), startedAt: Date.now() - 1000 });
    const second = await register.begin(session(randomUUID(), 'issuer-1'));
    const ids = (await register.running()).map(({ id }) => id);
    expect(ids.indexOf(second)).toBeLessThan(ids.indexOf(first));
    expect((await register.running()).find(({ id }) => id === second)).toMatchObject({ issuerSession: 'issuer-1' });
    expect(await register.runs(first)).toBe(true);
    const who = async (id: string) => (await register.lookUp([id, randomUUID()])).get(id);
    expect(await who(first)).toEqual({ person: expect.any(String), runs: true });
    expect(await register.end({ session: first })).toEqual([first]);
    expect(await who(first)).toEqual({ person: expect.any(String), runs: false });
    const over = await register.begin({ ...session(), endsAt: Date.now() - 1 });
    expect(await who(over)).toMatchObject({ runs: false });
    expect(await register.end({ session: first })).toEqual([]);
    expect(await register.runs(first)).toBe(false);
    expect([register.hasEnded(first), register.hasEnded(second)]).toEqual([true, false]);
    expect(await register.ended()).toContain(first);
    expect((await register.running()).map(({ id }) => id)).not.toContain(first);
  });

  test('ends by person, by the issuer’s session, and by both together', async () => {
    const anna = randomUUID();
    const name = randomUUID();
    const [one, two, other] = [
      await register.begin(session(anna, name)),
      await register.begin(session(anna, 'another')),
      await register.begin(session(randomUUID(), 'another')),
    ];
    expect(await register.end({ person: anna, issuerSession: name })).toEqual([one]);
    expect(await register.end({ person: anna })).toEqual([two]);
    expect(await register.end({ issuerSession: 'another' })).toEqual([other]);
  });

  test('tells who listens, once, and nobody who has left', async () => {
    const id = await register.begin(session());
    const heard: string[] = [];
    register.onEnd(id, () => heard.push('first'));
    const leave = register.onEnd(id, () => heard.push('left'));
    leave();
    await register.end({ session: id });
    register.onEnd(id, () => heard.push('late'));
    expect(heard).toEqual(['first', 'late']);
  });
});

describe('what one process has ended', () => {
  test('another instance of case-state hears of', async () => {
    const [here, there] = [postgresSessions(pool, never), postgresSessions(pool, never)];
    const id = await here.begin(session());
    const heard = new Promise<void>((done) => there.onEnd(id, done));
    await here.end({ session: id });
    await heard;
    expect(there.hasEnded(id)).toBe(true);
    await Promise.all([here.close(), there.close()]);
  });

  test('another service hears of: the cookie holds no more there, and the stream that runs there ends', async () => {
    const handler = person('Anna Handler', ['case-handler']);
    const intakeKeys = memoryKeyStore();
    const keysDoor = await listen(moduleOf([serviceKeysController('intake', intakeKeys)]));
    const office = await openOffice([handler], memoryKeyStore(), {
      services: serviceVerifier('case-state', () => keysDoor.url),
    });
    const errors: Error[] = [];
    const ended = endsOfCaseState(office.url, serviceTokens(intakeKeys, 'intake'), (error) => errors.push(error));
    const { guard } = openRemoteIdentity({ caseStateUrl: office.url, publicUrl: () => office.url, ended });
    const intake = await listen(moduleOf([DeskController]), { guard });

    const browser = new Browser(office.url);
    await browser.signIn(handler);
    const there = new Browser(intake.url);
    there.setCookie('dossier_session', browser.cookie('dossier_session') ?? '');
    const stream = await there.request('/api/intake/stream');
    expect(stream.status).toBe(200);
    await browser.request('/api/case-state/sign-out', {
      method: 'POST',
      headers: { 'Sec-Fetch-Site': 'same-origin' },
    });
    expect(await stream.text()).toContain('listening');
    expect((await there.request('/api/intake/desk')).status).toBe(401);
    // People do not read it, whoever they are.
    await browser.signIn(handler);
    expect((await browser.request('/api/case-state/ended-sessions')).status).toBe(403);

    // Case-state away: what was heard stays known, and it is said once.
    expect(errors).toEqual([]);
    await office.close();
    await eventually(async () => errors.length > 0);
    expect((await there.request('/api/intake/desk')).status).toBe(401);
    await ended.close();
    await Promise.all([intake.close(), keysDoor.close()]);
  });
});
