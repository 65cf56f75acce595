import {
  createTopics,
  kafkaDelivery,
  Relay,
  topicOf,
  TopicRefused,
  type FeedServer,
  type KafkaSettings,
} from '#event-feed';
import type { BrokerCluster } from '#service-kit/kafka';
import { freePort } from '#service-kit/running';
import { eventually } from '#testing';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kafka } from 'kafkajs';
import {
  consuming,
  effectIn,
  effects,
  NOTED,
  notes,
  perLane,
  publisherIn,
  world,
  type World,
} from '../../../libs/event-feed/test/contract/feed-world.js';
import { ownBrokers, withOwnBrokers } from '../support/kafka.js';

jest.setTimeout(240_000);

const root = fileURLToPath(new URL('../../..', import.meta.url));
const SOON = { within: 60_000, every: 50 };
const users = ['admin', 'relay', 'reader', 'stranger'].map((name) => ({ name, password: `of-${name}` }));

withOwnBrokers('brokers with TLS, passwords and rules on who may write', () => {
  let cluster: BrokerCluster;
  let intake: World;
  let reader: World;
  let closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    [cluster, intake, reader] = await Promise.all([
      ownBrokers({
        brokers: 1,
        security: {
          tls: true,
          users,
          superUsers: ['admin'],
          acls: [
            { user: 'relay', resource: 'topic', name: 'dossier.', prefixed: true, operations: ['write', 'describe'] },
            { user: 'relay', resource: 'cluster', name: 'kafka-cluster', operations: ['idempotent-write'] },
            {
              user: 'relay',
              resource: 'transactional-id',
              name: 'dossier.',
              prefixed: true,
              operations: ['write', 'describe'],
            },
            { user: 'reader', resource: 'topic', name: 'dossier.', prefixed: true, operations: ['read', 'describe'] },
            { user: 'reader', resource: 'group', name: 'secured-', prefixed: true, operations: ['read'] },
            { user: 'stranger', resource: 'topic', name: 'dossier.', prefixed: true, operations: ['describe'] },
          ],
        },
      }),
      world(),
      world(),
    ]);
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });
  afterAll(async () => {
    await Promise.all([intake?.dispose(), reader?.dispose()]);
    await cluster?.stop();
  });

  const as = (name: string, password = `of-${name}`): KafkaSettings => ({
    brokers: cluster.brokers,
    sasl: { mechanism: 'scram-sha-512', username: name, password },
    tls: { ca: cluster.caFile! },
  });
  const relayWith = (kafka: KafkaSettings): Relay => {
    const relay = new Relay({
      service: 'intake',
      pool: intake.pool,
      kafka,
      epoch: intake.log.identity.epoch,
      publisher: () => publisherIn(intake),
      leaseMs: 2_000,
    });
    closing.push(async () => relay.close());
    return relay;
  };
  const says = async (relay: Relay, what: RegExp) =>
    eventually(() => what.test(relay.status().error ?? '') && relay.status().error, SOON);
  const withAdmin = async <T>(work: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> => {
    const admin = new Kafka({
      brokers: cluster.brokers,
      logLevel: 0,
      sasl: { mechanism: 'scram-sha-512', username: 'admin', password: 'of-admin' },
      ssl: { ca: [readFileSync(cluster.caFile!, 'utf8')] },
    }).admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  };
  const inTopic = () =>
    withAdmin(async (admin) => {
      const ends = await admin.fetchTopicOffsets(topicOf('intake'));
      return ends.reduce((sum, { high }) => sum + Number(high), 0);
    });

  test('a relay whose topic is not there waits, says so, and begins when it is made', async () => {
    await notes(intake.log, ['a', 'b'], 1, 3);
    const relay = relayWith(as('relay'));
    await relay.start();
    await says(relay, /there is no topic dossier\.intake\.v1: create it/);
    await createTopics(as('admin'), ['intake', 'reader']);
    await eventually(() => relay.status().error === undefined && relay.status().sent === 6, SOON);
    expect(await inTopic()).toBe(6);
  });

  test('facts go from the one who may write to the one who may read', async () => {
    const relay = relayWith(as('relay'));
    await relay.start();
    const server: FeedServer = await consuming(reader, [publisherIn(intake).source], {
      name: 'secured-reader',
      handlers: { [NOTED]: effectIn(reader.pool) },
      delivery: kafkaDelivery({ kafka: as('reader'), service: 'reader', group: 'secured-reader' }),
    });
    closing.push(async () => server.close());
    await notes(intake.log, ['a', 'b'], 4, 6);
    await eventually(async () => (await effects(reader, 'secured-reader')).length === 12, SOON);
    expect(perLane(await effects(reader, 'secured-reader'))).toEqual({ a: [1, 2, 3, 4, 5, 6], b: [1, 2, 3, 4, 5, 6] });
    expect(server.consumer.status().publishers['intake']).toMatchObject({ state: 'following' });
  });

  test('a stranger who may not write writes nothing, and is told', async () => {
    const before = await inTopic();
    await notes(intake.log, ['a'], 7, 7);
    const relay = relayWith(as('stranger'));
    await relay.start();
    await says(relay, /authori[sz]|denied|not allowed/i);
    expect(await inTopic()).toBe(before);
    expect(relay.status().sent).toBe(0);
  });

  test.each([
    ['a wrong password', () => as('relay', 'wrong'), /authentication failed|invalid credentials/i],
    [
      'no TLS where there is TLS',
      (): KafkaSettings => ({ brokers: cluster.brokers }),
      /timeout|closed|ECONNRESET|disconnected|hang up/i,
    ],
    ['TLS whose authority is not known', (): KafkaSettings => ({ ...as('relay'), tls: {} }), /certificate/i],
    ['nobody there', (): KafkaSettings => ({ brokers: ['127.0.0.1:1'] }), /ECONNREFUSED/],
  ])('%s: not ready, says why, goes on trying; officers go on working', async (_what, settings, why) => {
    const relay = relayWith(settings());
    await relay.start();
    await says(relay, why);
    const head = await intake.log.head();
    await notes(intake.log, ['c'], 1, 1);
    expect(await intake.log.head()).toBe(head + 1);

    const server = await consuming(reader, [publisherIn(intake).source], {
      name: 'secured-patient',
      handlers: { [NOTED]: effectIn(reader.pool) },
      delivery: kafkaDelivery({ kafka: settings(), service: 'reader', group: 'secured-patient' }),
    });
    closing.push(async () => server.close());
    await eventually(() => server.consumer.status().publishers['intake']?.state === 'in-trouble', SOON);
    expect(server.consumer.status().publishers['intake']?.error).toMatch(why);
  });

  /** Settings as the process of a service is given them. */
  const settingsOf = (who: string, password: string, tls: object): Record<string, string> => ({
    KAFKA_BROKERS: cluster.brokers.join(','),
    DOSSIER_KAFKA_USERNAME: who,
    DOSSIER_KAFKA_PASSWORD: password,
    ...tls,
  });
  test.each<[string, () => Record<string, string>, RegExp]>([
    ['nobody there', () => ({ KAFKA_BROKERS: '127.0.0.1:1' }), /ECONNREFUSED/],
    [
      'a wrong password',
      () => settingsOf('reader', 'wrong', { DOSSIER_KAFKA_TLS: 'on', DOSSIER_KAFKA_CA: cluster.caFile! }),
      /authentication failed|invalid credentials/i,
    ],
    [
      'TLS whose authority is not known',
      () => settingsOf('reader', 'of-reader', { DOSSIER_KAFKA_TLS: 'on' }),
      /certificate/i,
    ],
    [
      'a topic that is not there',
      () => settingsOf('reader', 'of-reader', { DOSSIER_KAFKA_TLS: 'on', DOSSIER_KAFKA_CA: cluster.caFile! }),
      /there is no topic dossier\.case-state\.v1: create it/,
    ],
  ])(
    'the process of a service, with %s: alive, not ready, says why in one line, and its doors are open',
    async (_what, settings, why) => {
      const port = await freePort();
      const { ownerUrl, serviceUrl } = reader.store;
      const kept = Object.entries(process.env).filter(([name]) => !/^(DOSSIER_|OIDC_|KAFKA_|NODE_OPTIONS)/.test(name));
      const service = spawn(process.execPath, [join(root, 'dist/apps/notifications/src/main.js')], {
        env: {
          ...Object.fromEntries(kept),
          NODE_ENV: 'production',
          DOSSIER_PORT: String(port),
          DOSSIER_PUBLIC_URL: 'http://localhost:1',
          DOSSIER_NOTIFICATIONS_DATABASE_URL: serviceUrl,
          DOSSIER_NOTIFICATIONS_OWNER_URL: ownerUrl,
          ...settings(),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const ended = new Promise((done) => service.once('close', done));
      closing.push(async () => {
        service.kill('SIGTERM');
        await ended;
      });
      let said = '';
      for (const stream of [service.stdout, service.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
      const statusOf = async (path: string) =>
        (await fetch(`http://127.0.0.1:${port}/api/notifications/${path}`)).status;
      const lines = () => said.split('\n').filter((line) => line.includes('"check":"kafka"') && why.test(line));
      await eventually(async () => (await statusOf('health/ready')) === 503 && lines().length > 0, SOON);
      expect([await statusOf('health/live'), await statusOf('clock')]).toEqual([200, 200]);
      expect(service.exitCode).toBeNull();
    },
  );

  test.each([
    [
      'compaction',
      { numPartitions: 12, configEntries: [{ name: 'cleanup.policy', value: 'compact' }] },
      /cleanup\.policy=compact/,
    ],
    ['another number of partitions', { numPartitions: 3 }, /has 3 partitions, and 12 are settled/],
  ])('a topic with %s is refused at the start, in words', async (_what, made, why) => {
    await withAdmin(async (admin) => {
      await admin.deleteTopics({ topics: [topicOf('intake')] });
      await eventually(async () => {
        await admin.createTopics({ topics: [{ topic: topicOf('intake'), ...made }], waitForLeaders: false });
        return (await admin.fetchTopicMetadata({ topics: [topicOf('intake')] })).topics.length === 1;
      }, SOON);
      await expect(relayWith(as('admin')).start()).rejects.toThrow(TopicRefused);
      await expect(relayWith(as('admin')).start()).rejects.toThrow(why);
    });
  });
});
