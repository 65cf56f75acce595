import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { checkTopics, createTopics, deadLetterTopicOf, faultsOfTopics, topicOf } from '#event-feed';
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

  test('topics that are safe against the loss of a broker are told from those that are not', async () => {
    const settings = { brokers: cluster.brokers };
    const [facts, deadLetters] = [topicOf('intake'), deadLetterTopicOf('intake')];
    expect(await faultsOfTopics(settings, ['intake'])).toEqual([
      expect.stringContaining(`there is no topic ${facts}`),
      expect.stringContaining(`there is no topic ${deadLetters}`),
    ]);
    await createTopics(settings, ['intake']);
    expect(await faultsOfTopics(settings, ['intake'])).toEqual([]);
    const admin = client(cluster.brokers).admin();
    await admin.connect();
    const set = async (name: string, entries: Record<string, string>) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [
          { type: 2, name, configEntries: Object.entries(entries).map(([key, value]) => ({ name: key, value })) },
        ],
      });
    try {
      await set(facts, { 'min.insync.replicas': '1', 'unclean.leader.election.enable': 'true' });
      await set(deadLetters, { 'cleanup.policy': 'compact' });
      const faults = [
        expect.stringMatching(/^dossier\.intake\.v1 has min\.insync\.replicas=1 with 3 copies: .* it should be 2$/),
        expect.stringMatching(
          /^dossier\.intake\.v1 has unclean\.leader\.election\.enable=true: .* it should be false$/,
        ),
        expect.stringMatching(/^dossier\.intake\.dead-letters\.v1 has cleanup\.policy=compact/),
      ];
      await eventually(async () => (await faultsOfTopics(settings, ['intake'])).length === 3);
      expect(await faultsOfTopics(settings, ['intake'])).toEqual(faults);
      // Who reads and writes facts may work with them, and says so; the copies of dead letters are no condition.
      const warned: string[] = [];
      await checkTopics(settings, ['intake'], (message) => warned.push(message));
      expect(warned).toEqual(faults.slice(0, 2));
      await set(facts, { 'min.insync.replicas': '3' });
      await eventually(
        async () =>
          /nothing could be written while one broker is away/.test(String(await faultsOfTopics(settings, ['intake']))),
        {
          within: 30_000,
        },
      );
    } finally {
      await admin.disconnect();
    }
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
    expect(await eventually(ask)).toContain(topic);
    expect(cluster.broker(1).pid).toBe(pid);
  });

  test('kill -9 of all at once, and all again: nothing acknowledged is gone', async () => {
    await cluster.killAll();
    expect([1, 2, 3].map((id) => cluster.broker(id).pid)).toEqual([undefined, undefined, undefined]);
    await cluster.startAll();
    await eventually(leader);
    expect(await consume(client(cluster.brokers), topic, 2)).toEqual(['with three', 'with two']);
  });
});
