import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Kafka } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { eventually } from '#testing';
import { PartitionSender } from '../../../libs/event-feed/src/kafka/partition-sender.js';
import { someBroker, withBroker } from '../support/kafka.js';

withBroker('sending to one partition', () => {
  let broker: Awaited<ReturnType<typeof someBroker>>;
  const topic = `sending-${randomUUID()}`;

  beforeAll(async () => {
    broker = await someBroker();
    const admin = new Kafka({ brokers: broker.brokers, logLevel: 0 }).admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 2 }], waitForLeaders: false });
    await admin.disconnect();
  }, 120_000);
  afterAll(async () => broker?.stop());

  test('a partition that is not there acknowledges nothing, though kafkajs says that all is well', async () => {
    const told: string[] = [];
    const sender = new PartitionSender({
      settings: { brokers: broker.brokers },
      clientId: 'test',
      topic,
      isHeld: () => true,
      trouble: (error) => error && told.push(error.message),
      warn: () => {},
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
    await eventually(() => acknowledged || told.length > 1, { within: 60_000 });
    expect(acknowledged).toBe(false);
    expect(told).toContain(`nobody leads partition 7 of ${topic}`);
    over.abort();
    await expect(sending).rejects.toMatchObject({ name: 'SendEnded' });
    // What was given up is not in the way of the next.
    await sender.send(new Map([[1, [record]]]), AbortSignal.timeout(60_000));
    await sender.close();
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
