import { createTopics, topicOf } from '#event-feed';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Kafka } from 'kafkajs';
import { startProduct, type Product } from '../../flow/support/product.js';
import { someBroker, withBroker } from '../support/kafka.js';

jest.setTimeout(300_000);

const SERVICES = ['intake', 'case-state', 'notifications'];

/** All services in one process, which exchange their events over brokers: what `npm start` is with KAFKA_BROKERS. */
withBroker('The whole product in one process, over Kafka', () => {
  let broker: Awaited<ReturnType<typeof someBroker>>;
  let product: Product;

  beforeAll(async () => {
    broker = await someBroker();
    await createTopics({ brokers: broker.brokers }, SERVICES);
    product = await startProduct({ KAFKA_BROKERS: broker.brokers.join(','), DOSSIER_SEED: 'story' });
  });
  afterAll(async () => {
    await product?.stop();
    await broker?.stop();
  });

  test('the story is told, and every view is what the logs say', async () => {
    const checked = await product.dossier('replay', '--check', '--json');
    expect(checked.stderr).toBe('');
    expect(checked.status).toBe(0);
  });

  test('what each service published went through its topic', async () => {
    const admin = new Kafka({ brokers: broker.brokers, logLevel: 0 }).admin();
    await admin.connect();
    try {
      for (const service of SERVICES) {
        const page = await fetch(`${product.url}/api/${service}/health/ready`);
        expect(await page.json()).toMatchObject({ status: 'ok' });
        const ends = await admin.fetchTopicOffsets(topicOf(service));
        const records = ends.reduce((sum, { high }) => sum + Number(high), 0);
        expect({ service, carried: records > 0 }).toEqual({ service, carried: service !== 'notifications' });
      }
    } finally {
      await admin.disconnect();
    }
  });
});
