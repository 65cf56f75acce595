import { createTopics, kafkaDelivery, Relay, topicOf, type KafkaSettings, type Publisher } from '#event-feed';
import { afterAll, beforeAll } from '@jest/globals';
import { Kafka } from 'kafkajs';
import { feedContract } from '../../../libs/event-feed/test/contract/feed-contract.js';
import type { FeedMode } from '../../../libs/event-feed/test/contract/feed-contract.js';
import { someBroker, withBroker } from '../support/kafka.js';
import type { World } from '../../../libs/event-feed/test/contract/feed-world.js';

let settings: KafkaSettings;
let giveBack: () => Promise<void>;

beforeAll(async () => {
  const { brokers, stop } = await someBroker();
  settings = { brokers };
  giveBack = stop;
}, 120_000);
afterAll(async () => giveBack?.());

/** The publisher of the test numbers by itself: the relay only sends. */
const numberedElsewhere = (publisher: Publisher): Publisher => ({
  service: publisher.service,
  source: publisher.source,
  start: async () => {},
  resume: async (lane) => publisher.resume(lane),
  status: () => publisher.status(),
  close: async () => {},
});

withBroker('brokers', () => {
  feedContract('over Kafka', async (publisher: Publisher, { log, pool }: World): Promise<FeedMode> => {
    const admin = new Kafka({ brokers: settings.brokers, logLevel: 0 }).admin();
    await admin.connect();
    if ((await admin.listTopics()).includes(topicOf('intake')))
      await admin.deleteTopics({ topics: [topicOf('intake')] });
    await admin.disconnect();
    await createTopics(settings, ['intake', 'reader']);
    const relay = new Relay({
      service: 'intake',
      pool,
      kafka: settings,
      epoch: log.identity.epoch,
      publisher: () => numberedElsewhere(publisher),
      leaseMs: 2_000,
    });
    await relay.start();
    return {
      delivery: (consumer) => kafkaDelivery({ kafka: settings, service: 'reader', group: consumer }),
      close: async () => relay.close(),
    };
  });
});
