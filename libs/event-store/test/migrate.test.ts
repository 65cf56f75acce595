import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { migrateLog, openLog } from '#event-store';
import {
  appendOnto,
  disposableLog,
  disposablePostgres,
  eventually,
  SERVICE_ROLE,
  someStream,
  type DisposableLog,
} from '#testing';

let disposable: DisposableLog;
beforeAll(async () => {
  disposable = await disposableLog();
});
afterAll(() => disposable.dispose());

async function asOwner(work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: disposable.ownerUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

test('migrating again changes nothing; the log stays what it is', async () => {
  const before = disposable.log.identity;
  await Promise.all([1, 2, 3].map(() => migrateLog(disposable.ownerUrl, { serviceRole: SERVICE_ROLE })));
  const log = await openLog(disposable.serviceUrl);
  expect(log.identity).toEqual(before);
  await log.close();
});

test('several processes that migrate an empty database at once: one log', async () => {
  const empty = await disposablePostgres();
  const owner = new Client({ connectionString: empty.url });
  await owner.connect();
  await owner.query(`alter database ${empty.database} owner to dossier_testing_owner`);
  await owner.end();
  const ownerUrl = empty.as('dossier_testing_owner', 'testing');
  await Promise.all([1, 2, 3, 4].map(() => migrateLog(ownerUrl, { serviceRole: SERVICE_ROLE })));
  const log = await openLog(empty.as(SERVICE_ROLE, 'testing'));
  expect((await log.append(appendOnto(someStream(), 0))).position).toBe(1);
  await log.close();
  await empty.dispose();
});

test('a migration that has run is never edited, and a newer database is not touched', async () => {
  await asOwner(async (client) => {
    await client.query(`update log.migrations set sha256 = 'x' || sha256 where number = 1`);
    await expect(migrateLog(disposable.ownerUrl, { serviceRole: SERVICE_ROLE })).rejects.toMatchObject({
      code: 'wrong-schema',
    });
    await client.query(`update log.migrations set sha256 = substr(sha256, 2) where number = 1`);
    await client.query(`insert into log.migrations values (999, 'of tomorrow', 'x')`);
    await expect(migrateLog(disposable.ownerUrl, { serviceRole: SERVICE_ROLE })).rejects.toMatchObject({
      code: 'wrong-schema',
    });
    await expect(openLog(disposable.serviceUrl)).rejects.toMatchObject({ code: 'wrong-schema' });
    await client.query('delete from log.migrations where number = 999');
  });
});

test('without its schema a log does not open', async () => {
  const empty = await disposablePostgres();
  await expect(openLog(empty.url)).rejects.toMatchObject({ code: 'wrong-schema' });
  await empty.dispose();
});

test('the service must not be the owner', async () => {
  await expect(migrateLog(disposable.ownerUrl, { serviceRole: 'dossier_testing_owner' })).rejects.toMatchObject({
    code: 'wrong-schema',
  });
});

test('a log in full use has at most eight connections, a closed one none', async () => {
  const used = await disposableLog();
  const watch = new Client({ connectionString: used.database.url });
  await watch.connect();
  const connections = async () =>
    Number(
      (
        await watch.query<{ n: string }>(
          'select count(*) as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        )
      ).rows[0]!.n,
    );
  const stop = new AbortController();
  const followers = Array.from({ length: 10 }, async () => {
    for await (const events of used.log.follow({ after: 0, signal: stop.signal })) void events;
  });
  await Promise.all(Array.from({ length: 50 }, () => used.log.append(appendOnto(someStream(), 0))));
  await Promise.all(Array.from({ length: 50 }, () => used.log.read(someStream())));
  expect(await connections()).toBeLessThanOrEqual(8);
  stop.abort();
  await Promise.all(followers);
  await used.log.close();
  expect(await eventually(async () => (await connections()) === 0)).toBe(true);
  await watch.end();
  await used.dispose();
});
