import { openKafka, type KafkaSettings } from './kafka-client.js';
import { clusterOf, Decoder, Encoder, type Question } from './kafkajs.js';

/** Metadata, version 10: the first that tells the ids of topics. kafkajs asks in version 6. */
const METADATA = { apiKey: 3, apiVersion: 10, apiName: 'Metadata' };
const NO_ID = Buffer.alloc(16);

/**
 * The ids that the brokers gave these topics: one that was deleted and made anew has another. What is not there is left out.
 * @returns id (hex) by topic @throws the client's error when no broker can be reached
 */
export async function topicIds(settings: KafkaSettings, topics: readonly string[]): Promise<Map<string, string>> {
  const cluster = clusterOf(openKafka(settings, 'dossier-topics', { patience: 'short' }));
  try {
    await cluster.connect();
    const broker = await cluster.brokerPool.findConnectedBroker();
    return new Map(await broker.connectionPool.send(askedFor(topics)));
  } finally {
    await cluster.disconnect();
  }
}

/** KIP-516, KIP-482; https://kafka.apache.org/protocol (Metadata, version 10). */
const askedFor = (topics: readonly string[]): Question<[topic: string, id: string][]> => ({
  request: {
    ...METADATA,
    encode: async () =>
      new Encoder()
        .writeUVarIntBytes() // tagged fields of the header: none
        .writeUVarIntArray(
          topics.map((topic) => new Encoder().writeBuffer(NO_ID).writeUVarIntString(topic).writeUVarIntBytes()),
        )
        .writeBoolean(false) // topics are not created by asking for them
        .writeBoolean(false) // nor what may be done with the cluster,
        .writeBoolean(false) // or with each topic, is asked for
        .writeUVarIntBytes(),
  },
  response: { decode: async (bytes) => idsIn(new Decoder(bytes)), parse: async (ids) => ids },
});

function idsIn(answer: InstanceType<typeof Decoder>): [topic: string, id: string][] {
  answer.readTaggedFields();
  answer.readInt32(); // throttled
  answer.readUVarIntArray((broker) => {
    broker.readInt32();
    broker.readUVarIntString();
    broker.readInt32();
    broker.readUVarIntString();
    broker.readTaggedFields();
  });
  answer.readUVarIntString(); // the cluster
  answer.readInt32(); // its controller
  const topics = answer.readUVarIntArray((topic) => {
    topic.readInt16(); // an error: then there is no id
    const named: [string, string] = [topic.readUVarIntString() ?? '', topic.readBytes(16).toString('hex')];
    topic.readBoolean();
    topic.readUVarIntArray((partition) => {
      partition.readInt16();
      for (const _ of ['partition', 'leader', 'epoch of the leader']) partition.readInt32();
      for (const _ of ['replicas', 'in sync', 'offline']) partition.readUVarIntArray((node) => node.readInt32());
      partition.readTaggedFields();
    });
    topic.readInt32();
    topic.readTaggedFields();
    return named;
  });
  return topics.filter(([, id]) => id !== NO_ID.toString('hex'));
}
