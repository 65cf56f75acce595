import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { KafkaConfig } from 'kafkajs';
import type { BrokerCluster } from '#service-kit/kafka';
import { client, consume, makeTopic, produce } from '../support/client.js';
import { ownBrokers, withOwnBrokers } from '../support/kafka.js';

jest.setTimeout(180_000);

const users = [
  { name: 'deployment', password: 'may-do-all' },
  { name: 'case-state', password: 'may-write' },
  { name: 'stranger', password: 'may-nothing' },
];

withOwnBrokers('a broker that asks who comes, over TLS', () => {
  let cluster: BrokerCluster;
  beforeAll(async () => {
    cluster = await ownBrokers({
      brokers: 1,
      security: {
        tls: true,
        users,
        superUsers: ['deployment'],
        acls: [
          { user: 'case-state', resource: 'topic', name: 'dossier.', prefixed: true, operations: ['write', 'read'] },
          { user: 'case-state', resource: 'group', name: '*', operations: ['read'] },
        ],
      },
    });
    await makeTopic(as('deployment'), topic);
  });
  afterAll(() => cluster?.stop());

  const topic = 'dossier.case-state.v1';
  const trusting = () => ({ ca: [readFileSync(cluster.caFile!, 'utf8')] });
  const as = (username: string, more: Partial<KafkaConfig> = {}) =>
    client(cluster.brokers, {
      ssl: trusting(),
      sasl: { mechanism: 'scram-sha-512', username, password: users.find(({ name }) => name === username)!.password },
      retry: { retries: 10, initialRetryTime: 100, maxRetryTime: 1000 },
      ...more,
    });

  test('who may write writes, and reads it back', async () => {
    await produce(as('case-state'), topic, ['mine']);
    expect(await consume(as('case-state'), topic, 1)).toEqual(['mine']);
  });

  test('a stranger may sign in, and neither write nor read, and is told', async () => {
    await expect(produce(as('stranger'), topic, ['forged'])).rejects.toThrow(/not authorized/i);
    await expect(consume(as('stranger'), topic, 1)).rejects.toThrow(/not authorized/i);
    expect(await consume(as('case-state'), topic, 1)).toEqual(['mine']);
  });

  test('a wrong password does not get in', async () => {
    const guess = { mechanism: 'scram-sha-512', username: 'case-state', password: 'a guess' } as const;
    await expect(produce(as('case-state', { sasl: guess }), topic, ['forged'])).rejects.toThrow(/authentication/i);
  });

  test('a client that does not trust the authority, or comes in the clear, does not get in', async () => {
    await expect(produce(as('case-state', { ssl: true }), topic, ['x'])).rejects.toThrow(/certificate/i);
    await expect(produce(as('case-state', { ssl: false }), topic, ['x'])).rejects.toThrow(/connection/i);
  });
});
