import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { BrokerCluster } from '#service-kit/kafka';
import { eventually } from '#testing';
import { client, consume, makeTopic, produce } from '../support/client.js';
import { ownBrokers, withOwnBrokers } from '../support/kafka.js';

jest.setTimeout(240_000);

withOwnBrokers('three brokers', () => {
  let cluster: BrokerCluster;
  beforeAll(async () => {
    cluster = await ownBrokers({ brokers: 3 });
  });
  afterAll(() => cluster?.stop());

  const topic = 'kept-by-three';
  async function leader(): Promise<number> {
    const admin = client(cluster.brokers).admin();
    await admin.connect();
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      return topics[0]!.partitions[0]!.leader;
    } finally {
      await admin.disconnect();
    }
  }

  test('a topic has its copies; when its leader is killed another goes on; the killed one comes back', async () => {
    const kafka = client(cluster.brokers);
    await makeTopic(kafka, topic);
    await produce(kafka, topic, ['with three']);
    const first = await leader();
    await cluster.broker(first).kill();
    await produce(kafka, topic, ['with two']);
    expect(await leader()).not.toBe(first);
    await cluster.broker(first).start();
    expect(await consume(kafka, topic, 2)).toEqual(['with three', 'with two']);
  });

  test('one that is halted answers nothing, and goes on where it stood', async () => {
    const { address, pid } = cluster.broker(1);
    const ask = async () => {
      const admin = client([address], { requestTimeout: 1000, retry: { retries: 0 } }).admin();
      try {
        await admin.connect();
        return await admin.listTopics();
      } finally {
        await admin.disconnect();
      }
    };
    cluster.broker(1).pause();
    await expect(ask()).rejects.toThrow(/timed out/i);
    cluster.broker(1).resume();
    expect(await eventually(ask, { within: 30_000 })).toContain(topic);
    expect(cluster.broker(1).pid).toBe(pid);
  });

  test('kill -9 of all at once, and all again: nothing acknowledged is gone', async () => {
    await cluster.killAll();
    expect([1, 2, 3].map((id) => cluster.broker(id).pid)).toEqual([undefined, undefined, undefined]);
    await cluster.startAll();
    await eventually(leader, { within: 30_000 });
    expect(await consume(client(cluster.brokers), topic, 2)).toEqual(['with three', 'with two']);
  });
});
