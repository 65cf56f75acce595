import type { ConsumerStatus } from '#event-feed';
import { eventually } from '#testing';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { notes, world } from '../../../libs/event-feed/test/contract/feed-world.js';
import { ownBrokers, withOwnBrokers } from '../support/kafka.js';
import { Running, type Part } from './running.js';

jest.setTimeout(400_000);

const SOON = { within: 120_000, every: 50 };

withOwnBrokers('what the topic has lost, the publisher has', () => {
  let run: Running;
  let relay: Part;

  beforeAll(async () => {
    const [cluster, intake, reader] = await Promise.all([ownBrokers({ brokers: 1 }), world(), world()]);
    run = new Running(intake, reader, cluster);
    await run.createTopics();
    relay = await run.relay();
  });
  afterAll(async () => run?.stop());

  test('old segments gone, with the last event of each lane in them, while the consumer was away', async () => {
    const first = await run.view('view');
    await run.write(20);
    await run.hasEffects('view', 20 * run.lanes.length);
    await run.close(first);
    await run.write(5);
    await run.relayed();
    await run.dropSegments();
    await run.view('view');
    expect(await run.perLaneOf('view')).toEqual(run.expected());
  });

  test('a new view is built from the publisher, not from the topic, and then follows the topic', async () => {
    await run.view('later-view');
    await run.hasEffects('later-view', run.written * run.lanes.length);
    await run.write(5);
    expect(await run.perLaneOf('later-view')).toEqual(run.expected());
  });

  test('the topic deleted and made anew, with the last event of each lane in it, while its consumers live', async () => {
    await run.kill(relay);
    await run.write(5);
    const halted = await run.view('halted');
    await run.hasEffects('halted', (run.written - 5) * run.lanes.length);
    halted.child.kill('SIGSTOP');
    relay = await run.relay();
    await run.relayed();
    await run.remakeTopic(); // what the halted one has not read is gone with the topic
    halted.child.kill('SIGCONT');
    expect(await run.perLaneOf('halted')).toEqual(run.expected());
    await run.write(5);
    for (const consumer of ['halted', 'view', 'later-view'])
      expect(await run.perLaneOf(consumer)).toEqual(run.expected());
  });

  test('a publisher restored from an older backup is not followed, and its consumers say so', async () => {
    const view = await run.view('careful');
    await run.hasEffects('careful', run.written * run.lanes.length);
    const before = await run.effectsOf('careful');
    const superuser = new pg.Client({ connectionString: run.intake.store.database.url });
    await superuser.connect();
    try {
      // As a restore does it: the state of an earlier day, under a new epoch.
      await run.close(relay);
      for (const table of ['log.events', 'log.head', 'feed.published'])
        await superuser.query(`alter table ${table} disable trigger all`);
      await superuser.query('delete from log.events where position > 100');
      await superuser.query('delete from feed.published where ordinal > 100');
      await superuser.query(
        'update feed.lanes l set sequence = (select max(sequence) from feed.published p where p.lane = l.lane)',
      );
      await superuser.query('update feed.numbering set position = 100, ordinal = 100, revision = revision + 1');
      await superuser.query('update feed.relay set ordinal = 100');
      await superuser.query('update log.head set position = 100, epoch = gen_random_uuid()');
    } finally {
      await superuser.end();
    }
    const restored = await run.restoredLog();
    relay = await run.relay();
    await notes(restored, run.lanes, 1_000, 1_003);
    await restored.close();
    await eventually(
      async () => (await run.statusOf<ConsumerStatus>(view)).publishers['intake']?.state === 'stopped',
      SOON,
    );
    const { error } = (await run.statusOf<ConsumerStatus>(view)).publishers['intake']!;
    expect(error).toMatch(/knows intake by log .* and now meets/);
    expect(await run.effectsOf('careful')).toBe(before);
  });
});
