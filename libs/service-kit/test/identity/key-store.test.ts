import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { disposablePostgres } from '#testing';
import {
  fileKeyStore,
  type KeyStore,
  localKeys,
  memoryKeyStore,
  migrateKeys,
  postgresKeyStore,
  respondentTokens,
  TokenRefused,
} from '../../src/identity/index.js';
import { publishedKeys, signToken, verifyToken } from '../../src/identity/our-tokens.js';

let folder = '';
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'dossier-keys-')), 'keys');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

test('a key is made once and found again after a restart', async () => {
  const made = await fileKeyStore(folder).key('session');
  expect(await fileKeyStore(folder).key('session')).toEqual(made);
  expect((await fileKeyStore(folder).key('respondent')).kid).not.toBe(made.kid);
});

test('two processes that start at once agree on one key', async () => {
  const kids = await Promise.all(
    Array.from({ length: 8 }, async () => (await fileKeyStore(folder).key('session')).kid),
  );
  expect(new Set(kids).size).toBe(1);
  expect(await readdir(folder)).toEqual(['session.jwk.json']);
});

test('only the owner may read it', async () => {
  await fileKeyStore(folder).key('session');
  expect((await stat(join(folder, 'session.jwk.json'))).mode & 0o777).toBe(0o600);
});

test('keys in the database: the first one wins, and is found again', async () => {
  const database = await disposablePostgres();
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  pool.on('error', () => {}); // its database goes while a connection is still saying goodbye
  try {
    await pool.query('create schema keys');
    await Promise.all([migrateKeys(pool), migrateKeys(pool)]);
    const kids = await Promise.all(
      Array.from({ length: 4 }, async () => (await postgresKeyStore(pool).key('session')).kid),
    );
    expect(new Set(kids).size).toBe(1);
    expect((await postgresKeyStore(pool).key('session')).kid).toBe(kids[0]);
    expect((await postgresKeyStore(pool).key('respondent')).kid).not.toBe(kids[0]);
  } finally {
    await pool.end();
    await database.dispose();
  }
});

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe.each(['in memory', 'in files', 'in the database'])('keys %s are renewed by their age', (where) => {
  let database: Awaited<ReturnType<typeof disposablePostgres>>;
  let pool: pg.Pool;
  let passed = 0;
  const now = () => Date.now() + passed;
  /** The same keys, found anew: after a restart, or by another instance. */
  let again: () => KeyStore;
  let store: KeyStore;

  beforeAll(async () => {
    database = await disposablePostgres();
    pool = new pg.Pool({ connectionString: database.url, max: 4 });
    pool.on('error', () => {});
    await pool.query('create schema keys');
    // As it was before keys were renewed.
    await pool.query('create table keys.signing (purpose text primary key, jwk json not null)');
    await migrateKeys(pool);
    await migrateKeys(pool);
  });
  beforeEach(async () => {
    passed = 0;
    await pool.query('delete from keys.signing');
    const one = memoryKeyStore({ now });
    again =
      where === 'in memory'
        ? () => one
        : where === 'in files'
          ? () => fileKeyStore(folder, { now })
          : () => postgresKeyStore(pool, { now });
    store = again();
  });
  afterAll(async () => {
    await pool?.end();
    await database?.dispose();
  });

  const kid = async (of = store) => (await of.key('session')).kid;
  const kids = async (of = store) => (await publishedKeys(of, 'session')).keys.map((key) => key.kid);
  const sessionFor = (ms: number) =>
    signToken(store, 'session', 'session', { subject: 'x', claims: {}, expiresAt: now() + ms }, now);
  const holds = (token: string, of = store) => verifyToken(localKeys(of, 'session'), 'session', token, now);

  test('the next one is published before it signs, and what the old one signed holds to its end', async () => {
    const first = await kid();
    passed = 90 * DAY + MINUTE;
    const token = await sessionFor(DAY);
    expect(await kid()).toBe(first);
    const [signs, next] = await kids();
    expect(signs).toBe(first);
    expect(next).toBeDefined();
    passed += 21 * MINUTE;
    expect(await kid()).toBe(next);
    expect(await kids()).toEqual([next, first]);
    expect(await holds(token)).toMatchObject({ sub: 'x' });
    expect(await holds(await sessionFor(MINUTE))).toMatchObject({ sub: 'x' });
    // The private part is not published.
    expect(JSON.stringify(await publishedKeys(store, 'session'))).not.toMatch(/"d"/);
  });

  test('a restart in between, and another instance, find the same', async () => {
    const first = await kid();
    passed = 91 * DAY;
    const before = await kids();
    expect(await kids(again())).toEqual(before);
    passed += 21 * MINUTE;
    expect(await kid(again())).toBe(before[1]);
    expect(await kids(again())).toEqual([before[1], first]);
  });

  test('instances that find it old at the same time make one new key', async () => {
    await kid();
    passed = 91 * DAY;
    const all = await Promise.all(Array.from({ length: 6 }, () => kids(again())));
    expect(new Set(all.flat()).size).toBe(2);
  });

  test('one whose tokens have all ended is thrown away, and what it has signed holds no more', async () => {
    const first = await kid();
    passed = 90 * DAY + MINUTE;
    await kids();
    const forged = await sessionFor(30 * DAY);
    passed += DAY + 22 * MINUTE;
    expect(await kids()).not.toContain(first);
    expect(await kids(again())).toHaveLength(1);
    await expect(holds(forged)).rejects.toThrow(TokenRefused);
  });

  test('a personal link outlives the key that it was signed with', async () => {
    const links = respondentTokens(store, now);
    const respondent = { person: 'p', addressee: 'a' };
    passed = 89 * DAY;
    await store.key('respondent');
    passed = 0;
    const link = await links.link(respondent, Date.now() + 7 * DAY);
    passed = 3 * DAY;
    expect(await links.openLink(link)).toMatchObject(respondent);
    passed = 200 * DAY;
    expect(await respondentTokens(again(), now).openOldLink(link)).toEqual(respondent);
  });
});
