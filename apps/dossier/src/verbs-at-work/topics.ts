import { checkTopics, createTopics, type KafkaSettings, PARTITIONS } from '#event-feed';
import { readSettings, SERVICES } from '#service-kit/settings';
import { columns, print, printJson } from '../output.js';
import { WrongUse } from '../refused.js';

/** @throws TopicRefused */
export async function createAll({ replication, json }: { replication?: number; json?: boolean }): Promise<void> {
  const topics = await createTopics(brokers(), SERVICES, replication === undefined ? {} : { replication });
  if (json) return printJson({ topics });
  for (const line of columns(topics.map(({ topic, created }) => [topic, created ? 'created' : 'was there'])))
    print(line);
}

/** @throws TopicMissing, TopicRefused */
export async function checkAll({ json }: { json?: boolean }): Promise<void> {
  await checkTopics(brokers(), SERVICES);
  if (json) printJson({ services: SERVICES, partitions: PARTITIONS, equal: true });
  else
    print(`The topics of ${SERVICES.join(', ')} are there, each with ${PARTITIONS} partitions and without compaction.`);
}

function brokers(): KafkaSettings {
  const { kafka } = readSettings(process.env);
  if (!kafka) throw new WrongUse('KAFKA_BROKERS says where the brokers are; it is not set.');
  return kafka;
}
