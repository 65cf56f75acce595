import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openLog, type Log } from '#event-store';
import {
  appendOnto,
  cuttingProxy,
  disposableLog,
  eventually,
  someStream,
  type CuttingProxy,
  type DisposableLog,
} from '#testing';

let disposable: DisposableLog;
let proxy: CuttingProxy;
let log: Log;
beforeAll(async () => {
  disposable = await disposableLog();
  proxy = await cuttingProxy(disposable.database.port);
  log = await openLog(proxy.through(disposable.serviceUrl));
  await log.append(appendOnto(someStream(), 0)); // connected
});
afterAll(async () => {
  await log.close();
  await proxy.close();
  await disposable.dispose();
});

test.each(['Before', 'After'] as const)(
  'a lone append whose connection is cut %s the commit is written once, and answered',
  async (when) => {
    const stream = someStream();
    const before = await disposable.log.head();
    proxy[`cut${when}`](stream);
    const cuts = proxy.cuts();
    expect(await log.append(appendOnto(stream, 0))).toEqual({
      repeated: false,
      position: before + 1,
      streams: [{ stream, version: 1 }],
    });
    expect(proxy.cuts()).toBe(cuts + 1);
    expect(await disposable.log.read(stream)).toHaveLength(1);
    expect(await disposable.log.head()).toBe(before + 1);
  },
);

test.each(['Before', 'After'] as const)(
  'a gathered group whose connection is cut %s the commit is written once; each of it gets its own answer',
  async (when) => {
    const before = await disposable.log.head();
    const taken = someStream();
    const requests = Array.from({ length: 50 }, () => appendOnto(someStream(), 0, 2));
    await disposable.log.append(appendOnto(taken, 0));
    const already = requests[7]!;
    const first = await disposable.log.append(already);
    proxy[`cut${when}`](requests[30]!.streams[0]!.stream);
    const outcomes = await Promise.allSettled(
      [...requests, appendOnto(taken, 0)].map((request) => log.append(request)),
    );
    outcomes.forEach((outcome, i) => {
      const request = requests[i];
      if (!request) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'wrong-expected-version' } });
      else if (request === already)
        expect(outcome).toEqual({ status: 'fulfilled', value: { ...first, repeated: true } });
      else
        expect(outcome).toMatchObject({ status: 'fulfilled', value: { repeated: false, streams: [{ version: 2 }] } });
    });
    expect(await disposable.log.head()).toBe(before + 1 + 100);
  },
);

test('a server that nobody reaches: the append is refused after its patience, and says that it was not written; later all is well', async () => {
  const hasty = await openLog(proxy.through(disposable.serviceUrl), { limits: { patience: 300 } });
  proxy.refuse(true);
  proxy.cutAll();
  const stream = someStream();
  await expect(hasty.append(appendOnto(stream, 0))).rejects.toMatchObject({
    code: 'log-unavailable',
    outcome: 'not-written',
  });
  proxy.refuse(false);
  expect(await hasty.append(appendOnto(stream, 0))).toMatchObject({ repeated: false });
  await hasty.close();
});

test('an append whose outcome nobody can learn in time says so; its command id settles it', async () => {
  const hasty = await openLog(proxy.through(disposable.serviceUrl), { limits: { patience: 300 } });
  await hasty.append(appendOnto(someStream(), 0));
  const request = appendOnto(someStream(), 0);
  proxy.cutAfter(request.streams[0]!.stream);
  const sent = hasty.append(request);
  const cuts = proxy.cuts();
  await eventually(() => proxy.cuts() > cuts, { every: 0 });
  proxy.refuse(true);
  await expect(sent).rejects.toMatchObject({ code: 'log-unavailable', outcome: 'unknown' });
  proxy.refuse(false);
  expect(await hasty.append(request)).toMatchObject({ repeated: true });
  await hasty.close();
});

test('a follower whose connections are cut goes on where it was', async () => {
  const after = await log.head();
  const stop = new AbortController();
  const seen: number[] = [];
  const following = (async () => {
    for await (const events of log.follow({ after, pageSize: 10, signal: stop.signal }))
      seen.push(...events.map(({ position }) => position));
  })();
  for (let i = 0; i < 6; i++) {
    await disposable.log.append(appendOnto(someStream(), 0, 20));
    if (i % 2) proxy.cutAll();
    await eventually(() => seen.length >= (i + 1) * 20);
  }
  stop.abort();
  await following;
  expect(seen).toEqual(Array.from({ length: 120 }, (_, i) => after + i + 1));
});

test('a clock whose answer is lost after it was moved has been moved: asking again is no step backwards', async () => {
  const story = await disposableLog({ demonstration: '2024-06-28T08:00:00.000Z' });
  const through = await cuttingProxy(story.database.port);
  const behind = await openLog(through.through(story.serviceUrl));
  const to = '2024-07-01T09:00:00.000Z';
  through.cutAfter(to);
  expect(Date.parse(await behind.advanceClock(to))).toBeGreaterThanOrEqual(Date.parse(to));
  expect(through.cuts()).toBe(1);
  await expect(behind.advanceClock('2024-06-30T09:00:00.000Z')).rejects.toMatchObject({ code: 'clock-only-forward' });
  await behind.close();
  await through.close();
  await story.dispose();
});
