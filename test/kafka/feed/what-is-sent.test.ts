import {
  createTopics,
  DeadLetterRelay,
  deadLetterTopicOf,
  PublisherUnavailable,
  toCloudEvent,
  type FeedSource,
} from '#event-feed';
import { uuid7 } from '#event-store';
import { eventually } from '#testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Kafka, type KafkaMessage } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { notes, publisherIn, world } from '../../../libs/event-feed/test/contract/feed-world.js';
import { RefusedRecords } from '../../../libs/event-feed/src/kafka/refused-records.js';
import { PartitionSender } from '../../../libs/event-feed/src/kafka/partition-sender.js';
import { client, consume } from '../support/client.js';
import { someBroker, withBroker } from '../support/kafka.js';

/** What a broker says to a producer whose name another has taken. */
const FENCED = /INVALID_PRODUCER_EPOCH|PRODUCER_FENCED/;

let broker: Awaited<ReturnType<typeof someBroker>>;
beforeAll(async () => {
  broker = await someBroker();
}, 120_000);
afterAll(async () => broker?.stop());

withBroker('sending to one partition', () => {
  const [topic, fenced] = [`sending-${randomUUID()}`, `fenced-${randomUUID()}`];

  beforeAll(async () => {
    const admin = new Kafka({ brokers: broker.brokers, logLevel: 0 }).admin();
    await admin.connect();
    const topics = [topic, fenced].map((name) => ({ topic: name, numPartitions: 2 }));
    await admin.createTopics({ topics, waitForLeaders: false });
    await admin.disconnect();
  }, 120_000);

  test('who was followed by another under the same name writes nothing after him, though he still takes himself for the holder', async () => {
    let held = true;
    const told: string[] = [];
    const under = (clientId: string, isHeld: () => boolean, trouble: (error: Error | undefined) => void) => {
      const settings = { brokers: broker.brokers };
      return new PartitionSender({
        settings,
        clientId,
        topic: fenced,
        fence: `of-${fenced}`,
        isHeld,
        trouble,
        warn: () => {},
      });
    };
    const first = under(
      'first',
      () => held,
      (error) => {
        const type = (error as (Error & { type?: string }) | undefined)?.type;
        // A broker that has just started may not know yet who coordinates a name: that is tried again.
        if (type === undefined || !FENCED.test(type)) return;
        told.push(type);
        held = false;
      },
    );
    const second = under(
      'second',
      () => true,
      () => {},
    );
    const send = (sender: PartitionSender, value: string) =>
      sender.send(new Map([[0, [{ key: 'lane', value }]]]), AbortSignal.timeout(60_000));
    await send(first, 'first');
    await send(second, 'second');
    await expect(send(first, 'halted')).rejects.toMatchObject({ name: 'LeaseLost' });
    expect(told).toHaveLength(1);
    await send(second, 'third');
    await Promise.all([first.close(), second.close()]);
    expect(await consume(client(broker.brokers), fenced, 3)).toEqual(['first', 'second', 'third']);
  });

  test('a partition that is not there acknowledges nothing, though kafkajs says that all is well', async () => {
    const told: string[] = [];
    const warned: string[] = [];
    const sender = new PartitionSender({
      settings: { brokers: broker.brokers },
      clientId: 'test',
      topic,
      isHeld: () => true,
      trouble: (error) => error && told.push(error.message),
      warn: (message) => warned.push(message),
    });
    const record = { key: 'lane', value: '{}' };
    await sender.send(new Map([[1, [record]]]), AbortSignal.timeout(60_000));
    const over = new AbortController();
    const sending = sender.send(new Map([[7, [record]]]), over.signal);
    let acknowledged = false;
    void sending.then(
      () => (acknowledged = true),
      () => {},
    );
    await eventually(() => acknowledged || told.length > 1);
    expect(acknowledged).toBe(false);
    expect(told).toContain(`nobody leads partition 7 of ${topic}`);
    over.abort();
    await expect(sending).rejects.toMatchObject({ name: 'SendEnded' });
    // What was given up is not in the way of the next.
    await sender.send(new Map([[1, [record]]]), AbortSignal.timeout(60_000));
    await sender.close();
    expect(warned.filter((message) => /partitioner/i.test(message))).toEqual([]);
    const admin = new Kafka({ brokers: broker.brokers, logLevel: 0 }).admin();
    await admin.connect();
    const ends = await admin.fetchTopicOffsets(topic);
    await admin.disconnect();
    expect(ends.map(({ partition, high }) => [partition, high]).sort()).toEqual([
      [0, '0'],
      [1, '2'],
    ]);
  }, 120_000);
});

withBroker('copies of dead letters', () => {
  /** Everything in the topic, by the letter that it is a copy of. */
  const copies = async (topic: string, atLeast: number): Promise<Map<string, KafkaMessage[]>> => {
    const found = new Map<string, KafkaMessage[]>();
    const consumer = new Kafka({ brokers: broker.brokers, logLevel: 0 }).consumer({ groupId: randomUUID() });
    await consumer.connect();
    try {
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      let seen = 0;
      await consumer.run({
        eachMessage: async ({ message }) => {
          const letter = String(message.headers?.['dossier-dead-letter']);
          found.set(letter, [...(found.get(letter) ?? []), message]);
          seen++;
        },
      });
      await eventually(() => seen >= atLeast);
      return found;
    } finally {
      await consumer.disconnect();
    }
  };

  test('go out once from several processes, in structured mode; a publisher that is away holds up its own alone, and no transaction', async () => {
    const [intake, reader] = await Promise.all([world(), world()]);
    const service = `reader-${randomUUID().slice(0, 8)}`;
    await createTopics({ brokers: broker.brokers }, [service], { replication: 1 });
    const publisher = publisherIn(intake);
    await publisher.start();
    await notes(intake.log, ['a', 'b'], 1, 2);
    await eventually(async () => (await publisher.source.numbered()).ordinal === 4);
    const letter = async (from: string, lane: string, sequence: number, eventId: string) => {
      const id = uuid7();
      await reader.pool.query(
        `insert into feed.dead_letters (id, consumer, publisher, lane, sequence, event_id, type, code, error, tries)
         values ($1, 'reader', $2, $3, $4, $5, 'dossier.intake.Noted.v1', 'handler-failed', 'Ärger', 3)`,
        [id, from, lane, sequence, eventId],
      );
      return id;
    };
    const [one, two] = await publisher.source.lane('a', 0, 2);
    const away = await letter('elsewhere', 'x', 1, uuid7());
    const first = await letter('intake', 'a', 1, one!.id);
    const restored = await letter('intake', 'a', 2, uuid7()); // another event stands there by now
    let answer: 'never' | 'away' | 'nothing' = 'never';
    const elsewhere: FeedSource = Object.create(publisher.source, {
      publisher: { value: 'elsewhere' },
      lane: {
        value: async () => {
          await eventually(() => answer !== 'never');
          if (answer === 'away') throw new PublisherUnavailable('elsewhere', 'its door is shut');
          return [];
        },
      },
    }) as FeedSource;
    const told: string[] = [];
    const relays = [1, 2].map(
      () =>
        new DeadLetterRelay({
          service,
          pool: reader.pool,
          kafka: { brokers: broker.brokers },
          sources: [publisher.source, elsewhere],
          report: (occurrence) => 'error' in occurrence && told.push(String(occurrence.error)),
        }),
    );
    const sent = async (id: string) =>
      (await reader.pool.query('select 1 from feed.dead_letters_sent where dead_letter = $1', [id])).rowCount === 1;
    try {
      for (const relay of relays) relay.start();
      // While a publisher thinks, nothing in the database waits for it.
      await eventually(async () => {
        const { rows } = await reader.pool.query<{ state: string }>(
          `select state from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state is not null`,
        );
        return rows.length > 0 && rows.every(({ state }) => state === 'idle');
      });
      answer = 'away';
      await eventually(async () => (await sent(first)) && (await sent(restored)));
      expect(await sent(away)).toBe(false);
      await eventually(() => told.some((error) => error.includes('its door is shut')));
      answer = 'nothing';
      await eventually(async () => {
        for (const relay of relays) relay.look();
        return sent(away);
      });
      const found = await copies(deadLetterTopicOf(service), 3);
      expect([...found].map(([id, all]) => [id, all.length]).sort()).toEqual(
        [away, first, restored].map((id) => [id, 1]).sort(),
      );
      const message = found.get(first)![0]!;
      expect(JSON.parse(String(message.value))).toEqual(toCloudEvent(one!));
      expect(String(message.headers?.['dossier-error'])).toBe('Ärger');
      expect(found.get(restored)![0]!.value).toBeNull();
      expect(two!.sequence).toBe(2);
    } finally {
      await Promise.all(relays.map(async (relay) => relay.close()));
      await publisher.close();
      await Promise.all([intake.dispose(), reader.dispose()]);
    }
  }, 180_000);
});

withBroker('records that cannot be taken in, and nowhere to copy them to', () => {
  test('the first is waited for, the others are reported only: they hold up nobody', async () => {
    const told: string[] = [];
    const service = `nowhere-${randomUUID().slice(0, 8)}`;
    const refused = new RefusedRecords({ brokers: broker.brokers }, service, 'reader', (occurrence) => {
      if (occurrence.kind === 'refused-record') told.push(`${occurrence.offset}: ${occurrence.error}`);
    });
    const message = { key: null, value: null, timestamp: '0', attributes: 0, headers: {} };
    for (const offset of ['1', '2', '3'])
      await refused.put({
        topic: 'dossier.intake.v1',
        partition: 0,
        message: { ...message, offset },
        why: 'unreadable',
        error: 'bad bytes',
      });
    await refused.close();
    expect(told).toEqual([
      '1: bad bytes (and it could not be copied to the dead-letter topic within 10 s)',
      '2: bad bytes (and it was not copied: the dead-letter topic is away)',
      '3: bad bytes (and it was not copied: the dead-letter topic is away)',
    ]);
  }, 60_000);
});
