import { topicOf, type ConsumerStatus, type FeedEvent, type RelayStatus } from '#event-feed';
import { uuid7 } from '#event-store';
import { cuttingProxy, eventually, type CuttingProxy } from '#testing';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { toMessage } from '../../../libs/event-feed/src/kafka/kafka-event.js';
import { partitionOf } from '../../../libs/event-feed/src/kafka/partition-of.js';
import { NOTED, notes, world } from '../../../libs/event-feed/test/contract/feed-world.js';
import { ownBrokers, withOwnBrokers } from '../support/kafka.js';
import { Running, SECURITY, type Part } from './running.js';

jest.setTimeout(600_000);

const SOON = { within: 120_000, every: 50 };
const HOUR = 3_600_000;

/** An event that nothing but its log, its lane and its place would tell from a true one. */
const PLAUSIBLE: Omit<FeedEvent, 'lane' | 'sequence' | 'log'> = {
  id: uuid7(),
  publisher: 'intake',
  ordinal: 1,
  position: 1,
  type: NOTED,
  data: { n: -1 },
  recordedAt: '2024-06-28T10:00:00.000Z',
  effectiveOn: '2024-06-28',
  correlation: uuid7(),
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
};

/**
 * One run of 20,000 events over 50 inquiries, in which one part after another fails. Each test is a stretch of it: a fault is caused while events
 * flow, and the next ones are written. At the end every effect must have happened exactly once, in order per inquiry.
 */
withOwnBrokers('20,000 events over 50 inquiries, while parts fail', () => {
  let run: Running;
  let proxy: CuttingProxy;
  let relays: Part[];
  let views: Part[];
  const view = () => run.view('view', proxy.through(run.reader.store.serviceUrl));
  /** Writes, and causes the fault while what is written is on its way. */
  const during = async (rounds: number, cause: () => Promise<void>) => {
    const before = await run.effectsOf('view');
    const writing = run.write(rounds);
    await run.hasEffects('view', before + 50);
    await cause();
    await writing;
  };

  beforeAll(async () => {
    const [cluster, intake, reader] = await Promise.all([
      ownBrokers({ brokers: 3, security: SECURITY }),
      world(),
      world(),
    ]);
    run = new Running(intake, reader, cluster);
    proxy = await cuttingProxy(Number(new URL(reader.store.serviceUrl).port));
    await run.createTopics();
    relays = await Promise.all([run.relay(), run.relay()]);
    views = await Promise.all([view(), view()]);
  });
  afterAll(async () => {
    await run?.stop();
    await proxy?.close();
  });

  test('kill -9 of the broker that leads a partition', async () => {
    await during(40, async () => {
      const leader = await run.leaderOf(0);
      await run.cluster.broker(leader).kill();
      await run.write(10);
      await run.cluster.broker(leader).start();
    });
  });

  test('kill -9 of a consumer between effect and commit', async () => {
    await during(40, async () => {
      const [dying] = views.splice(0, 1) as [Part];
      dying.send({ do: 'die-before-commit' });
      await run.writeUntil(run.gone(dying));
      views.push(await view());
    });
  });

  test('kill -9 of the relay between send and checkpoint', async () => {
    await during(40, async () => {
      const dying = await run.active(...relays);
      relays = relays.filter((relay) => relay !== dying);
      dying.send({ do: 'die-unsaved' });
      await run.writeUntil(run.gone(dying));
      await run.active(...relays);
      relays.push(await run.relay());
    });
  });

  test('two relays, the active one halted past its lease: woken up, it publishes nothing', async () => {
    await during(40, async () => {
      const halted = await run.active(...relays);
      const other = relays.find((relay) => relay !== halted)!;
      halted.child.kill('SIGSTOP');
      await run.active(other);
      await run.write(10);
      await run.relayed();
      const before = await run.topicContent();
      halted.child.kill('SIGCONT');
      await eventually(async () => (await run.statusOf<RelayStatus>(halted)).state === 'waiting', SOON);
      expect(await run.topicContent()).toEqual(before);
    });
  });

  test('a third instance joins in mid-stream, and leaves', async () => {
    await during(40, async () => {
      const third = await view();
      await eventually(async () => {
        await run.write(1);
        return (await run.statusOf<ConsumerStatus>(third)).handled > 0;
      }, SOON);
      await run.close(third);
    });
  });

  test('the database of the consumer is away: its instances wait, and do not count it as failures', async () => {
    await during(40, async () => {
      proxy.refuse(true);
      proxy.cutAll();
      await run.write(20);
      await run.relayed();
      proxy.refuse(false);
    });
    for (const one of views) expect((await run.statusOf<ConsumerStatus>(one)).parkedLanes).toBe(0);
  });

  test('kill -9 of all brokers: officers go on working, and the feed catches up', async () => {
    await during(20, async () => {
      await run.cluster.killAll();
      await run.write(40);
      expect(await run.intake.log.head()).toBe(run.written * run.lanes.length);
      await run.cluster.startAll();
    });
    await run.relayed();
  });

  test('all brokers halted for 60 s while officers go on working, and the database away for 20 s when they come back', async () => {
    const brokers = [1, 2, 3].map((id) => run.cluster.broker(id));
    /** These two outages are as long as they are said to be: what gives up after a time is to have given up. */
    const lasted = (from: number, ms: number) => eventually(() => performance.now() - from >= ms, { within: 2 * ms });
    await during(20, async () => {
      const halted = performance.now();
      for (const broker of brokers) broker.pause();
      await run.write(20);
      expect(await run.intake.log.head()).toBe(run.written * run.lanes.length);
      await lasted(halted, 50_000);
      const away = performance.now();
      proxy.refuse(true);
      proxy.cutAll();
      await lasted(halted, 60_000);
      for (const broker of brokers) broker.resume();
      await run.write(10);
      await lasted(away, 20_000);
      await run.relayed();
      proxy.refuse(false);
    });
    await run.hasEffects('view', run.written * run.lanes.length);
  });

  test('clocks of the processes are set an hour ahead, and an hour back', async () => {
    for (const ms of [HOUR, -HOUR]) {
      await during(20, async () => {
        for (const part of [...relays, ...views]) part.send({ do: 'jump', ms });
      });
      await run.relayed();
    }
    for (const part of [...relays, ...views]) part.send({ do: 'jump', ms: 0 });
  });

  test('bytes that are no event, and events of an unknown log or epoch, are put aside, and hold up nobody', async () => {
    const records = await run.deadLetterRecords();
    const { id: log, epoch } = run.intake.log.identity;
    const lane = run.lanes[0]!;
    const forged = (of: string, at: string) => ({
      ...toMessage({ ...(PLAUSIBLE as FeedEvent), lane, sequence: run.written + 1_000, log: of }, at),
      partition: partitionOf(lane),
    });
    const producer = run.kafka().producer({ allowAutoTopicCreation: false });
    await producer.connect();
    await during(10, async () => {
      const all = [
        { partition: 3, key: 'inquiry-01', value: Buffer.from([0xff, 0xfe, 0x00]) },
        { partition: 4, key: null, value: null },
        forged(`real-${uuid7()}`, epoch),
        forged(log, uuid7()),
      ];
      for (const message of all) await producer.send({ topic: topicOf('intake'), messages: [message] });
    });
    await producer.disconnect();
    const refused = () =>
      views
        .flatMap(({ messages }) => messages)
        .filter(({ report }) => report === 'refused-record')
        .map(({ detail }) => (JSON.parse(detail!) as { why: string }).why)
        .sort();
    await eventually(() => refused().length >= 4, SOON);
    expect(refused()).toEqual(['unknown-log', 'unknown-log', 'unreadable', 'unreadable']);
    expect((await run.deadLetterRecords()) - records).toBe(4);
  });

  test('a stranger whose credentials may not write writes nothing', async () => {
    const { id: log, epoch } = run.intake.log.identity;
    await during(5, async () => {
      const stranger = run.kafka('stranger').producer({ retry: { retries: 1 } });
      await stranger.connect();
      const lane = run.lanes[1]!;
      const next = toMessage({ ...(PLAUSIBLE as FeedEvent), lane, sequence: run.written + 1, log }, epoch);
      const sending = stranger.send({
        topic: topicOf('intake'),
        messages: [{ ...next, partition: partitionOf(lane) }],
      });
      await expect(sending).rejects.toThrow(/not authorized/i);
      await stranger.disconnect();
    });
  });

  test('a poison event parks its inquiry alone, over a restart too; retried, it drains in order', async () => {
    const poison = { do: 'poison', lane: run.lanes[7], n: run.written + 5 };
    for (const one of views) one.send(poison);
    await run.write(20);
    const { pool } = run.reader;
    const letter = await eventually(async () => {
      const { rows } = await pool.query<{ id: string }>('select dead_letter as id from feed.parked_lanes');
      return rows[0]?.id;
    }, SOON);
    const all = run.written * run.lanes.length;
    await run.hasEffects('view', all - 16);
    expect(await run.effectsOf('view')).toBe(all - 16);
    await run.kill(views.pop()!);
    views.push(await view());
    await run.write(1);
    await run.hasEffects('view', all - 16 + run.lanes.length - 1);
    const { rows } = await pool.query('select dead_letter as id from feed.parked_lanes');
    expect(rows).toEqual([{ id: letter }]);
    for (const one of views) one.send({ do: 'poison' });
    const [first] = views as [Part];
    first.send({ do: 'retry', id: letter });
    expect(await first.told(({ retried }) => retried !== undefined, SOON)).toMatchObject({ retried: 'settled' });
  });

  test('after 20,000 events every effect has happened once, in order; and in the topic nothing comes before its time', async () => {
    if (run.written * run.lanes.length < 20_000) await run.write(400 - run.written);
    await run.relayed();
    expect(await run.perLaneOf('view')).toEqual(run.expected());
    expect(await run.effectsOf('view')).toBe(run.written * run.lanes.length);
    const content = await run.topicContent();
    for (const lane of run.lanes) {
      const firsts = [...new Set(content.get(lane)!.filter((sequence) => !Number.isNaN(sequence)))];
      // What was sent by hand stands there, too, and nobody took it in.
      expect(firsts.filter((sequence) => sequence < 1_000)).toEqual(
        Array.from({ length: run.written }, (_, n) => n + 1),
      );
    }
  });

  test('old segments gone, with the last event of each lane in them, while the consumer was away', async () => {
    await Promise.all(views.map(async (one) => run.close(one)));
    await run.write(5);
    await run.relayed();
    await run.dropSegments();
    views = await Promise.all([view(), view()]);
    expect(await run.perLaneOf('view')).toEqual(run.expected());
  });

  test('a new view is built from the publisher, not from the topic, and then follows the topic', async () => {
    await run.view('later-view');
    await run.hasEffects('later-view', run.written * run.lanes.length);
    await run.write(5);
    expect(await run.perLaneOf('later-view')).toEqual(run.expected());
  });

  test('the topic deleted and made anew, with the last event of each lane in it, while its consumers live', async () => {
    await Promise.all(relays.map(async (relay) => run.kill(relay)));
    await run.write(5);
    for (const one of views) one.child.kill('SIGSTOP');
    relays = [await run.relay()];
    await run.relayed();
    await run.remakeTopic(); // what the halted ones have not read is gone with the topic
    for (const one of views) one.child.kill('SIGCONT');
    for (const consumer of ['view', 'later-view']) expect(await run.perLaneOf(consumer)).toEqual(run.expected());
    await run.write(5);
    for (const consumer of ['view', 'later-view']) expect(await run.perLaneOf(consumer)).toEqual(run.expected());
  });

  test('a publisher restored from an older backup is not followed, and its consumers say so', async () => {
    const before = await run.effectsOf('view');
    const superuser = new pg.Client({ connectionString: run.intake.store.database.url });
    await superuser.connect();
    try {
      // As a restore does it: the state of an earlier day, under a new epoch.
      await Promise.all(relays.map(async (relay) => run.close(relay)));
      for (const table of ['log.events', 'log.head', 'feed.published'])
        await superuser.query(`alter table ${table} disable trigger all`);
      await superuser.query('delete from log.events where position > 10000');
      await superuser.query('delete from feed.published where ordinal > 10000');
      await superuser.query(
        'update feed.lanes l set sequence = (select max(sequence) from feed.published p where p.lane = l.lane)',
      );
      await superuser.query('update feed.numbering set position = 10000, ordinal = 10000, revision = revision + 1');
      await superuser.query('update feed.relay set ordinal = 10000');
      await superuser.query('update log.head set position = 10000, epoch = gen_random_uuid()');
    } finally {
      await superuser.end();
    }
    const restored = await run.restoredLog();
    relays = [await run.relay()];
    await notes(restored, run.lanes, 1_000, 1_003);
    await restored.close();
    for (const one of views) {
      const intake = await eventually(async () => {
        const { publishers } = await run.statusOf<ConsumerStatus>(one);
        return publishers['intake']?.state === 'stopped' && publishers['intake'];
      }, SOON);
      expect(intake.error).toMatch(/knows intake by log .* and now meets/);
    }
    expect(await run.effectsOf('view')).toBe(before);
  });
});
