import { expect, test } from '@jest/globals';
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateLog, openLog } from '#event-store';
import { ensureServiceDatabase, startPostgres, type EmbeddedPostgres } from '#service-kit/postgres';
import { appendOnto, eventually, someStream } from '#testing';

test('the database restarted and crashed under load: every append is answered and written once, a follower sees each once, in order', async () => {
  const home = mkdtempSync(join(tmpdir(), 'dossier-restart-'));
  chmodSync(home, 0o755);
  let postgres: EmbeddedPostgres = await startPostgres(join(home, 'postgres'));
  try {
    const { ownerUrl, serviceUrl, serviceRole } = await ensureServiceDatabase(postgres, 'restarted');
    await migrateLog(ownerUrl, { serviceRole });
    const log = await openLog(serviceUrl);
    const stop = new AbortController();
    const seen: string[] = [];
    const following = (async () => {
      for await (const events of log.follow({ after: 0, signal: stop.signal }))
        seen.push(...events.map(({ id }) => id));
    })();

    const enough = new AbortController();
    let answered = 0;
    const streams = Array.from({ length: 16 }, someStream);
    const writers = streams.map(async (stream) => {
      for (let version = 0; !enough.signal.aborted; version++) {
        expect(await log.append(appendOnto(stream, version))).toMatchObject({
          repeated: false,
          streams: [{ stream, version: version + 1 }],
        });
        answered++;
      }
    });
    for (const how of ['fast', 'crash', 'fast', 'crash'] as const) {
      const before = answered;
      await eventually(() => answered > before + 100);
      if (how === 'fast') await postgres.stop();
      else {
        process.kill(postgres.pid, 'SIGKILL');
        await postgres.stop(); // nothing left to stop: gives the folder back
      }
      postgres = await startPostgres(postgres.dir, { port: postgres.port });
    }
    const before = answered;
    await eventually(() => answered > before + 100);
    enough.abort();
    await Promise.all(writers);

    const events = await log.page(0, 1_000_000);
    expect(events).toHaveLength(answered);
    await eventually(() => seen.length === events.length);
    expect(seen).toEqual(events.map(({ id }) => id));
    stop.abort();
    await following;
    await log.close();
  } finally {
    await postgres.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
});
