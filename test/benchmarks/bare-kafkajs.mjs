// What the feed is measured against: kafkajs by itself, as it is published (so nothing of ours is loaded here). An idempotent producer, and a
// consumer with eachBatch that does the same work in the database per batch, with a row for its place in each lane.
import kafkajs from 'kafkajs';
import pg from 'pg';
import { project } from './projection.mjs';

const PAGE = 1_000;
const [, , , url, publisherUrl, brokers, topic, count] = process.argv;
const kafka = new kafkajs.Kafka({ brokers: [brokers], logLevel: 0 });
const pool = new pg.Pool({ connectionString: url, max: 12 });
const publisher = new pg.Pool({ connectionString: publisherUrl, max: 1 });
for (const each of [pool, publisher]) each.on('error', () => {}); // the server ends under idle connections at the end

const admin = kafka.admin();
await admin.connect();
await admin.createTopics({ topics: [{ topic, numPartitions: 12 }], waitForLeaders: false });
await admin.disconnect();

const producer = kafka.producer({
  idempotent: true,
  maxInFlightRequests: 1,
  createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
});
await producer.connect();

const reader = kafka.consumer({ groupId: `bare-${topic}`, maxWaitTimeInMs: 300 });
const joined = new Promise((ok) => reader.on(reader.events.GROUP_JOIN, ok));
await reader.connect();
await reader.subscribe({ topics: [topic], fromBeginning: true });
await reader.run({
  eachBatch: async ({ batch, resolveOffset, heartbeat }) => {
    for (let from = 0; from < batch.messages.length; from += 500) {
      const part = batch.messages.slice(from, from + 500);
      const rows = part.map(({ key, value, offset }) => [String(key), Number(offset), JSON.parse(String(value)).n]);
      const last = new Map(rows.map(([lane, sequence]) => [lane, sequence]));
      await project(pool, rows, (client) =>
        client.query({
          name: 'places',
          text: `insert into views.places (lane, sequence) select * from unnest($1::text[], $2::bigint[]) on conflict (lane) do update set sequence = excluded.sequence`,
          values: [[...last.keys()], [...last.values()]],
        }),
      );
      resolveOffset(part.at(-1).offset);
      await heartbeat();
    }
  },
});
await joined;

const { rows } = await publisher.query(
  'select lane, data::text as data from feed.published order by ordinal desc limit $1',
  [count],
);
await publisher.end();

process.on('message', async () => {
  for (let from = 0; from < rows.length; from += PAGE)
    await producer.send({
      topic,
      acks: -1,
      messages: rows.slice(from, from + PAGE).map(({ lane, data }) => ({ key: lane, value: data })),
    });
});
process.send('ready');
