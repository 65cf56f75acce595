import { expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { disposableLog, eventually, startProcess } from '#testing';
import type { Answered } from './appending-process.js';
import { numbered } from './numbered-append.js';

test('kill -9 during appends: nothing acknowledged is lost, nothing is half written, the same command gets the first answer', async () => {
  const { log, serviceUrl, dispose } = await disposableLog();
  const run = randomUUID();
  const answered = new Map<number, number>();
  for (let life = 1; life <= 3; life++) {
    const appending = startProcess<Answered>(new URL('./appending-process.ts', import.meta.url), [
      serviceUrl,
      run,
      '16',
    ]);
    await eventually(
      () => appending.messages.filter(({ n, position }) => !answered.has(n) && position > 0).length > 100,
    );
    await appending.killHard();
    for (const { n, position } of appending.messages) {
      // In its next life it starts again from the first: the same commands get the first answers.
      if (answered.has(n)) expect(position).toBe(answered.get(n));
      answered.set(n, position);
    }
  }

  const events = await log.page(0, 1_000_000);
  expect(events.map(({ position }) => position)).toEqual(events.map((_, i) => i + 1));
  const parts = new Map<number, number[]>();
  for (const { data } of events) {
    const { n, part } = data as { n: number; part: number };
    parts.set(n, [...(parts.get(n) ?? []), part]);
  }
  for (const [n, position] of answered) {
    expect(parts.get(n)).toEqual([0, 1, 2]);
    expect(events[position - 1]!.data).toMatchObject({ n, part: 2 });
  }
  for (const written of parts.values()) expect(written).toEqual([0, 1, 2]);
  // Among them those whose answer the process never heard.
  await Promise.all(
    [...parts.keys()].map(async (n) => {
      const request = numbered(run, n);
      const streams = request.streams.map(({ stream, events: { length } }) => ({ stream, version: length }));
      expect(await log.append(request)).toMatchObject({ repeated: true, streams });
    }),
  );
  expect(await log.head()).toBe(events.length);
  await dispose();
});
