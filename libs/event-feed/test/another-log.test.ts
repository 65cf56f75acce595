import {
  AnotherLog,
  feedController,
  httpFeedSource,
  PublisherUnavailable,
  SourceDelivery,
  type DeliverySink,
  type FeedServer,
  type FeedSource,
  type Publisher,
} from '#event-feed';
import { uuid7 } from '#event-store';
import { eventually } from '#testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Module, StandardSchemaValidationPipe, type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { consuming, effectIn, effects, NOTED, notes, publisherIn, world, type World } from './contract/feed-world.js';

const NEVER = 3_600_000;

describe("a publisher's log is restored from a backup under its living process", () => {
  let intake: World;
  let reader: World;
  let publisher: Publisher;
  let app: INestApplication | undefined;
  let server: FeedServer | undefined;
  beforeEach(async () => {
    [intake, reader] = await Promise.all([world(), world()]);
    publisher = publisherIn(intake);
    await publisher.start();
  });
  afterEach(async () => {
    await server?.close();
    await app?.close();
    [server, app] = [undefined, undefined];
    await publisher.close();
    await Promise.all([intake.dispose(), reader.dispose()]);
  });

  const numbered = async (position: number) =>
    eventually(async () => (await publisher.source.numbered()).position >= position);
  /** The id stays, the epoch is another: nothing else of it shows in the events. */
  const restore = async () => {
    const superuser = new pg.Client({ connectionString: intake.store.database.url });
    await superuser.connect();
    await superuser.query('alter table log.head disable trigger all');
    await superuser.query('update log.head set epoch = $1', [uuid7()]);
    await superuser.end();
  };
  const overHttp = async (source = publisher.source): Promise<FeedSource> => {
    @Module({ controllers: [feedController('api/intake/feed', source, [])] })
    class Intake {}
    const module = await Test.createTestingModule({ imports: [Intake] }).compile();
    app = module.createNestApplication({ logger: false });
    app.useGlobalPipes(new StandardSchemaValidationPipe());
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    return httpFeedSource({ publisher: 'intake', url: `http://127.0.0.1:${port}/api/intake/feed` });
  };
  const tableAlone = async (): Promise<FeedSource> => publisher.source;

  test('of two instances that compare at once, the slower one does not take what the faster one met for a restore', async () => {
    const source = publisher.source;
    await numbered(await notes(intake.log, ['a'], 1, 3));
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    let asked = 0;
    const slow: FeedSource = Object.create(source, {
      numbered: {
        value: async () => {
          const answered = await source.numbered();
          asked++;
          await held;
          return answered;
        },
      },
    }) as FeedSource;
    const sinks: DeliverySink[] = [];
    const delivery = {
      start: async (_sources: unknown, to: DeliverySink) => void sinks.push(to),
      stop: async () => {},
    };
    const wanted = {
      name: 'twice',
      limits: { reconcileMs: NEVER },
      handlers: { [NOTED]: effectIn(reader.pool) },
      delivery,
    };
    server = await consuming(reader, [slow], wanted);
    const faster = await consuming(reader, [source], wanted);
    try {
      const comparing = sinks[0]!.reconcile('intake');
      await eventually(() => asked === 1);
      await numbered(await notes(intake.log, ['a'], 4, 6));
      expect(await sinks[1]!.reconcile('intake')).toMatchObject({ ordinal: 6 });
      answer();
      expect(await comparing).toMatchObject({ ordinal: 3 });
      await eventually(async () => (await effects(reader, 'twice')).length === 6);
    } finally {
      await faster.close();
    }
  });

  test('no page that was read before a restore is said to be of the log of after it', async () => {
    const source = publisher.source;
    await numbered(await notes(intake.log, ['a'], 1, 3));
    const before = await source.identity();
    let between: 'before-the-page' | 'after-the-page' | undefined = 'after-the-page';
    const restored = Object.create(source, {
      lane: {
        value: async (...asked: Parameters<FeedSource['lane']>) => {
          const when = between;
          between = undefined;
          if (when === 'before-the-page') await restore();
          const page = await source.lane(...asked);
          if (when === 'after-the-page') await restore();
          return page;
        },
      },
    }) as FeedSource;
    const door = await overHttp(restored);
    expect(await door.lane('a', 0, 10, before)).toHaveLength(3);
    await expect(door.lane('a', 0, 10, before)).rejects.toThrow(AnotherLog);
    between = 'before-the-page';
    // It is asked again, and then says whose page it is.
    await expect(door.lane('a', 0, 10)).rejects.toThrow(PublisherUnavailable);
    expect(await door.lane('a', 0, 10)).toHaveLength(3);
  });

  describe.each([
    ['read from its table', tableAlone],
    ['read over HTTP', async () => overHttp()],
  ])('%s', (_how, open) => {
    test('a page that has to be of the log of before is refused, an empty one too', async () => {
      const source = await open();
      const of = await source.identity();
      await numbered(await notes(intake.log, ['a'], 1, 3));
      expect(await source.lane('a', 0, 10, of)).toHaveLength(3);
      expect(await source.after(1, 10, of)).toHaveLength(2);
      expect(await source.after(3, 10, of)).toEqual([]);
      await restore();
      for (const read of [source.lane('a', 0, 10, of), source.after(1, 10, of), source.after(3, 10, of)])
        await expect(read).rejects.toThrow(AnotherLog);
      expect((await source.identity()).epoch).not.toBe(of.epoch);
      expect(await source.lane('a', 0, 10)).toHaveLength(3);
    });

    test('a gap that is read there stops the publisher at once, not at the next comparison', async () => {
      let sink: DeliverySink | undefined;
      const source = await open();
      server = await consuming(reader, [source], {
        name: 'careful',
        limits: { reconcileMs: NEVER },
        handlers: { [NOTED]: effectIn(reader.pool) },
        delivery: {
          start: async (_sources, to) => void (sink = to),
          stop: async () => {},
        },
      });
      await numbered(await notes(intake.log, ['a', 'b'], 1, 5));
      const lanes = await Promise.all(['a', 'b'].map(async (lane) => source.lane(lane, 0, 5)));
      await sink!.reconcile('intake');
      await eventually(async () => (await effects(reader, 'careful')).length === 10);
      await numbered(await notes(intake.log, ['a', 'b'], 6, 8));
      await restore();
      const [six, , eight] = await source.lane('a', 5, 3);
      await sink!.offer('intake', [six!, eight!]); // between them a gap
      await eventually(() => server?.consumer.status().publishers['intake']?.state === 'stopped');
      expect(server.consumer.status().publishers['intake']?.error).toMatch(
        /^careful knows intake by log .* and now meets log/,
      );
      // Nothing of it is taken up any more.
      await sink!.offer('intake', await source.lane('b', 5, 3));
      expect(server.consumer.status()).toMatchObject({ buffered: 0, running: 0 });
      expect(
        (await effects(reader, 'careful'))
          .map(({ n }) => n)
          .sort((x, y) => x - y)
          .at(-1),
      ).toBe(6);
      expect(lanes.flat()).toHaveLength(10);
    });

    test('one that is followed straight from there is stopped by the first page', async () => {
      const source = await open();
      server = await consuming(reader, [source], {
        name: 'straight',
        limits: { reconcileMs: NEVER },
        handlers: { [NOTED]: effectIn(reader.pool) },
        delivery: new SourceDelivery(10, 100),
      });
      await server.consumer.caughtUpTo('intake', await notes(intake.log, ['a'], 1, 3), { timeoutMs: 20_000 });
      await publisher.close();
      await restore();
      // By hand, since the log's own doors notice the restore, too.
      await intake.pool.query(
        `with moved as (update feed.numbering set revision = revision + 1, position = position + 1, ordinal = ordinal + 1 returning ordinal, position)
         insert into feed.published (ordinal, lane, sequence, event_id, position, type, data, log, recorded_at, effective_on, correlation, traceparent)
         select moved.ordinal, lane, 4, $1, moved.position, type, data, log, recorded_at, effective_on, correlation, traceparent
         from moved, feed.published where sequence = 3`,
        [uuid7()],
      );
      await eventually(() => server?.consumer.status().publishers['intake']?.state === 'stopped');
      expect(await effects(reader, 'straight')).toHaveLength(3);
    });
  });
});
