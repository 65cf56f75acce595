import {
  connectFeed,
  FeedContext,
  FeedHub,
  FeedServer,
  feedController,
  feedOf,
  httpFeedSource,
  TwoHandlers,
  type FeedEvent,
} from '#event-feed';
import { eventually } from '#testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  Controller,
  Injectable,
  Module,
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
} from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import type { AddressInfo } from 'node:net';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import {
  consuming,
  effectIn,
  effects,
  NOTED,
  noteContracts,
  notes,
  perLane,
  publisherIn,
  REMARKED,
  world,
  type World,
} from './contract/feed-world.js';

const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe('handlers of NestJS controllers', () => {
  let intake: World;
  let reader: World;
  let hub: FeedHub;
  let app: INestApplication | undefined;
  const seen: string[] = [];

  beforeEach(async () => {
    [intake, reader] = await Promise.all([world(), world()]);
    seen.length = 0;
    hub = new FeedHub();
    hub.add(publisherIn(intake));
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
    await Promise.all([intake.dispose(), reader.dispose()]);
  });

  const server = (consumer: string) =>
    new FeedServer({
      consumer,
      sources: [hub.source('intake')],
      pool: reader.pool,
      contracts: noteContracts,
      limits: { tries: 2, backoffMs: 5 },
    });

  const running = async (controllers: (new () => object)[], servers: FeedServer[]) => {
    @Module({ controllers })
    class Service {}
    const module = await Test.createTestingModule({ imports: [Service] }).compile();
    app = module.createNestApplication({ logger: false });
    for (const one of servers) connectFeed(app, one);
    await app.startAllMicroservices();
    await app.init();
  };
  const start = async () => {
    const publisher = publisherIn(intake);
    hub = new FeedHub();
    hub.add(publisher);
    await publisher.start();
    return publisher;
  };

  test('each server has the handlers that name its consumer; what they throw is seen as it was thrown', async () => {
    const publisher = await start();
    const record = (by: string) => effectIn(reader.pool, { before: () => void seen.push(by) });

    @Controller()
    class WhenNoted {
      @EventPattern<string>(NOTED, feedOf('one'))
      async noted(@Payload() data: { n: number }, @Ctx() ctx: FeedContext) {
        expect(ctx).toBeInstanceOf(FeedContext);
        await record('one')(data, ctx);
      }
      @EventPattern<string>(REMARKED, feedOf('one'))
      remarked() {
        throw new RangeError('as it was thrown');
      }
    }
    @Controller()
    class OtherService {
      @EventPattern<string>(NOTED, feedOf('two'))
      async noted(@Payload() data: { n: number }, @Ctx() ctx: FeedContext) {
        await record('two')(data, ctx);
      }
    }
    const [one, two] = [server('one'), server('two')];
    await running([WhenNoted, OtherService], [one, two]);
    const position = await notes(intake.log, ['a'], 1, 3);
    await Promise.all(
      [one, two].map(async ({ consumer }) => consumer.caughtUpTo('intake', position, { timeoutMs: 10_000 })),
    );
    expect(perLane(await effects(reader, 'one'))).toEqual({ a: upTo(3) });
    expect(perLane(await effects(reader, 'two'))).toEqual({ a: upTo(3) });
    expect(seen.sort()).toEqual(['one', 'one', 'one', 'two', 'two', 'two']);

    await intake.log.append({
      command: { id: '0190f1aa-0000-7000-8000-00000000000a', operation: 'x', fingerprint: '0'.repeat(64) },
      context: {
        actor: { person: '6f0a5c9e-0000-4000-8000-000000000001', kind: 'officer', role: 'registry' },
        correlation: '0190f1aa-0000-7000-8000-00000000000a',
        effectiveOn: '2024-06-28',
      },
      streams: [
        {
          stream: 'note-0190f1aa-0000-7000-8000-00000000000a',
          expected: 0,
          events: [{ type: 'Remarked', data: { n: 1 } }],
        },
      ],
    });
    const letter = await eventually(async () => (await one.consumer.deadLetters.list())[0]);
    expect(letter).toMatchObject({ code: 'handler-failed', tries: 2 });
    expect(letter.error).toMatch(/^RangeError: as it was thrown/);
    await publisher.close();
  });

  test('the application runs its hooks once, and its end waits for the handler under way', async () => {
    const publisher = await start();
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    @Injectable()
    @Controller()
    class Hooked {
      onModuleInit() {
        seen.push('init');
      }
      onApplicationBootstrap() {
        seen.push('bootstrap');
      }
      @EventPattern<string>(NOTED, feedOf('one'))
      async noted(@Payload() data: { n: number }, @Ctx() ctx: FeedContext) {
        seen.push('begun');
        await gate;
        await effectIn(reader.pool)(data, ctx);
        seen.push('done');
      }
      onApplicationShutdown() {
        seen.push('shutdown');
      }
    }
    await running([Hooked], [server('one')]);
    await notes(intake.log, ['a'], 1, 2);
    await eventually(() => seen.includes('begun'));
    const closing = app!.close();
    app = undefined;
    release();
    await closing;
    expect(seen).toEqual(['init', 'bootstrap', 'begun', 'done', 'shutdown']);
    expect(await effects(reader, 'one')).toHaveLength(1);
    await publisher.close();
  });

  test('two handlers of a type, an unknown type and a handler that wants to answer are refused at the start', async () => {
    @Controller()
    class Twice {
      @EventPattern<string>(NOTED, feedOf('one'))
      first() {}
      @EventPattern<string>(NOTED, feedOf('one'))
      second() {}
    }
    @Controller()
    class Unknown {
      @EventPattern<string>('dossier.intake.Unheard.v1', feedOf('one'))
      unheard() {}
    }
    @Controller()
    class Asks {
      @MessagePattern(NOTED, feedOf('one'))
      asked() {}
    }
    await expect(running([Twice], [server('one')])).rejects.toThrow(TwoHandlers);
    await expect(running([Unknown], [server('one')])).rejects.toThrow(
      'handles dossier.intake.Unheard.v1, which has no contract',
    );
    await expect(running([Asks], [server('one')])).rejects.toThrow('is a @MessagePattern');
  });

  test('a consumer whose publisher is not there says so and finds it when it comes', async () => {
    const late = new FeedHub();
    const one = await consuming(reader, [late.source('intake')], { handlers: { [NOTED]: effectIn(reader.pool) } });
    await eventually(() => one.consumer.status().publishers['intake']?.state === 'in-trouble');
    expect(one.consumer.status().publishers['intake']?.error).toBe('no publisher intake here');
    const publisher = publisherIn(intake);
    await publisher.start();
    late.add(publisher);
    await notes(intake.log, ['a'], 1, 2);
    await eventually(async () => (await effects(reader, 'reader')).length === 2);
    await one.close();
    await publisher.close();
  });
});

describe('a publisher read over HTTP', () => {
  let intake: World;
  let reader: World;
  beforeEach(async () => {
    [intake, reader] = await Promise.all([world(), world()]);
  });
  afterEach(async () => {
    await Promise.all([intake.dispose(), reader.dispose()]);
  });

  class Services implements CanActivate {
    canActivate(context: ExecutionContext): boolean {
      return (
        context.switchToHttp().getRequest<{ headers: Record<string, string> }>().headers['authorization'] ===
        'Bearer service'
      );
    }
  }

  test('gives the same as its table, to services alone, and a consumer lives on it', async () => {
    const publisher = publisherIn(intake);
    await publisher.start();
    @Module({ controllers: [feedController('api/intake/feed', publisher.source, [new Services()])] })
    class Intake {}
    const module = await Test.createTestingModule({ imports: [Intake] }).compile();
    const app = module.createNestApplication({ logger: false });
    app.useGlobalPipes(new StandardSchemaValidationPipe());
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/api/intake/feed`;
    const source = httpFeedSource({
      publisher: 'intake',
      url,
      headers: async () => ({ authorization: 'Bearer service' }),
    });

    const position = await notes(intake.log, ['a', 'b'], 1, 5);
    await eventually(async () => (await source.numbered()).position === position);
    const table = publisher.source;
    const read = async (from: typeof table | typeof source) => ({
      all: await from.after(0, 500),
      page: await from.after(3, 2),
      lane: await from.lane('b', 2, 2),
      heads: await from.heads('', 10),
      after: await from.heads('a', 10),
      headsAt: await from.headsAt(3, ['a', 'b', 'c']),
      identity: await from.identity(),
      numbered: await from.numbered(),
    });
    const overHttp = await read(source);
    expect(overHttp).toEqual(await read(table));
    expect(overHttp.lane.map(({ sequence }: FeedEvent) => sequence)).toEqual([3, 4]);
    expect(overHttp.headsAt).toEqual([
      { lane: 'a', sequence: 2 },
      { lane: 'b', sequence: 1 },
      { lane: 'c', sequence: 0 },
    ]);
    expect((await fetch(url)).status).toBe(403);
    const headers = { authorization: 'Bearer service' };
    expect((await fetch(`${url}?after=-1`, { headers })).status).toBe(400);
    expect((await fetch(`${url}?limit=501`, { headers })).status).toBe(400);
    expect((await fetch(`${url}?lan=a`, { headers })).status).toBe(400);

    const server = await consuming(reader, [source], { handlers: { [NOTED]: effectIn(reader.pool) } });
    await server.consumer.caughtUpTo('intake', position, { timeoutMs: 10_000 });
    await server.consumer.caughtUpTo('intake', await notes(intake.log, ['a'], 6, 8), { timeoutMs: 10_000 });
    expect(perLane(await effects(reader, 'reader'))).toEqual({ a: upTo(8), b: upTo(5) });

    // The publisher goes away: the consumer says so and does not die of it.
    await app.close();
    await eventually(() => server.consumer.status().publishers['intake']?.state === 'in-trouble');
    expect(server.consumer.status().publishers['intake']?.error).toMatch(/^the feed of intake cannot be read: /);
    await server.close();
    await publisher.close();
  });
});
