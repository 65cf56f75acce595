import { describe, expect, test } from '@jest/globals';
import { startProcess } from '#testing';
import fc from 'fast-check';
import { createRequire } from 'node:module';
import { encodeRecord, ReceivedRecord, type BatchContext, type RecordToWrite } from '../src/kafka/record-codec.js';

// What it stands in for, as kafkajs is published: jest keeps a registry of its own, so nothing of ours is in there.
const require = createRequire(import.meta.url);
const RECORD = 'kafkajs/src/protocol/recordBatch/record/v0';
const theirs = {
  encode: require(`${RECORD}/index.js`) as (record: RecordToWrite) => { buffer: Buffer },
  decode: require(`${RECORD}/decoder.js`) as (decoder: unknown, batch: BatchContext) => unknown,
  Decoder: require('kafkajs/src/protocol/decoder.js') as new (buffer: Buffer) => { readVarIntBytes(): Buffer },
};

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const text = fc.string({ unit: 'binary', maxLength: 200 });
const header = fc.oneof(text, bytes, fc.array(text, { minLength: 2, maxLength: 3 }));
const record = fc.record({
  offsetDelta: fc.nat(2 ** 31 - 1),
  timestampDelta: fc.nat(2 ** 40),
  key: fc.oneof(text, bytes, fc.constant(null)),
  value: fc.oneof(text, bytes, fc.constant(null)),
  // kafkajs mistakes what every object has for a header read before: `valueOf` comes out as two.
  headers: fc.dictionary(
    text.filter((name) => !(name in {})),
    header,
    { maxKeys: 20 },
  ),
});
const batch = fc.record({
  firstOffset: fc.bigInt(0n, 2n ** 62n).map(String),
  firstTimestamp: fc.bigInt(0n, 2n ** 50n).map(String),
  magicByte: fc.constant(2),
  isControlBatch: fc.boolean(),
  timestampType: fc.constantFrom(0, 1),
  maxTimestamp: fc.bigInt(0n, 2n ** 50n).map(String),
});
/** All that kafkajs says of a record. */
const decodeRecord = (body: Buffer, context: BatchContext) => {
  const { magicByte, attributes, timestamp, offset, key, value, headers, isControlRecord, batchContext } =
    new ReceivedRecord(body, context);
  return { magicByte, attributes, timestamp, offset, key, value, headers, isControlRecord, batchContext };
};
const withoutLength = (encoded: Buffer): Buffer => new theirs.Decoder(encoded).readVarIntBytes();

describe('records as bytes', () => {
  test('they are the bytes that kafkajs writes', () => {
    fc.assert(fc.property(record, (one) => expect(encodeRecord(one)).toEqual(theirs.encode(one).buffer)));
  });

  test('they are read as kafkajs reads them', () => {
    fc.assert(
      fc.property(record, batch, (one, context) => {
        const body = withoutLength(theirs.encode(one).buffer);
        expect(decodeRecord(body, context)).toEqual(theirs.decode(new theirs.Decoder(body), context));
      }),
    );
  });

  test('a header may have any name', () => {
    const headers = Object.fromEntries(['__proto__', 'valueOf', ''].map((name) => [name, 'x']));
    const read = decodeRecord(withoutLength(encodeRecord({ value: null, headers })), {
      firstOffset: '0',
      firstTimestamp: '0',
      magicByte: 2,
    });
    expect(Object.entries(read.headers)).toEqual(Object.keys(headers).map((name) => [name, Buffer.from('x')]));
  });

  test('bytes that are no record are an error, wherever they end', () => {
    const whole = withoutLength(encodeRecord({ key: 'lane', value: '{"n":1}', headers: { ce_id: 'x', ce_type: 'y' } }));
    const context = { firstOffset: '0', firstTimestamp: '0', magicByte: 2 };
    expect(decodeRecord(whole, context).headers).toEqual({ ce_id: Buffer.from('x'), ce_type: Buffer.from('y') });
    for (let end = 0; end < whole.length; end++)
      expect(() => decodeRecord(whole.subarray(0, end), context)).toThrow(RangeError);
  });

  test('a process that begins with the feed has it in the place of kafkajs’ own', async () => {
    const process = startProcess<{ encodes: string }>(new URL('./codec-process.ts', import.meta.url));
    expect(await process.told(({ encodes }) => encodes !== undefined)).toEqual({ encodes: 'Encoded' });
    await process.killHard();
  });
});
