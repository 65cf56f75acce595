import {
  PublisherUnavailable,
  type Delivery,
  type DeliverySink,
  type FeedServer,
  type FeedSource,
  type Publisher,
} from '#event-feed';
import { eventually } from '#testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  append,
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
    await eventually(() => server?.consumer.status().buffered === 0);
  });

  test('large events fill the room by their bytes, long before their number does', async () => {
    const text = 'x'.repeat(2_000);
    const lanes = upTo(20).map((lane) => `large-${lane}`);
    const position = await append(
      intake.log,
      lanes.map((lane) => ({ type: 'Noted', data: { lane, n: 1, note: text } })),
    );
    await eventually(async () => (await publisher.source.numbered()).position >= position);
    const events = (await Promise.all(lanes.map(async (lane) => publisher.source.lane(lane, 0, 1)))).flat();
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    server = await consuming(reader, [publisher.source], {
      name: 'large',
      delivery: byHand,
      limits: { concurrency: 1, bufferedBytes: 20_000 },
      handlers: { [NOTED]: effectIn(reader.pool, { before: async () => gate }) },
    });
    let taken = false;
    const offering = sink.offer('intake', events).then(() => (taken = true));
    // Half of the room belongs to lanes in their turn: the fifth event of 2 KB fills the other one.
    await eventually(() => server?.consumer.status().buffered === 5);
    expect(taken).toBe(false);
    release();
    await offering;
    await eventually(async () => (await effects(reader, 'large')).length === 20);
    await eventually(() => server?.consumer.status().buffered === 0);
    expect(server.consumer.status().bufferedBytes).toBe(0);
  });

  test('lanes that are read while a batch is under way wait for it with what there is room for, and no more', async () => {
    const lanes = upTo(30).map((lane) => `gathering-${lane}`);
    const position = await notes(intake.log, lanes, 1, 4);
    await eventually(async () => (await publisher.source.numbered()).position >= position);
    let most = 0;
    server = await consuming(reader, [publisher.source], {
      name: 'gathering',
      delivery: byHand,
      limits: { concurrency: 2, perLane: 4, buffered: 20 },
      handlers: {},
      batch: {
        types: [NOTED],
        size: 4,
        handle: async (_events, batch) => {
          // Whatever can be read while it is under way is read.
          await eventually(() => server?.consumer.status().running === 1);
          most = Math.max(most, server?.consumer.status().buffered ?? 0);
          await batch.settle();
        },
      },
    });
    await sink.reconcile('intake');
    await eventually(() => server?.consumer.status().publishers['intake']?.lag === 0);
    expect(server.consumer.status()).toMatchObject({ failed: 0, buffered: 0 });
    expect(most).toBeLessThanOrEqual(20);
  });

  test('an event that its publisher does not have is left aside, and its lane does not wait for it', async () => {
    const { events } = await inLane('forged', 3);
    const told: string[] = [];
    server = await consuming(reader, [publisher.source], {
      name: 'forged',
      delivery: byHand,
      limits: { awayBackoffMs: 3_600_000, backoffMs: 3_600_000 },
      handlers: { [NOTED]: effectIn(reader.pool) },
      report: (occurrence) => occurrence.kind === 'warning' && void told.push(occurrence.message),
    });
    await sink.reconcile('intake');
    await sink.offer('intake', [events[0]!, { ...events[0]!, sequence: 1_000_000_000 }]);
    await eventually(() => told.length === 1);
    expect(told[0]).toBe('event 1000000000 of lane forged has arrived, and intake has none after 3: it is left aside');
    await notes(intake.log, ['forged'], 4, 4);
    const four = await eventually(async () => (await publisher.source.lane('forged', 3, 1))[0]);
    await sink.offer('intake', [four]);
    await eventually(async () => perLane(await effects(reader, 'forged'))['forged']?.length === 4);
    await eventually(() => server?.consumer.status().publishers['intake']?.lag === 0);
  });

  test('lanes that are taken away in their turn are let go at once: the handler under way ends, and no other begins', async () => {
    const { events } = await inLane('moved', 5);
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    let begun = 0;
    const before = async () => {
      begun++;
      await gate;
    };
    const handlers = { [NOTED]: effectIn(reader.pool, { before }) };
    server = await consuming(reader, [publisher.source], { name: 'moved', delivery: byHand, handlers });
    await sink.offer('intake', events);
    await eventually(() => begun === 1);
    expect(server.consumer.status().buffered).toBe(5);
    sink.assign('intake', () => false);
    expect(server.consumer.status().buffered).toBe(0);
    release();
    await eventually(() => server?.consumer.status().running === 0);
    expect(perLane(await effects(reader, 'moved'))).toEqual({ moved: [1] });
    expect(begun).toBe(1);
    // Given back, it goes on where it stands, from the publisher.
    sink.assign('intake', () => true);
    await eventually(async () => (await effects(reader, 'moved')).length === 5);
    expect(perLane(await effects(reader, 'moved'))).toEqual({ moved: upTo(5) });
  });

  test("what fails at a publisher's door is said until it succeeds there, whatever comes another way", async () => {
    const { events } = await inLane('door', 2);
    let away = true;
    const source: FeedSource = Object.create(publisher.source, {
      numbered: {
        value: async () => {
          if (away) throw new PublisherUnavailable('intake', 'its door is shut');
          return publisher.source.numbered();
        },
      },
    }) as FeedSource;
    const told: string[] = [];
    server = await consuming(reader, [source], {
      name: 'door',
      delivery: byHand,
      handlers: { [NOTED]: effectIn(reader.pool) },
      report: (occurrence) => occurrence.kind === 'trouble' && void told.push(occurrence.error.message),
    });
    const intakeNow = () => server?.consumer.status().publishers['intake'];
    for (const _ of [1, 2]) await expect(sink.reconcile('intake')).rejects.toThrow('its door is shut');
    sink.trouble('intake', undefined); // the carrier lives
    await sink.offer('intake', events);
    await eventually(async () => (await effects(reader, 'door')).length === 2);
    expect(intakeNow()).toMatchObject({ state: 'following', door: expect.stringContaining('its door is shut') });
    expect(intakeNow()).not.toHaveProperty('error');
    expect(told).toEqual(['the feed of intake cannot be read: its door is shut']);
    away = false;
    sink.trouble('intake', new Error('the carrier is away'));
    await sink.reconcile('intake');
    expect(intakeNow()).not.toHaveProperty('door');
    expect(intakeNow()).toMatchObject({ state: 'in-trouble', error: 'the carrier is away' });
  });
});

describe('lanes that are parked', () => {
  test('however many lanes are parked, looking at them again is one question', async () => {
    const [intake, reader] = await Promise.all([world(), world()]);
    const publisher = publisherIn(intake);
    await publisher.start();
    const lanes = upTo(25).map((lane) => `parked-${lane}`);
    const position = await notes(intake.log, lanes, 1, 1);
    await eventually(async () => (await publisher.source.numbered()).position >= position);
    let sink!: DeliverySink;
    const byHand: Delivery = {
      start: async (_sources, to) => void (sink = to),
      stop: async () => {},
    };
    const events = (await Promise.all(lanes.map(async (lane) => publisher.source.lane(lane, 0, 1)))).flat();
    const asked: string[] = [];
    const counting = new Proxy(reader.pool, {
      get(target, name) {
        const value = Reflect.get(target, name) as unknown;
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (name === 'query') asked.push((args[0] as { text?: string }).text ?? String(args[0]));
          return (value as (...all: unknown[]) => unknown).apply(target, args);
        };
      },
    });
    const handlers = { [NOTED]: async () => Promise.reject(new Error('poison')) };
    const limits = { tries: 1 };
    const server = await consuming({ pool: counting }, [publisher.source], {
      name: 'parking',
      delivery: byHand,
      handlers,
      limits,
    });
    await sink.offer('intake', events);
    await eventually(() => server.consumer.status().parkedLanes === 25);
    asked.length = 0;
    await sink.reconcile('intake');
    expect(asked.filter((text) => text.includes('feed.parked_lanes'))).toHaveLength(1);
    // Besides: where it stands in the lanes of the heads' one page.
    expect(asked.filter((text) => text.includes('log.checkpoints'))).toHaveLength(2);
    // One whose effect has come all the same, from another instance, is free.
    await reader.pool.query(`select log.move_checkpoint('parking', 'intake', 'parked-7', 0, 1)`);
    await sink.reconcile('intake');
    expect(server.consumer.status().parkedLanes).toBe(24);
    await server.close();
    await publisher.close();
    await Promise.all([intake.dispose(), reader.dispose()]);
  });
});
