import { createTopics, faultsOfTopics, type KafkaSettings, PARTITIONS } from '#event-feed';
import { readSettings, SERVICES } from '#service-kit/settings';
import { columns, print, printJson } from '../output.js';
import { Refused, WrongUse } from '../refused.js';

/** @throws TopicRefused; Refused when those that were there are not as they must be */
export async function createAll({ replication, json }: { replication?: number; json?: boolean }): Promise<void> {
  const topics = await createTopics(brokers(), SERVICES, replication === undefined ? {} : { replication });
  const faults = await faultsOfTopics(brokers(), SERVICES);
  if (json) printJson({ topics, faults });
  else
    for (const line of columns(topics.map(({ topic, created }) => [topic, created ? 'created' : 'was there'])))
      print(line);
  refuse(faults, json);
}

/** @throws Refused when they are not as they must be */
export async function checkAll({ json }: { json?: boolean }): Promise<void> {
  const faults = await faultsOfTopics(brokers(), SERVICES);
  if (json) printJson({ services: SERVICES, partitions: PARTITIONS, equal: faults.length === 0, faults });
  refuse(faults, json);
  if (!json)
    print(
      `The topics of ${SERVICES.join(', ')} and of their dead letters are there, each with ${PARTITIONS} partitions, without compaction, and safe against the loss of a broker as far as they have copies.`,
    );
}

/** A line for each fault, and one for the exit status. */
function refuse(faults: string[], json?: boolean): void {
  if (faults.length === 0) return;
  if (!json) for (const fault of faults) print(fault);
  throw new Refused(
    `The topics are not as they must be: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}.`,
  );
}

function brokers(): KafkaSettings {
  const { kafka } = readSettings(process.env);
  if (!kafka) throw new WrongUse('KAFKA_BROKERS says where the brokers are; it is not set.');
  return kafka;
}
