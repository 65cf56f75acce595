import {
  migrateFeed,
  openPublisher,
  PublicationRefused,
  type FeedEvent,
  type FeedReport,
  type Publisher,
} from '#event-feed';
import { openLog } from '#event-store';
import { eventually } from '#testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { z } from 'zod';
import { number, readNumbering } from '../src/publisher/numbering.js';
import { PAGE_BYTES } from '../src/publisher/table-source.js';
import {
  append,
  consuming,
  effectIn,
  effects,
  NOTED,
  noteContracts,
  noteMapping,
  notes,
  perLane,
  publisherIn,
  REMARKED,
  world,
  type NoteEvent,
  type World,
} from './contract/feed-world.js';

const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe('the publisher', () => {
  let intake: World;
  let open: Publisher[] = [];
  beforeEach(async () => {
    intake = await world();
  });
  afterEach(async () => {
    await Promise.all(open.map((publisher) => publisher.close()));
    open = [];
    await intake.dispose();
  });

  const started = async (options: Parameters<typeof publisherIn>[1] = {}, of: Pick<World, 'log' | 'pool'> = intake) => {
    const publisher = publisherIn(of, options);
    open.push(publisher);
    await publisher.start();
    return publisher;
  };
  const numberedUpTo = async (publisher: Publisher, position: number) =>
    eventually(async () => (await publisher.source.numbered()).position >= position);
  const published = async (publisher: Publisher) => publisher.source.after(0, 10_000);
  const sequences = (events: FeedEvent[]) => {
    const lanes: Record<string, number[]> = {};
    for (const { lane, sequence } of events) (lanes[lane] ??= []).push(sequence);
    return lanes;
  };
  const noted = (lane: string | undefined, n: number): NoteEvent => ({
    type: 'Noted',
    data: { ...(lane === undefined ? {} : { lane }), n },
  });

  test('numbers what the mapping publishes, gapless in each lane, and nothing else', async () => {
    const publisher = await started();
    await notes(intake.log, ['a', 'b'], 1, 3);
    await append(intake.log, [
      { type: 'Kept', data: { n: 1 } },
      { type: 'Remarked', data: { lane: 'a', n: 4 } },
    ]);
    const position = await append(intake.log, [{ type: 'Kept', data: { n: 2 } }]);
    await numberedUpTo(publisher, position);
    const events = await published(publisher);
    expect(sequences(events)).toEqual({ a: upTo(4), b: upTo(3) });
    expect(events.map(({ ordinal }) => ordinal)).toEqual(upTo(7));
    expect(events.at(-1)).toMatchObject({
      type: REMARKED,
      data: { n: 4 },
      lane: 'a',
      publisher: 'intake',
      log: intake.log.identity.id,
    });
    const [stored] = await intake.log.page(0, 1);
    expect(events[0]).toMatchObject({
      id: stored!.id,
      position: 1,
      recordedAt: stored!.recordedAt,
      effectiveOn: stored!.effectiveOn,
      correlation: stored!.correlation,
    });
    expect(events[0]?.traceparent).toBe(
      `00-${stored!.correlation.replaceAll('-', '')}-${stored!.id.replaceAll('-', '').slice(-16)}-01`,
    );
    expect(publisher.status()).toEqual({
      service: 'intake',
      numbered: { position: 9, ordinal: 7 },
      lag: 0,
      stoppedLanes: [],
    });
  });

  test('what has no lane has that of its stream', async () => {
    const publisher = await started();
    await numberedUpTo(publisher, await append(intake.log, [noted(undefined, 1)]));
    const [stored] = await intake.log.page(0, 1);
    const [event] = await published(publisher);
    expect(`note-${event!.lane}`).toBe(stored!.stream);
  });

  test('what the contract does not name does not leave', async () => {
    const loose = { ...noteMapping, Noted: { ...noteMapping.Noted!, data: () => ({ n: 1, name: 'Jane Doe' }) } };
    const publisher = await started({ mapping: loose });
    await numberedUpTo(publisher, await append(intake.log, [noted('a', 1)]));
    expect((await published(publisher))[0]?.data).toEqual({ n: 1 });
  });

  test('a page of large events is a small one, and whoever reads on comes to the end', async () => {
    const publisher = await started();
    for (const ten of upTo(10)) {
      const large = upTo(10).map((one): NoteEvent => {
        const n = 10 * (ten - 1) + one;
        return { type: 'Noted', data: { lane: n % 2 ? 'odd' : 'even', n, note: 'x'.repeat(60_000) } };
      });
      await append(intake.log, large);
    }
    await numberedUpTo(publisher, 100);
    const { source } = publisher;
    const pages: FeedEvent[][] = [];
    for (let after = 0; ; after = pages.at(-1)!.at(-1)!.ordinal) {
      const page = await source.after(after, 500);
      if (page.length === 0) break;
      pages.push(page);
    }
    const bytesOf = (page: FeedEvent[]) => Buffer.byteLength(JSON.stringify(page.map(({ data }) => data)));
    for (const page of pages) expect(bytesOf(page)).toBeLessThan(PAGE_BYTES + 1_000);
    expect(pages.length).toBe(3);
    expect(pages.flat().map(({ ordinal }) => ordinal)).toEqual(upTo(100));
    const lane = await source.lane('odd', 3, 50);
    expect(lane.map(({ sequence }) => sequence)).toEqual(upTo(lane.length).map((n) => n + 3));
    expect([lane.length, bytesOf(lane) < PAGE_BYTES + 1_000]).toEqual([34, true]);

    // A consumer that was away works it off.
    const server = await consuming(intake, [source], { name: 'away', handlers: { [NOTED]: effectIn(intake.pool) } });
    await eventually(async () => (await effects(intake, 'away')).length === 100);
    const odd = upTo(50).map((n) => 2 * n - 1);
    expect(perLane(await effects(intake, 'away'))).toEqual({ odd, even: odd.map((n) => n + 1) });
    await server.close();
  });

  test('published rows are never changed, not even by their owner', async () => {
    const publisher = await started();
    await numberedUpTo(publisher, await append(intake.log, [noted('a', 1)]));
    for (const change of [
      `update feed.published set data = '{}'`,
      'delete from feed.published',
      'truncate feed.published',
      `insert into feed.published select ordinal + 1, lane, sequence, gen_random_uuid(), position + 1, type, data, log, recorded_at, effective_on, correlation, traceparent from feed.published`,
    ]) {
      await expect(intake.pool.query(change)).rejects.toThrow(/append-only|duplicate key/);
    }
  });

  test('two at once number each event once', async () => {
    const log = await openLog(intake.store.serviceUrl);
    const pool = new pg.Pool({ connectionString: intake.store.serviceUrl, max: 3 });
    pool.on('error', () => {}); // its database goes while a connection is still saying goodbye
    try {
      const both = await Promise.all([started(), started({}, { log, pool })]);
      const lanes = upTo(7).map((lane) => `lane-${lane}`);
      await Promise.all(upTo(4).map(async () => notes(intake.log, lanes, 1, 20)));
      const position = await intake.log.head();
      await Promise.all(both.map(async (publisher) => numberedUpTo(publisher, position)));
      const events = await published(both[0]!);
      expect(events).toHaveLength(560);
      expect(new Set(events.map(({ id }) => id)).size).toBe(560);
      expect(sequences(events)).toEqual(Object.fromEntries(lanes.map((lane) => [lane, upTo(80)])));
      expect(events.map(({ position: at }) => at)).toEqual(upTo(560));
    } finally {
      await Promise.all(open.map((publisher) => publisher.close()));
      await pool.end();
      await log.close();
    }
  });

  test('one that slept while another numbered writes nothing when it wakes', async () => {
    const publisher = await started();
    const asleep = await readNumbering(intake.pool);
    await numberedUpTo(publisher, await append(intake.log, [noted('a', 1)]));
    const [event] = await intake.log.page(0, 1);
    const publication = { kind: 'published', lane: 'z', type: NOTED, data: '{"n":1}' } as const;
    const one = { event: { ...event!, id: '6f0a5c9e-0000-4000-8000-000000000009', position: 77 }, publication };
    expect(await number(intake.pool, asleep, 99, [one], { log: 'real-x', stops: [] })).toBe(false);
    expect(await published(publisher)).toHaveLength(1);
    expect((await publisher.source.numbered()).position).toBe(1);
  });

  test('started again it goes on; a changed mapping leaves what is numbered as it is', async () => {
    const first = await started();
    await numberedUpTo(first, await notes(intake.log, ['a', 'b'], 1, 2));
    await first.close();
    const before = await published(first);
    const changed = {
      ...noteMapping,
      Noted: { type: REMARKED, lane: () => 'all', data: ({ data }: { data: { n: number } }) => ({ n: -data.n }) },
    };
    const second = await started({ mapping: changed });
    await numberedUpTo(second, await notes(intake.log, ['a', 'b'], 3, 3));
    const after = await published(second);
    expect(after.slice(0, 4)).toEqual(before);
    expect(after.slice(4)).toMatchObject([
      { lane: 'all', sequence: 1, type: REMARKED, data: { n: -3 } },
      { lane: 'all', sequence: 2, type: REMARKED, data: { n: -3 } },
    ]);
  });

  test('data that breaks the contract stops its lane alone, and is reported; repaired, the lane goes out in order', async () => {
    const reports: Parameters<FeedReport>[0][] = [];
    const strict = { ...noteContracts, [NOTED]: z.object({ n: z.int().max(10) }) };
    const publisher = await started({ contracts: strict, report: (one) => reports.push(one) });
    await numberedUpTo(
      publisher,
      await append(intake.log, [noted('a', 1), noted('a', 11), noted('b', 1), noted('a', 2), noted('b', 2)]),
    );
    expect(sequences(await published(publisher))).toEqual({ a: [1], b: [1, 2] });
    const [stop] = publisher.status().stoppedLanes;
    expect(stop).toMatchObject({ lane: 'a', position: 2, type: NOTED, code: 'contract-invalid' });
    expect(stop?.error).toMatch(/does not fit its contract: n: /);
    expect(reports).toEqual([{ kind: 'lane-stopped', service: 'intake', stopped: stop }]);

    await expect(publisher.resume('a')).rejects.toThrow(PublicationRefused);
    await expect(publisher.resume('b')).rejects.toThrow('lane b is not stopped');
    await publisher.close();
    await append(intake.log, [noted('a', 3)]);

    // A release that repairs it resumes by itself.
    const repaired = await started();
    await eventually(async () => (await published(repaired)).length === 6);
    const events = await published(repaired);
    expect(events.filter(({ lane }) => lane === 'a').map(({ data }) => data)).toEqual([
      { n: 1 },
      { n: 11 },
      { n: 2 },
      { n: 3 },
    ]);
    expect(sequences(events)).toEqual({ a: upTo(4), b: [1, 2] });
    expect(events.map(({ ordinal }) => ordinal)).toEqual(upTo(6));
    expect(repaired.status().stoppedLanes).toEqual([]);
  });

  test('each way of not being publishable has its code', async () => {
    const publisher = await started({
      mapping: {
        ...noteMapping,
        Noted: { ...noteMapping.Noted!, data: () => ({ n: 1, note: 'é'.repeat(32_800) }) },
        Remarked: { ...noteMapping.Remarked!, type: 'dossier.intake.Remarked.v9' },
        Kept: {
          type: NOTED,
          lane: () => 'thrown',
          data: () => {
            throw new Error('no data');
          },
        },
      } as never,
    });
    const unheardOf = { type: 'Unheard', data: { n: 1 } } as never;
    await numberedUpTo(
      publisher,
      await append(intake.log, [
        { type: 'Remarked', data: { lane: 'unknown', n: 1 } },
        { type: 'Kept', data: { n: 1 } },
        noted('huge', 1),
        unheardOf,
      ]),
    );
    const stops = await eventually(() => {
      const { stoppedLanes } = publisher.status();
      return stoppedLanes.length === 4 && stoppedLanes;
    });
    expect(stops.map(({ code }) => code)).toEqual([
      'contract-unknown',
      'mapping-failed',
      'oversized',
      'mapping-failed',
    ]);
    expect(stops.map(({ error }) => error)).toEqual([
      expect.stringContaining('no contract for dossier.intake.Remarked.v9'),
      expect.stringContaining('the mapping of Kept threw: no data'),
      expect.stringMatching(/has 656\d\d bytes; at most 65536/),
      expect.stringContaining('does not say whether Unheard is published'),
    ]);
    expect(await published(publisher)).toEqual([]);
  });

  test('a repaired lane whose event is no longer published is simply free', async () => {
    const broken = await started({ contracts: { ...noteContracts, [NOTED]: z.never() } });
    await numberedUpTo(
      broken,
      await append(intake.log, [noted('a', 1), { type: 'Remarked', data: { lane: 'a', n: 2 } }]),
    );
    await broken.close();
    const publisher = await started({ mapping: { ...noteMapping, Noted: null } });
    await eventually(async () => (await published(publisher)).length === 1);
    expect((await published(publisher))[0]).toMatchObject({ lane: 'a', sequence: 1, type: REMARKED });
  });

  test('migrating again changes nothing, also from several processes at once', async () => {
    await Promise.all(
      upTo(4).map(async () => {
        const client = await intake.pool.connect();
        await migrateFeed(client);
        client.release();
      }),
    );
    const { rows } = await intake.pool.query('select number from feed.migrations');
    expect(rows).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
  });

  test('several services in one process do not touch each other', async () => {
    const other = await world();
    try {
      const publisher = await started();
      const second = openPublisher<NoteEvent>({
        service: 'case-state',
        log: other.log,
        pool: other.pool,
        mapping: noteMapping,
        contracts: noteContracts,
      });
      open.push(second);
      await second.start();
      await numberedUpTo(publisher, await notes(intake.log, ['a'], 1, 2));
      await numberedUpTo(second, await notes(other.log, ['a'], 1, 1));
      expect(await published(publisher)).toHaveLength(2);
      expect(await published(second)).toMatchObject([{ publisher: 'case-state', log: other.log.identity.id }]);
      await second.close();
    } finally {
      await other.dispose();
    }
  });
});
