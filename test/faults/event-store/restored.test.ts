import { expect, test } from '@jest/globals';
import { Client } from 'pg';
import { openLog } from '#event-store';
import { appendOnto, disposableLog, someStream } from '#testing';

/** What a restore does to a log, short of copying files: what came after the backup is gone, another epoch begins, every connection breaks. */
async function restored(superuserUrl: string, backup: number): Promise<void> {
  const admin = new Client({ connectionString: superuserUrl });
  await admin.connect();
  await admin.query('begin');
  // Its triggers guard a log that lives.
  for (const table of ['head', 'events', 'commands']) await admin.query(`alter table log.${table} disable trigger all`);
  for (const table of ['events', 'commands']) await admin.query(`delete from log.${table} where position > ${backup}`);
  await admin.query('update log.head set position = $1, epoch = gen_random_uuid()', [backup]);
  await admin.query('commit');
  await admin.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await admin.end();
}

test('a busy follower does not read on into the epoch after a restore, however far that has come', async () => {
  const it = await disposableLog();
  const appended = async (log: typeof it.log, events: number) => {
    for (let i = 0; i < events; i++) await log.append(appendOnto(someStream(), 0));
  };
  await appended(it.log, 100);
  const seen: number[] = [];
  let arrived = () => {};
  let goOn = () => {};
  const atHundred = new Promise<void>((resolve) => (arrived = resolve));
  const restoredNow = new Promise<void>((resolve) => (goOn = resolve));
  const following = (async () => {
    for await (const page of it.log.follow({ after: 0, signal: new AbortController().signal })) {
      seen.push(...page.map(({ position }) => position));
      if (seen.length < 100) continue;
      // Busy with this page while all that is told below happens.
      arrived();
      await restoredNow;
    }
  })();
  await atHundred;
  await restored(it.database.url, 80);
  const after = await openLog(it.serviceUrl);
  await appended(after, 40);
  goOn();
  await expect(following).rejects.toMatchObject({ code: 'unknown-log' });
  expect(seen).toHaveLength(100);
  await expect(it.log.read(someStream())).rejects.toMatchObject({ code: 'unknown-log' });
  await after.close();
  await it.dispose();
});
