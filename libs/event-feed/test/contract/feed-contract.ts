import { FeedServer, NotCaughtUp, LaneParked, type Delivery, type FeedBatch, type Publisher } from '#event-feed';
import { fingerprintOf, LogUnavailable, moveCheckpoint, QueueFull, uuid5 } from '#event-store';
import { eventually } from '#testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { altered } from './altered-delivery.js';
import {
  append,
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
  type ConsumerWanted,
  type World,
} from './feed-world.js';

/** A way to carry events from publishers to consumers. */
export interface FeedMode {
  /** A delivery for one more instance of a consumer. */
  delivery(consumer: string): Delivery;
  close(): Promise<void>;
}

const WHO = { by: '6f0a5c9e-0000-4000-8000-000000000002' };
const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

/** What must hold whatever carries the events. @param make the carrier of what this publisher numbers */
export function feedContract(name: string, make: (publisher: Publisher, world: World) => Promise<FeedMode>): void {
  describe(`feed: ${name}`, () => {
    /** The publishing service, and the consuming one. */
    let intake: World;
    let reader: World;
    let publisher: Publisher;
    let mode: FeedMode;
    let servers: FeedServer[] = [];

    beforeAll(async () => {
      reader = await world();
    });
    afterAll(async () => reader.dispose());
    beforeEach(async () => {
      intake = await world();
      await reader.pool.query(`truncate views.effects`);
      publisher = publisherIn(intake);
      await publisher.start();
      mode = await make(publisher, intake);
    });
    afterEach(async () => {
      await Promise.all(servers.map((server) => server.close()));
      servers = [];
      await mode.close();
      await publisher.close();
      await intake.dispose();
    });

    let number = 0;
    const fresh = () => `reader-${++number}`;
    const consumer = async (wanted: ConsumerWanted) => {
      const server = await consuming(reader, [publisher.source], {
        delivery: mode.delivery(wanted.name ?? 'reader'),
        ...wanted,
      });
      servers.push(server);
      return server;
    };
    const caughtUp = async (server: FeedServer, position: number) =>
      server.consumer.caughtUpTo('intake', position, { timeoutMs: 20_000 });
    const parked = async (server: FeedServer) =>
      eventually(async () => {
        const letters = await server.consumer.deadLetters.list();
        return letters.length > 0 && letters;
      });

    test('each event has its effect once, in order within its lane', async () => {
      const lanes = upTo(12).map((lane) => `lane-${lane}`);
      await notes(intake.log, lanes, 1, 4);
      const who = fresh();
      const server = await consumer({ name: who, handlers: { [NOTED]: effectIn(reader.pool) } });
      await caughtUp(server, await notes(intake.log, lanes, 5, 10));
      const all = await effects(reader, who);
      expect(all).toHaveLength(120);
      expect(perLane(all)).toEqual(Object.fromEntries(lanes.map((lane) => [lane, upTo(10)])));
      expect(all.every(({ sequence, n }) => sequence === n)).toBe(true);
      expect(server.consumer.status()).toMatchObject({ handled: 120, failed: 0, parkedLanes: 0, buffered: 0 });
      expect(server.consumer.status().publishers['intake']).toMatchObject({ lag: 0, state: 'following' });
    });

    test('a handler gets the fact and where it comes from', async () => {
      const seen: unknown[] = [];
      const server = await consumer({
        name: 'attentive',
        handlers: {
          [NOTED]: async (data, ctx) => {
            seen.push(data, ctx.event, ctx.checkpoint, ctx.attempt);
            await ctx.settle();
          },
        },
      });
      const position = await append(intake.log, [{ type: 'Noted', data: { lane: 'a', n: 7, note: 'x' } }]);
      await caughtUp(server, position);
      expect(seen).toEqual([
        { n: 7, note: 'x' },
        expect.objectContaining({
          publisher: 'intake',
          lane: 'a',
          sequence: 1,
          position,
          type: NOTED,
          effectiveOn: '2024-06-28',
          log: intake.log.identity.id,
        }),
        { consumer: 'attentive', publisher: 'intake', lane: 'a', from: 0, to: 1 },
        1,
      ]);
    });

    test('a reaction has effect and checkpoint in one append of its own log', async () => {
      const who = fresh();
      const server = await consumer({
        name: who,
        handlers: {
          [NOTED]: async ({ n }, ctx) =>
            reader.log.append({
              command: { id: uuid5(ctx.event.id, who), operation: 'react', fingerprint: fingerprintOf({ n }) },
              context: {
                actor: { person: WHO.by, kind: 'system', role: 'system' },
                correlation: ctx.event.correlation,
                effectiveOn: ctx.event.effectiveOn,
              },
              streams: [
                {
                  stream: `reaction-${uuid5(ctx.event.id, who)}`,
                  expected: 0,
                  events: [{ type: 'Reacted', data: { n } }],
                },
              ],
              checkpoints: [ctx.checkpoint],
            }),
        },
      });
      const before = await reader.log.head();
      await caughtUp(server, await notes(intake.log, ['a'], 1, 5));
      const reacted = await reader.log.page(before, 100);
      expect(reacted.map(({ data }) => data)).toEqual(upTo(5).map((n) => ({ n })));
      expect(await reader.log.checkpoint(who, 'intake', 'a')).toBe(5);
    });

    test('a handler that fails after its commit has had its effect, once', async () => {
      const who = fresh();
      const server = await consumer({
        name: who,
        handlers: {
          [NOTED]: effectIn(reader.pool, {
            after: () => {
              throw new Error('after the commit');
            },
          }),
        },
      });
      await caughtUp(server, await notes(intake.log, ['a', 'b'], 1, 3));
      expect(perLane(await effects(reader, who))).toEqual({ a: [1, 2, 3], b: [1, 2, 3] });
      expect(server.consumer.status()).toMatchObject({ failed: 0, parkedLanes: 0 });
    });

    test('a handler that fails before its commit is tried again', async () => {
      const who = fresh();
      const tries = new Map<number, number>();
      const before = (n: number) => {
        tries.set(n, (tries.get(n) ?? 0) + 1);
        if ((tries.get(n) ?? 0) < 3) throw new Error(`not yet ${n}`);
      };
      const server = await consumer({ name: who, handlers: { [NOTED]: effectIn(reader.pool, { before }) } });
      await caughtUp(server, await notes(intake.log, ['a'], 1, 3));
      expect(perLane(await effects(reader, who))).toEqual({ a: [1, 2, 3] });
      expect(server.consumer.status().failed).toBe(6);
    });

    test('a database that asks to come back does not count as a try', async () => {
      const who = fresh();
      const away = [
        Object.assign(new Error('could not serialize access'), { code: '40001' }),
        Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
        new Error('Connection terminated unexpectedly'),
        new Error('Client was closed and is not queryable'),
        Object.assign(new Error('Cannot call write after a stream was destroyed'), { code: 'ERR_STREAM_DESTROYED' }),
        new LogUnavailable('not-written', 'away'),
        new QueueFull(1),
        new Error('by an ORM', { cause: Object.assign(new Error('deadlock'), { code: '40P01' }) }),
      ];
      const before = () => {
        const error = away.shift();
        if (error) throw error;
      };
      const server = await consumer({ name: who, handlers: { [NOTED]: effectIn(reader.pool, { before }) } });
      await caughtUp(server, await notes(intake.log, ['a'], 1, 2));
      expect(perLane(await effects(reader, who))).toEqual({ a: [1, 2] });
      expect(server.consumer.status()).toMatchObject({ failed: 0 });
    });

    test('what is delivered again is dropped', async () => {
      const who = fresh();
      const delivery = altered(mode.delivery(who), (events) => [...events, ...events, ...events.toReversed()]);
      const server = await consumer({ name: who, delivery, handlers: { [NOTED]: effectIn(reader.pool) } });
      await caughtUp(server, await notes(intake.log, ['a', 'b'], 1, 20));
      expect(perLane(await effects(reader, who))).toEqual({ a: upTo(20), b: upTo(20) });
    });

    test('what the carrier lost is read from the publisher, in order', async () => {
      const who = fresh();
      const delivery = altered(mode.delivery(who), (events) => events.filter(({ sequence }) => sequence % 3 !== 2));
      const server = await consumer({ name: who, delivery, handlers: { [NOTED]: effectIn(reader.pool) } });
      await caughtUp(server, await notes(intake.log, ['a', 'b'], 1, 1));
      const position = await notes(intake.log, ['a', 'b'], 2, 15);
      // 15 was not lost, so that all before it are known to exist.
      await caughtUp(server, position);
      expect(perLane(await effects(reader, who))).toEqual({ a: upTo(15), b: upTo(15) });
      // Where the heads were just being compared, that was told before any arrival showed the gap: then the next one does.
      let next = 16;
      await eventually(async () => {
        await caughtUp(server, await notes(intake.log, ['a', 'b'], next, next + 2));
        next += 3;
        return server.consumer.status().gapsRepaired > 0;
      });
    });

    test('the last event of a lane, lost, is found when the heads are compared', async () => {
      const who = fresh();
      const delivery = altered(mode.delivery(who), () => []);
      await consumer({
        name: who,
        delivery,
        limits: { reconcileMs: 50 },
        handlers: { [NOTED]: effectIn(reader.pool) },
      });
      await notes(intake.log, ['a'], 1, 3);
      await eventually(async () => (await effects(reader, who)).length === 3);
    });

    test('a poison event parks its lane alone; retried after the repair, the lane drains in order', async () => {
      const who = fresh();
      let poisonous = true;
      const before = (n: number, ctx: { lane: string }) => {
        if (poisonous && ctx.lane === 'b' && n === 3) throw new Error('poison');
      };
      const reports: string[] = [];
      const server = await consumer({
        name: who,
        handlers: { [NOTED]: effectIn(reader.pool, { before }) },
        report: ({ kind }) => reports.push(kind),
      });
      await notes(intake.log, ['a', 'b', 'c'], 1, 6);
      const [letter] = await parked(server);
      await eventually(async () => (await effects(reader, who)).length === 14);
      expect(perLane(await effects(reader, who))).toEqual({ a: upTo(6), b: [1, 2], c: upTo(6) });
      expect(letter).toMatchObject({
        consumer: who,
        publisher: 'intake',
        lane: 'b',
        sequence: 3,
        type: NOTED,
        code: 'handler-failed',
        tries: 3,
        state: 'parked',
        history: [],
      });
      expect(letter?.error).toContain('poison');
      expect(reports).toEqual(['handler-failed', 'handler-failed', 'handler-failed', 'lane-parked']);
      expect(server.consumer.status()).toMatchObject({ parkedLanes: 1, failed: 3, buffered: 0 });

      const still = await server.consumer.deadLetters.retry(letter!.id, WHO);
      expect(still).toMatchObject({
        state: 'parked',
        history: [
          { act: 'retry', ...WHO },
          { act: 'failed-again', reason: 'poison' },
        ],
      });
      poisonous = false;
      const settled = await server.consumer.deadLetters.retry(letter!.id, { ...WHO, reason: 'repaired' });
      expect(settled.state).toBe('settled');
      expect(settled.history.map(({ act }) => act)).toEqual(['retry', 'failed-again', 'retry', 'settled']);
      await eventually(async () => (await effects(reader, who)).length === 18);
      expect(perLane(await effects(reader, who))['b']).toEqual(upTo(6));
      expect(await server.consumer.deadLetters.list()).toEqual([]);
      expect(await server.consumer.deadLetters.list({ all: true })).toHaveLength(1);
      await expect(server.consumer.deadLetters.retry(letter!.id, WHO)).rejects.toThrow('settled already');
    });

    test('a parked lane stays parked over a restart; skipped, it goes on behind the event', async () => {
      const who = fresh();
      let called = 0;
      const before = (n: number, ctx: { lane: string }) => {
        if (ctx.lane !== 'b' || n !== 2) return;
        called++;
        throw new Error('poison');
      };
      const handlers = { [NOTED]: effectIn(reader.pool, { before }) };
      const first = await consumer({ name: who, handlers });
      await notes(intake.log, ['a', 'b'], 1, 4);
      await parked(first);
      await first.close();
      const calls = called;

      const second = await consumer({ name: who, handlers });
      await notes(intake.log, ['a', 'b'], 5, 5);
      await eventually(async () => (await effects(reader, who)).length === 6);
      expect(called).toBe(calls);
      const [letter] = await second.consumer.deadLetters.list();
      const skipped = await second.consumer.deadLetters.skip(letter!.id, { ...WHO, reason: 'withdrawn by its author' });
      expect(skipped).toMatchObject({
        state: 'skipped',
        history: [{ act: 'skip', by: WHO.by, reason: 'withdrawn by its author' }],
      });
      await eventually(async () => (await effects(reader, who)).length === 9);
      expect(perLane(await effects(reader, who))).toEqual({ a: upTo(5), b: [1, 3, 4, 5] });
      await expect(second.consumer.deadLetters.skip(letter!.id, { ...WHO, reason: 'again' })).rejects.toThrow(
        'skipped already',
      );
    });

    test('what is recorded of dead letters is never changed', async () => {
      for (const table of ['dead_letters', 'dead_letter_acts', 'published']) {
        await expect(reader.pool.query(`truncate feed.${table} cascade`)).rejects.toThrow(/append-only/);
      }
    });

    test('a handler that does not settle parks its lane at the first try', async () => {
      const who = fresh();
      let calls = 0;
      const server = await consumer({ name: who, handlers: { [NOTED]: async () => void calls++ } });
      await notes(intake.log, ['a'], 1, 2);
      const [letter] = await parked(server);
      expect(letter).toMatchObject({ code: 'not-settled', sequence: 1, tries: 1 });
      expect(letter?.error).toMatch(/call ctx\.settle\(\)/);
      expect(calls).toBe(1);
    });

    test('a handler that never returns is given up, and told so; other lanes flow', async () => {
      const who = fresh();
      const told: boolean[] = [];
      const server = await consumer({
        name: who,
        limits: { handlerTimeoutMs: 100, tries: 2 },
        handlers: {
          [NOTED]: effectIn(reader.pool, {
            before: async (_n, ctx) => {
              if (ctx.lane !== 'stuck') return;
              ctx.signal.addEventListener('abort', () => told.push(true));
              await new Promise(() => {});
            },
          }),
        },
      });
      await notes(intake.log, ['stuck', 'a'], 1, 3);
      const [letter] = await parked(server);
      expect(letter).toMatchObject({ code: 'handler-timed-out', lane: 'stuck', tries: 2 });
      expect(told).toEqual([true, true]);
      await eventually(async () => perLane(await effects(reader, who))['a']?.length === 3);
    });

    test('an effect that comes after its time was up counts, once', async () => {
      const who = fresh();
      let late: (() => void) | undefined;
      const server = await consumer({
        name: who,
        limits: { handlerTimeoutMs: 100, tries: 1, reconcileMs: 50 },
        handlers: {
          [NOTED]: effectIn(reader.pool, {
            before: async (n) => n === 1 && new Promise<void>((resolve) => (late = resolve)),
          }),
        },
      });
      await notes(intake.log, ['a'], 1, 2);
      const [letter] = await parked(server);
      late?.();
      await eventually(async () => (await effects(reader, who)).length === 2);
      expect(perLane(await effects(reader, who))).toEqual({ a: [1, 2] });
      // Where the machine is slow, the second one's time was up as well.
      const all = await server.consumer.deadLetters.list({ all: true });
      expect(all.find(({ id }) => id === letter!.id)).toMatchObject({
        state: 'settled',
        history: [{ act: 'settled', by: 'feed' }],
      });
    });

    test('whatever is thrown, the process lives and the letter says what it was', async () => {
      const who = fresh();
      const server = await consumer({
        name: who,
        limits: { tries: 1 },
        handlers: {
          // Thrown before there is a promise.
          [NOTED]: (() => {
            // eslint-disable-next-line no-throw-literal
            throw { odd: 'thing' };
          }) as never,
          [REMARKED]: async () => Promise.reject(undefined),
        },
      });
      await append(intake.log, [
        { type: 'Noted', data: { lane: 'a', n: 1 } },
        { type: 'Remarked', data: { lane: 'b', n: 1 } },
      ]);
      const letters = await eventually(async () => {
        const all = await server.consumer.deadLetters.list();
        return all.length === 2 && all;
      });
      expect(letters.find(({ lane }) => lane === 'a')?.error).toContain('{"odd":"thing"}');
      expect(letters.find(({ lane }) => lane === 'b')?.error).toContain('undefined');
    });

    test('events that nobody handles are passed over, and the checkpoint with them', async () => {
      const who = fresh();
      const server = await consumer({ name: who, handlers: { [REMARKED]: effectIn(reader.pool) } });
      await notes(intake.log, ['a'], 1, 5);
      await append(intake.log, [{ type: 'Remarked', data: { lane: 'a', n: 6 } }]);
      await caughtUp(server, await notes(intake.log, ['a'], 7, 8));
      expect(perLane(await effects(reader, who))).toEqual({ a: [6] });
      expect(await reader.log.checkpoint(who, 'intake', 'a')).toBe(8);
      expect(server.consumer.status()).toMatchObject({ handled: 1, passedOver: 7 });
    });

    test('a version, data or size that the consumer does not know parks the lane, each with its code', async () => {
      const who = fresh();
      const spoil = (events: Parameters<Parameters<typeof altered>[1]>[0]) =>
        events.map((event) => {
          if (event.lane === 'newer') return { ...event, type: 'dossier.intake.Noted.v2' };
          if (event.lane === 'huge') return { ...event, data: { n: 1, note: 'x'.repeat(70_000) } };
          return event;
        });
      const server = await consumer({
        name: who,
        delivery: altered(mode.delivery(who), spoil),
        contracts: { ...noteContracts, [NOTED]: z.object({ n: z.int().max(100), note: z.string().optional() }) },
        handlers: { [NOTED]: effectIn(reader.pool) },
      });
      await eventually(() => server.consumer.status().publishers['intake']?.state === 'following');
      await append(intake.log, [
        { type: 'Noted', data: { lane: 'newer', n: 1 } },
        { type: 'Noted', data: { lane: 'wrong', n: 101 } },
        { type: 'Noted', data: { lane: 'huge', n: 1 } },
        { type: 'Noted', data: { lane: 'fine', n: 1 } },
      ]);
      const letters = await eventually(async () => {
        const all = await server.consumer.deadLetters.list();
        return all.length === 3 && all;
      });
      expect(Object.fromEntries(letters.map(({ lane, code }) => [lane, code]))).toEqual({
        newer: 'unknown-version',
        wrong: 'contract-invalid',
        huge: 'oversized',
      });
      await eventually(async () => (await effects(reader, who)).length === 1);
      expect(await effects(reader, who)).toEqual([{ lane: 'fine', sequence: 1, n: 1 }]);
    });

    test('started again, a consumer goes on where it was', async () => {
      const who = fresh();
      const handlers = { [NOTED]: effectIn(reader.pool) };
      const first = await consumer({ name: who, handlers });
      await caughtUp(first, await notes(intake.log, ['a', 'b'], 1, 5));
      await first.close();
      await notes(intake.log, ['a', 'c'], 6, 8);
      const second = await consumer({ name: who, handlers });
      await caughtUp(second, await notes(intake.log, ['b'], 6, 6));
      expect(perLane(await effects(reader, who))).toEqual({ a: upTo(8), b: upTo(6), c: [6, 7, 8] });
    });

    test('two instances of a consumer have each effect once', async () => {
      const who = fresh();
      const lanes = upTo(6).map((lane) => `lane-${lane}`);
      const handlers = { [NOTED]: effectIn(reader.pool) };
      const both = [await consumer({ name: who, handlers }), await consumer({ name: who, handlers })];
      const position = await notes(intake.log, lanes, 1, 25);
      await Promise.all(both.map((one) => caughtUp(one, position)));
      expect(perLane(await effects(reader, who))).toEqual(Object.fromEntries(lanes.map((lane) => [lane, upTo(25)])));
      const [one, other] = both.map((server) => server.consumer.status());
      expect(one!.handled + other!.handled).toBeGreaterThanOrEqual(150);
      expect(one!.parkedLanes + other!.parkedLanes).toBe(0);
    });

    test('two consumers do not know of each other', async () => {
      const [failing, working] = [fresh(), fresh()];
      const broken = await consumer({
        name: failing,
        limits: { tries: 1 },
        handlers: {
          [NOTED]: async () => {
            throw new Error('broken');
          },
        },
      });
      const fine = await consumer({ name: working, handlers: { [NOTED]: effectIn(reader.pool) } });
      const position = await notes(intake.log, ['a'], 1, 3);
      await caughtUp(fine, position);
      expect((await parked(broken)).length).toBe(1);
      expect(await fine.consumer.deadLetters.list()).toEqual([]);
    });

    test('what is held in memory and what runs at once stay within the stated limits', async () => {
      const who = fresh();
      const limits = { concurrency: 3, perLane: 4, buffered: 24 };
      const lanes = upTo(20).map((lane) => `lane-${lane}`);
      let most = 0;
      let atOnce = 0;
      let mostAtOnce = 0;
      const before = async () => {
        mostAtOnce = Math.max(mostAtOnce, ++atOnce);
        most = Math.max(most, server.consumer.status().buffered);
        await new Promise((resolve) => setImmediate(resolve));
        atOnce--;
      };
      const server: FeedServer = await consumer({
        name: who,
        limits,
        handlers: { [NOTED]: effectIn(reader.pool, { before }) },
      });
      await caughtUp(server, await notes(intake.log, lanes, 1, 20));
      expect((await effects(reader, who)).length).toBe(400);
      expect(most).toBeLessThanOrEqual(limits.buffered);
      expect(mostAtOnce).toBeLessThanOrEqual(limits.concurrency);
      expect(mostAtOnce).toBeGreaterThan(1);
    });

    test('a slow lane holds up nobody', async () => {
      const who = fresh();
      let release = () => {};
      const gate = new Promise<void>((resolve) => (release = resolve));
      const before = async (_n: number, ctx: { lane: string }) => (ctx.lane === 'slow' ? gate : undefined);
      const limits = { concurrency: 2, perLane: 4, buffered: 16 };
      const server = await consumer({ name: who, limits, handlers: { [NOTED]: effectIn(reader.pool, { before }) } });
      await notes(intake.log, ['slow'], 1, 60);
      const position = await notes(intake.log, ['a', 'b'], 1, 30);
      await eventually(async () => (await effects(reader, who)).length === 60);
      expect(server.consumer.status().buffered).toBeLessThanOrEqual(limits.buffered);
      release();
      await caughtUp(server, position);
      expect(perLane(await effects(reader, who))['slow']).toEqual(upTo(60));
    });

    test('closing lets a handler end and begins no other', async () => {
      const who = fresh();
      let release = () => {};
      const gate = new Promise<void>((resolve) => (release = resolve));
      let begun = 0;
      const before = async () => {
        begun++;
        await gate;
      };
      const server = await consumer({ name: who, handlers: { [NOTED]: effectIn(reader.pool, { before }) } });
      await notes(intake.log, ['a'], 1, 3);
      await eventually(() => begun === 1);
      let closed = false;
      const closing = server.close().then(() => (closed = true));
      await notes(intake.log, ['a', 'b'], 4, 4);
      expect(closed).toBe(false);
      release();
      await closing;
      expect(begun).toBe(1);
      expect(await effects(reader, who)).toEqual([{ lane: 'a', sequence: 1, n: 1 }]);
    });

    test('catching up waits for the effect, and says when it will not come', async () => {
      const who = fresh();
      let release = () => {};
      const gate = new Promise<void>((resolve) => (release = resolve));
      const before = async (_n: number, ctx: { lane: string }) => {
        if (ctx.lane === 'slow') await gate;
        if (ctx.lane === 'poison') throw new Error('poison');
      };
      const server = await consumer({
        name: who,
        limits: { tries: 1 },
        handlers: { [NOTED]: effectIn(reader.pool, { before }) },
      });
      const { consumer: feed } = server;
      const slow = await notes(intake.log, ['slow'], 1, 1);
      await expect(feed.caughtUpTo('intake', slow, { timeoutMs: 50 })).rejects.toThrow(NotCaughtUp);
      const waiting = feed.caughtUpTo('intake', slow, { timeoutMs: 10_000 });
      release();
      await waiting;
      expect(await effects(reader, who)).toHaveLength(1);
      const poison = await notes(intake.log, ['poison'], 1, 1);
      await expect(feed.caughtUpTo('intake', poison, { timeoutMs: 10_000 })).rejects.toThrow(LaneParked);
      // What had been published before is not concerned, nor are other lanes.
      await feed.caughtUpTo('intake', slow, { timeoutMs: 10_000 });
      const fine = await notes(intake.log, ['fine'], 1, 1);
      await feed.caughtUpTo('intake', fine, { timeoutMs: 10_000, lane: 'fine' });
      // An event that is not published is caught up with, too.
      await feed.caughtUpTo('intake', await append(intake.log, [{ type: 'Kept', data: { n: 1 } }]), {
        timeoutMs: 10_000,
        lane: 'fine',
      });
      await expect(feed.caughtUpTo('intake', fine + 1_000, { timeoutMs: 50 })).rejects.toThrow(NotCaughtUp);
      await expect(feed.caughtUpTo('nobody', 1, { timeoutMs: 50 })).rejects.toThrow('no publisher nobody here');
    });

    test('a handler of batches has its events in one commit; a poison event in one parks its lane alone', async () => {
      const who = fresh();
      const sizes: number[] = [];
      const handle = async (events: FeedBatch['events'], batch: FeedBatch) => {
        sizes.push(events.length);
        const client = await reader.pool.connect();
        try {
          await client.query('begin');
          for (const { lane, sequence, data } of events) {
            const { n } = data as { n: number };
            await client.query('insert into views.effects (consumer, lane, sequence, n) values ($1, $2, $3, $4)', [
              who,
              lane,
              sequence,
              n,
            ]);
            if (lane === 'b' && n === 17) throw new Error('poison');
          }
          for (const move of batch.checkpoints) await moveCheckpoint(client, move);
          await client.query('commit');
        } catch (error) {
          await client.query('rollback');
          throw error;
        } finally {
          client.release();
        }
      };
      await notes(intake.log, ['a', 'b', 'c'], 1, 20);
      const server = await consumer({ name: who, handlers: {}, batch: { types: [NOTED, REMARKED], size: 40, handle } });
      await notes(intake.log, ['a', 'b', 'c'], 21, 40);
      await append(intake.log, [{ type: 'Remarked', data: { lane: 'c', n: 41 } }]);
      const [letter] = await parked(server);
      expect(letter).toMatchObject({ lane: 'b', sequence: 17, code: 'handler-failed' });
      await eventually(async () => (await effects(reader, who)).length === 40 + 16 + 41);
      expect(perLane(await effects(reader, who))).toEqual({ a: upTo(40), b: upTo(16), c: upTo(41) });
      expect(Math.max(...sizes)).toBeGreaterThan(10);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(40);
    });

    test('a log that is not the known one is not followed, and it says so', async () => {
      const who = fresh();
      await reader.pool.query(`insert into feed.known_logs values ($1, 'intake', 'real-0/0')`, [who]);
      await notes(intake.log, ['a'], 1, 2);
      const server = await consumer({ name: who, handlers: { [NOTED]: effectIn(reader.pool) } });
      await eventually(() => server.consumer.status().publishers['intake']?.state === 'stopped');
      expect(server.consumer.status().publishers['intake']?.error).toMatch(
        /knows intake by log real-0\/0 and now meets/,
      );
      expect(await effects(reader, who)).toEqual([]);
    });
  });
}
