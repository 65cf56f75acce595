import { createRequire } from 'node:module';
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
