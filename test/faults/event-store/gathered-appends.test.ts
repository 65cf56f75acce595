import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openLog, uuid7 } from '#event-store';
import { appendOnto, appendTo, disposableLog, someStream, type DisposableLog } from '#testing';

let disposable: DisposableLog;
beforeAll(async () => {
  disposable = await disposableLog();
});
afterAll(() => disposable.dispose());

test('a poison append among two hundred gathered ones fails alone', async () => {
  const { log } = disposable;
  const id = uuid7();
  await log.append(appendTo([{ stream: someStream(), expected: 0, events: [{ id, type: 'NoteTaken', data: {} }] }]));
  const before = await log.head();
  // Only the database can know: the id of its event is that of another one.
  const poison = appendTo([{ stream: someStream(), expected: 0, events: [{ id, type: 'NoteTaken', data: {} }] }]);
  const requests = Array.from({ length: 200 }, (_, i) => (i === 77 ? poison : appendOnto(someStream(), 0, 2)));
  const outcomes = await Promise.allSettled(requests.map((request) => log.append(request)));
  outcomes.forEach((outcome, i) => {
    if (i === 77)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'event-refused', reason: 'duplicate-id' } });
    else expect(outcome).toMatchObject({ status: 'fulfilled', value: { repeated: false } });
  });
  expect(await log.head()).toBe(before + 2 * 199);
  expect(await log.read(poison.streams[0]!.stream)).toEqual([]);
  expect((await log.page(before, 1000)).map(({ position }) => position)).toEqual(
    Array.from({ length: 398 }, (_, i) => before + i + 1),
  );
});

test('beyond its bytes the queue refuses at once and says when to come again; what was taken is written; then there is room again', async () => {
  const log = await openLog(disposable.serviceUrl, { limits: { queueBytes: 200_000 } });
  const before = await log.head();
  const note = () =>
    appendTo([{ stream: someStream(), expected: 0, events: [{ type: 'NoteTaken', data: 'x'.repeat(1_000) }] }]);
  const outcomes = await Promise.allSettled(Array.from({ length: 500 }, () => log.append(note())));
  const refused = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as { code: string; retryAfterSeconds: number }] : [],
  );
  expect(refused.length).toBeGreaterThan(300);
  for (const { code, retryAfterSeconds } of refused) {
    expect(code).toBe('queue-full');
    expect(Number.isInteger(retryAfterSeconds) && retryAfterSeconds >= 1).toBe(true);
  }
  expect(await log.head()).toBe(before + 500 - refused.length);
  expect(await log.append(note())).toMatchObject({ repeated: false });
  await log.close();
});

test('groups are cut by events and by bytes; nothing is lost between them', async () => {
  const log = await openLog(disposable.serviceUrl, {
    limits: { groupAppends: 7, groupEvents: 20, groupBytes: 30_000 },
  });
  const before = await log.head();
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, i) => log.append(appendOnto(someStream(), 0, 1 + (i % 9)))),
  );
  const events = Array.from({ length: 100 }, (_, i) => 1 + (i % 9)).reduce((a, b) => a + b);
  expect(await log.head()).toBe(before + events);
  expect(new Set(answers.map(({ position }) => position)).size).toBe(100);
  await log.close();
});
