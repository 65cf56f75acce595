import type { Delivery, DeliverySink, FeedServer, Publisher } from '#event-feed';
import { eventually } from '#testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  consuming,
  effectIn,
  effects,
  NOTED,
  notes,
  perLane,
  publisherIn,
  world,
  type World,
} from './contract/feed-world.js';

const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe('lanes, their events arriving by hand', () => {
  let intake: World;
  let reader: World;
  let publisher: Publisher;
  let sink: DeliverySink;
  let server: FeedServer | undefined;
  const byHand: Delivery = {
    async start(_sources, to) {
      sink = to;
    },
    async stop() {},
  };

  beforeAll(async () => {
    [intake, reader] = await Promise.all([world(), world()]);
    publisher = publisherIn(intake);
    await publisher.start();
  });
  afterAll(async () => {
    await publisher.close();
    await Promise.all([intake.dispose(), reader.dispose()]);
  });
  beforeEach(async () => {
    await reader.pool.query('truncate views.effects');
  });
  afterEach(async () => server?.close());

  const inLane = async (lane: string, count: number) => {
    const position = await notes(intake.log, [lane], 1, count);
    await eventually(async () => (await publisher.source.numbered()).position >= position);
    return { events: await publisher.source.lane(lane, 0, count), position };
  };

  test('what a lane has read ahead of the arrivals is handled, whether or not it arrives again', async () => {
    const { events } = await inLane('ahead', 5);
    server = await consuming(reader, [publisher.source], {
      name: 'ahead',
      delivery: byHand,
      handlers: { [NOTED]: effectIn(reader.pool) },
    });
    // 2 is known; the lane reads from 1, and gets 3, 4 and 5 besides.
    await sink.offer('intake', [events[1]!]);
    await eventually(async () => (await effects(reader, 'ahead')).length === 5);
    await sink.offer('intake', [events[4]!, events[2]!]);
    expect(perLane(await effects(reader, 'ahead'))).toEqual({ ahead: upTo(5) });
    expect(server.consumer.status()).toMatchObject({ dropped: 2, gapsRepaired: 1, buffered: 0 });
  });

  test('whoever waits for what another instance has handled is told', async () => {
    const { events, position } = await inLane('shared', 3);
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const handlers = { [NOTED]: effectIn(reader.pool, { before: async () => gate }) };
    server = await consuming(reader, [publisher.source], { name: 'shared', delivery: byHand, handlers });
    await sink.offer('intake', events);
    sink.reached('intake', { position, ordinal: events.at(-1)!.ordinal });
    const waiting = server.consumer.caughtUpTo('intake', position, { timeoutMs: 10_000, lane: 'shared' });
    // The other instance, by hand.
    await reader.pool.query(`select log.move_checkpoint('shared', 'intake', 'shared', 0, 3)`);
    release();
    await waiting;
    expect(await effects(reader, 'shared')).toEqual([]);
    expect(server.consumer.status()).toMatchObject({ failed: 0, parkedLanes: 0, handled: 0 });
  });

  test('more arrives than there is room for: whoever brings it waits, and nothing is lost', async () => {
    const lanes = upTo(30).map((lane) => `full-${lane}`);
    const position = await notes(intake.log, lanes, 1, 2);
    await eventually(async () => (await publisher.source.numbered()).position >= position);
    const events = (await Promise.all(lanes.map(async (lane) => publisher.source.lane(lane, 0, 2)))).flat();
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    server = await consuming(reader, [publisher.source], {
      name: 'full',
      delivery: byHand,
      limits: { concurrency: 1, perLane: 4, buffered: 20 },
      handlers: { [NOTED]: effectIn(reader.pool, { before: async () => gate }) },
    });
    let taken = false;
    const offering = sink.offer('intake', events).then(() => (taken = true));
    await eventually(() => server?.consumer.status().buffered === 10);
    expect(taken).toBe(false);
    release();
    await offering;
    await eventually(async () => (await effects(reader, 'full')).length === 60);
    expect(server.consumer.status().buffered).toBe(0);
  });
});
