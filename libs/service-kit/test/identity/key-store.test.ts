import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { disposablePostgres } from '#testing';
import { fileKeyStore, migrateKeys, postgresKeyStore } from '../../src/identity/index.js';

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
