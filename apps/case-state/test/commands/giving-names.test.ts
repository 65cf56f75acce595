import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { outliving } from '#event-store';
import { migrateDirectory, PersonTaken, postgresDirectory } from '#service-kit';
import { disposableLog, SERVICE_ROLE, type DisposableLog } from '#testing';
import { givingNames } from '../../src/commands/giving-names.js';

describe('Acting on the directory while nobody else gives names', () => {
  let it: DisposableLog;
  let pool: pg.Pool;
  let superuser: pg.Client;

  beforeAll(async () => {
    it = await disposableLog({});
    pool = outliving(new pg.Pool({ connectionString: it.serviceUrl, max: 1 }));
    pool.on('error', () => undefined);
    superuser = new pg.Client({ connectionString: it.database.url });
    await superuser.connect();
    await migrateDirectory(superuser, SERVICE_ROLE);
  });
  afterAll(async () => {
    await superuser?.end();
    await pool?.end();
    await it?.dispose();
  });

  const connection = async () => (await pool.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!.pid;
  const entry = (subject: string) => ({
    id: randomUUID(),
    name: 'Anna Berg',
    email: 'anna@authority.example',
    roles: ['case-handler' as const],
    invented: true,
    issuer: 'https://issuer.example',
    subject,
  });

  test('who is known already is refused, on a connection that goes on serving, and whoever else was put there is not', async () => {
    await givingNames({ pool }, (directory) => directory.add(entry('anna')));
    const before = await connection();
    const another = entry('another');
    await expect(
      givingNames({ pool }, async (directory) => {
        await directory.add(another);
        await directory.add(entry('anna'));
      }),
    ).rejects.toBeInstanceOf(PersonTaken);
    expect(await connection()).toBe(before);
    expect((await postgresDirectory(pool).list()).map(({ subject }) => subject)).toEqual(['anna']);
    await givingNames({ pool }, (directory) => directory.add(another));
  });

  test('a connection that is lost meanwhile is closed, and what failed is told as it was', async () => {
    const before = await connection();
    const failed = new Error('what was done failed');
    const given = givingNames({ pool }, async () => {
      await superuser.query('select pg_terminate_backend($1, 10000)', [before]);
      throw failed;
    });
    await expect(given).rejects.toBe(failed);
    expect(await connection()).not.toBe(before);
  });
});
