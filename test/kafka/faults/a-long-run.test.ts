import type { ConsumerStatus, RelayStatus } from '#event-feed';
import { topicOf } from '#event-feed';
import { cuttingProxy, eventually, type CuttingProxy } from '#testing';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { world } from '../../../libs/event-feed/test/contract/feed-world.js';
import { ownBrokers, withOwnBrokers } from '../support/kafka.js';
import { Running, type Part } from './running.js';

jest.setTimeout(600_000);

const SOON = { within: 120_000, every: 50 };
const HOUR = 3_600_000;

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
    const [cluster, intake, reader] = await Promise.all([ownBrokers({ brokers: 3 }), world(), world()]);
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

  test('clocks of the processes are set an hour ahead, and an hour back', async () => {
    for (const ms of [HOUR, -HOUR]) {
      await during(20, async () => {
        for (const part of [...relays, ...views]) part.send({ do: 'jump', ms });
      });
      await run.relayed();
    }
    for (const part of [...relays, ...views]) part.send({ do: 'jump', ms: 0 });
  });

  test('bytes that are no event, and an event of an unknown log, are put aside, and hold up nobody', async () => {
    const records = await run.deadLetterRecords();
    const producer = run.kafka().producer({ allowAutoTopicCreation: false });
    await producer.connect();
    await during(10, async () => {
      await producer.send({
        topic: topicOf('intake'),
        messages: [
          { partition: 3, key: 'inquiry-01', value: Buffer.from([0xff, 0xfe, 0x00]) },
          { partition: 4, key: null, value: null },
        ],
      });
    });
    await producer.disconnect();
    const refused = () => views.flatMap(({ messages }) => messages).filter(({ report }) => report === 'refused-record');
    await eventually(() => refused().length >= 2, SOON);
    expect((await run.deadLetterRecords()) - records).toBeGreaterThanOrEqual(2);
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

  test('in the end every effect has happened once, in order; and in the topic nothing comes before its time', async () => {
    if (run.written * run.lanes.length < 20_000) await run.write(400 - run.written);
    await run.relayed();
    expect(await run.perLaneOf('view')).toEqual(run.expected());
    expect(await run.effectsOf('view')).toBe(run.written * run.lanes.length);
    const content = await run.topicContent();
    for (const lane of run.lanes) {
      const firsts = [...new Set(content.get(lane)!.filter((sequence) => !Number.isNaN(sequence)))];
      expect(firsts).toEqual(Array.from({ length: run.written }, (_, n) => n + 1));
    }
  });
});
