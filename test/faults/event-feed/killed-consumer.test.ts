import { eventually, startProcess, type StartedProcess } from '#testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { effects, notes, perLane, world, type World } from '../../../libs/event-feed/test/contract/feed-world.js';

const reader = new URL('./reader-process.ts', import.meta.url);
const lanes = Array.from({ length: 20 }, (_, lane) => `lane-${lane}`);
const PER_LANE = 60;
const expected = Object.fromEntries(lanes.map((lane) => [lane, Array.from({ length: PER_LANE }, (_, n) => n + 1)]));

describe('a process killed in the middle of handlers', () => {
  let intake: World;
  let other: World;
  let processes: StartedProcess<string>[] = [];
  beforeEach(async () => {
    [intake, other] = await Promise.all([world(), world()]);
  });
  afterEach(async () => {
    await Promise.all(processes.map((one) => one.killHard()));
    processes = [];
    await Promise.all([intake.dispose(), other.dispose()]);
  });

  const start = async () => {
    const one = startProcess<string>(reader, [intake.store.serviceUrl, other.store.serviceUrl]);
    processes.push(one);
    await one.told((message) => message === 'ready');
    return one;
  };
  const kill = async (one: StartedProcess<string>) => {
    processes = processes.filter((each) => each !== one);
    await one.killHard();
  };
  const inView = async () => (await effects(other, 'view')).length;
  const reactions = async () => {
    const all: { lane: string; n: number }[] = [];
    for (let after = 0; ; after += 500) {
      const page = await other.log.page(after, 500);
      all.push(...page.map(({ data }) => data as { lane: string; n: number }));
      if (page.length < 500) return all;
    }
  };
  const complete = async () => {
    await eventually(
      async () => (await inView()) >= lanes.length * PER_LANE && (await reactions()).length >= lanes.length * PER_LANE,
      {
        within: 60_000,
        every: 100,
      },
    );
    expect(perLane(await effects(other, 'view'))).toEqual(expected);
    expect(perLane((await reactions()).map((one) => ({ ...one, sequence: one.n })))).toEqual(expected);
    const { rows } = await intake.pool.query(
      `select count(*)::int as n, max(ordinal)::int as last from feed.published`,
    );
    expect(rows).toEqual([{ n: lanes.length * PER_LANE, last: lanes.length * PER_LANE }]);
    const { rows: parked } = await other.pool.query('select * from feed.parked_lanes');
    expect(parked).toEqual([]);
  };

  test('twice, loses and doubles nothing', async () => {
    const appending = notes(intake.log, lanes, 1, PER_LANE);
    const first = await start();
    await eventually(async () => (await inView()) > 100);
    await kill(first);
    const before = await inView();
    const second = await start();
    await eventually(async () => (await inView()) > before + 100);
    await kill(second);
    await appending;
    await start();
    await complete();
  }, 180_000);

  test('beside a second instance that lives, loses and doubles nothing', async () => {
    const both = await Promise.all([start(), start()]);
    const appending = notes(intake.log, lanes, 1, PER_LANE);
    await eventually(async () => (await inView()) > 100);
    await kill(both[0]!);
    await appending;
    await complete();
  }, 180_000);
});
