import kafkajs, { type Kafka as Client, type KafkaConfig } from 'kafkajs';

const { Kafka, logLevel, Partitioners } = kafkajs;

/** A client as far as these tests need one; it keeps trying while brokers are away. */
export const client = (brokers: string[], more: Partial<KafkaConfig> = {}): Client =>
  new Kafka({
    clientId: 'tests',
    brokers,
    connectionTimeout: 2000,
    requestTimeout: 10_000,
    retry: { retries: 30, initialRetryTime: 100, maxRetryTime: 1000 },
    logLevel: logLevel.NOTHING,
    ...more,
  });

export async function makeTopic(kafka: Client, topic: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
  } finally {
    await admin.disconnect();
  }
}

/** Sends values to a topic's one partition, each acknowledged by all copies. */
export async function produce(kafka: Client, topic: string, values: string[]): Promise<void> {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  try {
    await producer.send({ topic, acks: -1, messages: values.map((value) => ({ value, partition: 0 })) });
  } finally {
    await producer.disconnect();
  }
}

/** Reads the first values of a topic, as a group of its own. */
export async function consume(kafka: Client, topic: string, count: number): Promise<string[]> {
  const consumer = kafka.consumer({ groupId: `${topic}-${crypto.randomUUID()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    const values: string[] = [];
    await new Promise<void>((done, failed) => {
      consumer.on('consumer.crash', ({ payload }) => (payload.restart ? undefined : failed(payload.error)));
      consumer
        .run({
          eachMessage: async ({ message }) => {
            values.push(String(message.value));
            if (values.length === count) done();
          },
        })
        .catch(failed);
    });
    return values;
  } finally {
    await consumer.disconnect();
  }
}
