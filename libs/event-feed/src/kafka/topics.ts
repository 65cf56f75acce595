import type { Admin, ITopicConfig } from 'kafkajs';
import { pause } from '../pause.js';
import { openKafka, type KafkaSettings } from './kafka-client.js';

/** Partitions of a topic of facts, for ever: another number would send the lanes elsewhere. */
export const PARTITIONS = 12;
/** Largest record batch that a topic takes, in bytes. */
const MAX_MESSAGE_BYTES = 1_048_588;
/** Milliseconds that facts stay in the topic: 14 days. A reader that was away for longer reads from the publisher. */
const RETENTION_MS = 14 * 24 * 3_600_000;

/** The published facts of a service. */
export const topicOf = (service: string): string => `dossier.${service}.v1`;
/** The transactional id of a service's relays (a resource of the brokers' ACLs, to write): with it each shuts out the one before. */
export const relayNameOf = (service: string): string => `dossier.${service}.relay`;
/** What a service could not handle, for tools that watch; the service's own table is what counts. */
export const deadLetterTopicOf = (service: string): string => `dossier.${service}.dead-letters.v1`;

/** A topic that is there and is not as it must be. A service that meets it does not start. */
export class TopicRefused extends Error {
  override readonly name = 'TopicRefused';
}
/** A topic is not there (yet). Whoever needs it waits. */
export class TopicMissing extends Error {
  override readonly name = 'TopicMissing';
}

export interface CreatedTopic {
  topic: string;
  /** False when it was there and is as it must be. */
  created: boolean;
}

/**
 * Creates the topics of these services, and looks at those that are there. Safe to call again.
 * @param replication copies of each partition; default: 3, or as many as there are brokers
 * @throws TopicRefused
 */
export async function createTopics(
  settings: KafkaSettings,
  services: readonly string[],
  { replication }: { replication?: number } = {},
): Promise<CreatedTopic[]> {
  return withAdmin(settings, async (admin) => {
    const { brokers } = await admin.describeCluster();
    const copies = replication ?? Math.min(3, brokers.length);
    const topic = (name: string): ITopicConfig => ({
      topic: name,
      numPartitions: PARTITIONS,
      replicationFactor: copies,
      configEntries: Object.entries({
        'cleanup.policy': 'delete',
        'retention.ms': String(RETENTION_MS),
        // The broker's clock counts the retention: a demonstration's facts are years old when they are sent.
        'message.timestamp.type': 'LogAppendTime',
        'max.message.bytes': String(MAX_MESSAGE_BYTES),
        // With three copies one broker may be away, and what is acknowledged is on two disks all the same.
        'min.insync.replicas': String(Math.max(1, copies - 1)),
        'unclean.leader.election.enable': 'false',
      }).map(([name, value]) => ({ name, value })),
    });
    const wanted = services.flatMap((service) => [topicOf(service), deadLetterTopicOf(service)]).map(topic);
    const before = new Set(await admin.listTopics());
    const missing = wanted.filter((each) => !before.has(each.topic));
    // The client's own wait gives up when a broker has not yet heard of the new topic.
    if (missing.length > 0) await admin.createTopics({ topics: missing, waitForLeaders: false });
    for (const { topic: name } of wanted) await untilKnown(admin, name);
    return wanted.map((each) => ({ topic: each.topic, created: !before.has(each.topic) }));
  });
}

/**
 * Looks whether the topics of these services are there and as they must be for who reads and writes them. What does not keep anybody from working,
 * but makes records easier to lose than they need be, is told to `warn`: what is lost in a topic is read again from the publisher.
 * @throws TopicMissing, TopicRefused, or the client's error when the brokers cannot be reached
 */
export async function checkTopics(
  settings: KafkaSettings,
  services: readonly string[],
  warn: (message: string) => void = () => {},
): Promise<void> {
  await withAdmin(settings, async (admin) => {
    for (const service of services) await check(admin, topicOf(service), warn);
  });
}

/**
 * Everything that is wrong with the topics of these services, those of their dead letters included: what deployment is to put right.
 * @returns a sentence each; none when all is as `createTopics` makes it
 * @throws the client's error when the brokers cannot be reached
 */
export async function faultsOfTopics(settings: KafkaSettings, services: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  await withAdmin(settings, async (admin) => {
    for (const topic of services.flatMap((service) => [topicOf(service), deadLetterTopicOf(service)])) {
      try {
        await check(admin, topic, (message) => faults.push(message));
      } catch (error) {
        if (!(error instanceof TopicMissing || error instanceof TopicRefused)) throw error;
        faults.push(error.message);
      }
    }
  });
  return faults;
}

async function check(admin: Admin, topic: string, warn: (message: string) => void): Promise<void> {
  const there = await admin.listTopics();
  if (!there.includes(topic))
    throw new TopicMissing(`there is no topic ${topic}: create it with \`npx dossier topics create\``);
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const partitions = topics[0]?.partitions ?? [];
  if (partitions.some(({ leader }) => leader < 0))
    throw new TopicMissing(`${topic} has partitions that nobody leads yet`);
  if (partitions.length !== PARTITIONS)
    throw new TopicRefused(
      `${topic} has ${partitions.length} partitions, and ${PARTITIONS} are settled: with another number the lanes would change their partition, and their order`,
    );
  const settings = await settingsOf(admin, topic);
  if (settings === 'not-ours-to-ask') return;
  const policy = settings.get('cleanup.policy');
  if (policy !== 'delete')
    throw new TopicRefused(
      `${topic} has cleanup.policy=${policy ?? 'unknown'}: compaction would leave one fact of each inquiry; it must be delete`,
    );
  const copies = Math.min(...partitions.map(({ replicas }) => replicas.length));
  const inSync = settings.get('min.insync.replicas');
  if (copies >= 3 && !(Number(inSync) >= 2))
    warn(
      `${topic} has min.insync.replicas=${inSync ?? 'unknown'} with ${copies} copies: what one broker alone has would count as safe; it should be 2`,
    );
  if (copies > 1 && Number(inSync) >= copies)
    warn(
      `${topic} has min.insync.replicas=${inSync} with ${copies} copies: nothing could be written while one broker is away; it should be ${copies - 1}`,
    );
  if (settings.get('unclean.leader.election.enable') === 'true')
    warn(
      `${topic} has unclean.leader.election.enable=true: a broker that lacks what was acknowledged could become the leader; it should be false`,
    );
}

const ASKED = ['cleanup.policy', 'min.insync.replicas', 'unclean.leader.election.enable'];

/** Who may write or read need not be allowed to ask for settings (DESCRIBE_CONFIGS): `topics check` does, as who makes the topics. */
async function settingsOf(admin: Admin, topic: string): Promise<Map<string, string> | 'not-ours-to-ask'> {
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: 2, name: topic, configNames: ASKED }],
    });
    return new Map((resources[0]?.configEntries ?? []).map(({ configName, configValue }) => [configName, configValue]));
  } catch (error) {
    if ((error as { type?: string }).type === 'TOPIC_AUTHORIZATION_FAILED') return 'not-ours-to-ask';
    throw error;
  }
}

/** Waits until the brokers, each of which is asked in turn, know of a new topic and of who leads its partitions. @throws their last answer after 20 s */
async function untilKnown(admin: Admin, topic: string): Promise<void> {
  const patience = AbortSignal.timeout(20_000);
  for (;;) {
    try {
      await check(admin, topic, () => {});
      return;
    } catch (error) {
      if (error instanceof TopicRefused || patience.aborted) throw error;
    }
    await pause(100, patience);
  }
}

async function withAdmin<T>(settings: KafkaSettings, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = openKafka(settings, 'dossier-topics', { patience: 'short' }).admin();
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
