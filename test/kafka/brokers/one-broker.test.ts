import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startBrokers } from '#service-kit/kafka';
import { cuttingProxy, eventually, startProcess } from '#testing';
import kafkajs from 'kafkajs';
import { topicIds } from '../../../libs/event-feed/src/kafka/topic-ids.js';
import { PartitionSender } from '../../../libs/event-feed/src/kafka/partition-sender.js';
import type { Ports } from '../../../libs/service-kit/src/kafka/plan.js';
import { onPath } from '../../../libs/service-kit/src/kafka/java.js';
import { client, consume, makeTopic, produce } from '../support/client.js';
import { someBroker, withBroker, withOwnBrokers } from '../support/kafka.js';

jest.setTimeout(180_000);

const { Partitioners } = kafkajs;

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Where this machine's Java is, for a process that does not find it by its path. */
const javaHome = () => process.env['JAVA_HOME'] ?? dirname(dirname(realpathSync(onPath('java')!)));

withBroker('some broker', () => {
  test('takes events and gives them back in order', async () => {
    const broker = await someBroker();
    try {
      const kafka = client(broker.brokers);
      const topic = `exchange-${crypto.randomUUID()}`;
      await makeTopic(kafka, topic);
      await produce(kafka, topic, ['one', 'two', 'three']);
      expect(await consume(kafka, topic, 3)).toEqual(['one', 'two', 'three']);
    } finally {
      await broker.stop();
    }
  });

  test('a topic that is deleted and made anew has another id; one that is not there has none', async () => {
    const broker = await someBroker();
    const kafka = client(broker.brokers);
    const admin = kafka.admin();
    try {
      await admin.connect();
      const [topic, other] = [`one-${crypto.randomUUID()}`, `other-${crypto.randomUUID()}`];
      for (const name of [topic, other]) await makeTopic(kafka, name);
      const ids = () => topicIds({ brokers: broker.brokers }, [topic, other, 'nowhere']);
      const before = await ids();
      expect([...before.keys()].sort()).toEqual([topic, other].sort());
      expect(new Set(before.values()).size).toBe(2);
      expect(await ids()).toEqual(before);
      await admin.deleteTopics({ topics: [topic] });
      await eventually(async () => !(await admin.listTopics()).includes(topic));
      await makeTopic(kafka, topic);
      const after = await eventually(async () => {
        const now = await ids();
        return now.has(topic) && now;
      });
      expect(after.get(topic)).not.toBe(before.get(topic));
      expect(after.get(other)).toBe(before.get(other));
    } finally {
      await admin.disconnect();
      await broker.stop();
    }
  });
});

withOwnBrokers('a broker of a folder', () => {
  let folder: string;
  beforeAll(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'dossier-brokers-')), 'bröker 1');
  });
  afterAll(() => rmSync(dirname(folder), { recursive: true, force: true, maxRetries: 5 }));

  const starter = (env: NodeJS.ProcessEnv = {}) =>
    startProcess<{ pid: number; brokers: string[] } | { refused: string; holder?: number }>(
      new URL('./starting-process.ts', import.meta.url),
      [folder],
      env,
    );

  test('what it has acknowledged outlives its kill -9, and it comes back at the same address', async () => {
    const cluster = await startBrokers({ folder, brokers: 1 });
    try {
      const kafka = client(cluster.brokers);
      await makeTopic(kafka, 'kept');
      await produce(kafka, 'kept', ['before']);
      const first = cluster.broker(1).pid!;
      await cluster.broker(1).kill();
      expect(isRunning(first)).toBe(false);
      expect(cluster.broker(1).pid).toBeUndefined();
      const sent = produce(kafka, 'kept', ['while it was away']);
      await cluster.broker(1).start();
      expect(cluster.broker(1).address).toBe(cluster.brokers[0]);
      await sent;
      expect(await consume(kafka, 'kept', 2)).toEqual(['before', 'while it was away']);
      await expect(startBrokers({ folder, brokers: 1 })).rejects.toThrow('This process has already started');
    } finally {
      await cluster.stop();
    }
    await expect(startBrokers({ folder, brokers: 3 })).rejects.toThrow('was made for other brokers');
  });

  test('an answer that is lost on the way costs no record: not what was in doubt, and not the next', async () => {
    const ports = (JSON.parse(readFileSync(join(folder, 'cluster.json'), 'utf8')) as { brokers: { ports: Ports }[] })
      .brokers[0]!.ports;
    const proxy = await cuttingProxy(ports.client);
    const brokers = [`127.0.0.1:${proxy.port}`];
    const advertised = `CLIENT://${brokers[0]},INTERNAL://127.0.0.1:${ports.internal}`;
    const cluster = await startBrokers({ folder, brokers: 1, config: { 'advertised.listeners': advertised } });
    try {
      /** From the next answer on nobody is heard any more: what it was an answer to is rejected, and has happened. */
      const loseAnswerTo = (text: string) => {
        proxy.refuse(true);
        proxy.cutAfter(text);
      };
      const [kafka, values] = [client(brokers), ['first', 'in doubt', 'next', 'last']];
      for (const topic of ['theirs', 'ours']) await makeTopic(kafka, topic);

      // kafkajs as it is: who goes on after a rejection loses the next one, and is told that all is well.
      const producer = client(brokers, { retry: { retries: 2, initialRetryTime: 50 } }).producer({
        idempotent: true,
        maxInFlightRequests: 1,
        createPartitioner: Partitioners.DefaultPartitioner,
      });
      await producer.connect();
      const alone = async (value: string) =>
        producer.send({ topic: 'theirs', acks: -1, messages: [{ partition: 0, value }] });
      await alone('first');
      loseAnswerTo('in doubt');
      await expect(alone('in doubt')).rejects.toThrow();
      proxy.refuse(false);
      await alone('next');
      await alone('last');
      await producer.disconnect();
      expect(await consume(kafka, 'theirs', 3)).toEqual(['first', 'in doubt', 'last']);

      const rejected: string[] = [];
      const sender = new PartitionSender({
        settings: { brokers },
        clientId: 'ours',
        topic: 'ours',
        isHeld: () => true,
        trouble: (error) => {
          if (!error) return;
          rejected.push(error.message);
          proxy.refuse(false);
        },
        warn: () => {},
      });
      for (const value of values) {
        if (value === 'in doubt') loseAnswerTo(value);
        await sender.send(new Map([[0, [{ key: null, value }]]]), AbortSignal.timeout(60_000));
      }
      await sender.close();
      expect(rejected.length).toBeGreaterThan(0);
      expect(await consume(kafka, 'ours', 4)).toEqual(values);
    } finally {
      await cluster.stop();
      await proxy.close();
    }
  });

  test('it ends with its parent, where the system can see to that; a second start of a living one is refused', async () => {
    const parent = starter();
    const { pid } = (await parent.told(() => true, { within: 90_000 })) as { pid: number };
    await expect(startBrokers({ folder, brokers: 1 })).rejects.toMatchObject({
      code: 'brokers-in-use',
      pid: parent.child.pid,
    });
    await parent.killHard();
    if (process.platform === 'linux' && existsSync('/usr/bin/setpriv')) await eventually(() => !isRunning(pid));
  });

  test('one that was left by a killed parent is ended before another works on its data', async () => {
    // Without setpriv in its path the parent cannot make the system end the broker with it.
    const parent = starter({ PATH: '/nowhere', JAVA_HOME: javaHome() });
    const { pid, brokers } = (await parent.told(() => true, { within: 90_000 })) as { pid: number; brokers: string[] };
    await makeTopic(client(brokers), 'left');
    await produce(client(brokers), 'left', ['to the one left']);
    await parent.killHard();
    expect(isRunning(pid)).toBe(true);
    const said: string[] = [];
    const cluster = await startBrokers({ folder, brokers: 1, report: (line) => said.push(line) });
    try {
      expect(said.join()).toContain('Ended 1 that a killed process had left running');
      expect(isRunning(pid)).toBe(false);
      expect(cluster.brokers).toEqual(brokers);
      expect(await consume(client(brokers), 'left', 1)).toEqual(['to the one left']);
    } finally {
      await cluster.stop();
    }
  });

  test('a setting that Kafka refuses: the end of its log is in the error, and the folder is free again', async () => {
    const config = { 'num.io.threads': '0' };
    for (const _ of [1, 2])
      await expect(startBrokers({ folder, brokers: 1, config })).rejects.toThrow(/num\.io\.threads: Value must be/);
  });
});
