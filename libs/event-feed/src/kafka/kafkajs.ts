import { createRequire } from 'node:module';
import type { Kafka as Client } from 'kafkajs';
import { encodeRecord, ReceivedRecord, type BatchContext, type RecordToWrite } from './record-codec.js';

/**
 * kafkajs, with our codec of records (record-codec.ts) in the place of its own. This room takes kafkajs from here alone, so that the place is
 * taken before kafkajs looks there. Where somebody else has loaded kafkajs before, it keeps its own codec: the same bytes, at its own speed.
 */
const require = createRequire(import.meta.url);
const RECORD = 'kafkajs/src/protocol/recordBatch/record/v0';

/** What kafkajs joins to a batch: it looks for `buf`, and takes `buffer`. */
class Encoded {
  constructor(readonly buf: Buffer) {}
  get buffer(): Buffer {
    return this.buf;
  }
}

function standIn(path: string, exports: unknown): void {
  const file = require.resolve(path);
  if (require.cache[file]) return;
  const module = { id: file, filename: file, path: file, exports, loaded: true, children: [], paths: [] };
  require.cache[file] = module as unknown as NodeJS.Module;
}

standIn(`${RECORD}/index.js`, (record: RecordToWrite) => new Encoded(encodeRecord(record)));
standIn(
  `${RECORD}/decoder.js`,
  ({ buffer }: { buffer: Buffer }, batch: BatchContext) => new ReceivedRecord(buffer, batch),
);

export const { Kafka, logLevel, Partitioners } = require('kafkajs') as typeof import('kafkajs');

/** What kafkajs writes a request with, and reads an answer. */
interface Writer {
  writeUVarIntBytes(): Writer;
  writeUVarIntArray(items: Writer[]): Writer;
  writeUVarIntString(text: string | null): Writer;
  writeBuffer(bytes: Buffer): Writer;
  writeBoolean(value: boolean): Writer;
}
interface Reader {
  readTaggedFields(): unknown;
  readUVarIntArray<T>(item: (reader: Reader) => T): T[];
  readUVarIntString(): string | null;
  readBytes(length: number): Buffer;
  readBoolean(): boolean;
  readInt16(): number;
  readInt32(): number;
}
export const Encoder = require('kafkajs/src/protocol/encoder') as new () => Writer;
export const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => Reader;

/** A question of our own to a broker, in a version of the protocol that kafkajs has no words for. */
export interface Question<Answer> {
  request: { apiKey: number; apiVersion: number; apiName: string; encode: () => Promise<Writer> };
  response: { decode: (bytes: Buffer) => Promise<Answer>; parse: (answer: Answer) => Promise<Answer> };
}

/** The brokers behind a client, for such a question: connected, signed in and left as the client does it. */
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  brokerPool: {
    findConnectedBroker(): Promise<{
      connectionPool: { send<Answer>(question: Question<Answer>): Promise<Answer> };
    }>;
  };
}

export function clusterOf(client: Client): Cluster {
  const name = Object.getOwnPropertySymbols(client).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  if (!name) throw new Error('this kafkajs is none that we know: its client makes no cluster');
  return (client as unknown as Record<symbol, (options: object) => Cluster>)[name]!({ allowAutoTopicCreation: false });
}
