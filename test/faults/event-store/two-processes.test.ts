import { expect, test } from '@jest/globals';
import { Client } from 'pg';
import { openLog } from '#event-store';
import { disposableLog, eventually, someStream, startProcess } from '#testing';
import type { Written } from './writing-process.js';

const EVENTS = 20_000;

test('two processes × 8 writers, 20,000 events, the clock set back: readers all along see each event exactly once, in order, recordedAt never falls', async () => {
  const { log, ownerUrl, serviceUrl, database, dispose } = await disposableLog();
  const contested = JSON.stringify(Array.from({ length: 4 }, someStream));
  const processes = [0, 1].map(() =>
    startProcess<Written>(new URL('./writing-process.ts', import.meta.url), [
      serviceUrl,
      contested,
      String(EVENTS / 2),
    ]),
  );

  // One reader as the product follows, one as anybody would: position > n.
  const follower = await openLog(serviceUrl);
  const stop = new AbortController();
  const followed: string[] = [];
  const following = (async () => {
    for await (const events of follower.follow({ after: 0, signal: stop.signal }))
      followed.push(...events.map(({ id }) => id));
  })();
  const plain = new Client({ connectionString: serviceUrl });
  await plain.connect();
  const polled: { id: string; position: number; recorded_at: Date }[] = [];
  const pollingAlong = (async () => {
    while (!stop.signal.aborted) {
      const { rows } = await plain.query<{ id: string; position: string; recorded_at: Date }>(
        'select id, position, recorded_at from log.events where position > $1 order by position',
        [polled.at(-1)?.position ?? 0],
      );
      polled.push(...rows.map((row) => ({ ...row, position: Number(row.position) })));
    }
  })();

  // The database's clock, set back and forth while they write: the one function through which the log reads it, replaced by its owner.
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  const setClock = (by: string) =>
    owner.query(
      `create or replace function log.clock() returns timestamptz language sql volatile as $$ select clock_timestamp() + interval '${by}' $$`,
    );
  for (const by of ['-1 hour', '10 minutes', '-1 day', '0']) {
    await setClock(by);
    const from = polled.length;
    await eventually(() => polled.length > from + 2_000 || processes.some(({ child }) => child.exitCode !== null), {
      within: 60_000,
    });
  }

  const written = await Promise.all(processes.map((each) => each.told(() => true, { within: 90_000 })));
  const head = await log.head();
  expect(head).toBeGreaterThanOrEqual(EVENTS);
  await eventually(() => polled.length >= head && followed.length >= head);
  stop.abort();
  await Promise.all([pollingAlong, following]);

  expect(polled.map(({ position }) => position)).toEqual(Array.from({ length: head }, (_, i) => i + 1));
  expect(new Set(polled.map(({ id }) => id)).size).toBe(head);
  expect(followed).toEqual(polled.map(({ id }) => id));
  for (let i = 1; i < polled.length; i++)
    expect(polled[i]!.recorded_at.getTime()).toBeGreaterThanOrEqual(polled[i - 1]!.recorded_at.getTime());

  // Nothing acknowledged is missing, nothing rolled back is there, and each stream's versions are dense in the order of positions.
  const stored = new Client({ connectionString: database.url });
  await stored.connect();
  const { rows: commands } = await stored.query<{ command_id: string; last: string }>(
    'select command_id, max(position) as last from log.events group by command_id',
  );
  const lastOf = new Map(commands.map(({ command_id, last }) => [command_id, Number(last)]));
  for (const [command, position] of written.flatMap(({ answered }) => answered))
    expect(lastOf.get(command)).toBe(position);
  expect(commands).toHaveLength(written.flatMap(({ answered }) => answered).length);
  const { rows: holes } = await stored.query(
    'select stream from (select stream, version, row_number() over (partition by stream order by position) as n from log.events) e where version <> n',
  );
  expect(holes).toEqual([]);
  const { rows: rolledBack } = await stored.query(`select position from log.events where data->>'rolled' is not null`);
  expect(rolledBack).toEqual([]);
  // The fuzz did what it is for.
  for (const what of ['conflicts', 'repeats', 'rollbacks'] as const)
    expect(written.reduce((sum, each) => sum + each[what], 0)).toBeGreaterThan(20);

  await Promise.all([owner.end(), plain.end(), stored.end(), follower.close()]);
  await dispose();
}, 180_000);
