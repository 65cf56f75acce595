/**
 * The records of a batch as bytes, and back (Kafka's message format 2: https://kafka.apache.org/documentation/#record). It stands in for the
 * codec of kafkajs 2.2.4, which makes several buffers for each header and copies all headers read so far for each further one: with the
 * seventeen headers of an event that was half of what the relay, and a third of what a consumer had to do (measured).
 */

/** What kafkajs hands over for one record. */
export interface RecordToWrite {
  offsetDelta?: number;
  /** Milliseconds after the batch's first timestamp. */
  timestampDelta?: number;
  key?: Buffer | string | null;
  value: Buffer | string | null;
  headers?: Record<string, HeaderValue | HeaderValue[] | undefined>;
}
type HeaderValue = Buffer | string;

/** What kafkajs says of the batch that a record lies in. Offsets and milliseconds are decimal texts. */
export interface BatchContext {
  firstOffset: string;
  firstTimestamp: string;
  magicByte: number;
  isControlBatch?: boolean;
  timestampType?: number;
  maxTimestamp?: string;
}

/** The timestamps of the batch are the broker's, not the sender's. */
const LOG_APPEND_TIME = 1;

/** Names of headers are few, and the same in every record. */
const names = new Map<string, Buffer>();

function nameBytes(name: string): Buffer {
  let bytes = names.get(name);
  if (!bytes) {
    bytes = Buffer.from(name);
    if (names.size < 1_000) names.set(name, bytes);
  }
  return bytes;
}

/** Bytes of one record, its length in front. */
export function encodeRecord({ offsetDelta = 0, timestampDelta = 0, key, value, headers = {} }: RecordToWrite): Buffer {
  const parts: (Buffer | string | null)[] = [key ?? null, value];
  for (const name of Object.keys(headers)) {
    const given = headers[name];
    for (const one of Array.isArray(given) ? given : [given]) parts.push(nameBytes(name), one ?? null);
  }
  const sizes = parts.map((part) =>
    part === null ? -1 : typeof part === 'string' ? Buffer.byteLength(part) : part.length,
  );
  const count = (parts.length - 2) / 2;
  const body =
    1 +
    varintSize(timestampDelta) +
    varintSize(offsetDelta) +
    varintSize(count) +
    sizes.reduce((sum, size) => sum + varintSize(size) + Math.max(0, size), 0);
  const record = Buffer.allocUnsafe(varintSize(body) + body);
  let at = writeVarint(record, 0, body);
  record[at++] = 0; // attributes: none is in use
  at = writeVarint(record, at, timestampDelta);
  at = writeVarint(record, at, offsetDelta);
  for (let i = 0; i < parts.length; i++) {
    if (i === 2) at = writeVarint(record, at, count);
    const part = parts[i] ?? null;
    at = writeVarint(record, at, sizes[i]!);
    if (typeof part === 'string') at += record.write(part, at, 'utf8');
    else if (part !== null) at += part.copy(record, at);
  }
  if (parts.length === 2) at = writeVarint(record, at, 0);
  return record;
}

type Headers = Record<string, HeaderValue | HeaderValue[] | null>;

/** A record as it came, as kafkajs hands it to who consumes. Key, value and headers are views of its bytes; headers are read when they are asked for. */
export class ReceivedRecord {
  readonly magicByte: number;
  readonly attributes: number;
  readonly timestamp: string;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly isControlRecord: boolean;
  private readonly headersAt: number;
  private readHeaders: Headers | undefined;

  /** @param bytes of the record, without its length @throws RangeError when they end too soon */
  constructor(
    private readonly bytes: Buffer,
    readonly batchContext: BatchContext,
  ) {
    const reader = new Reader(bytes);
    const { timestampType, maxTimestamp, isControlBatch = false } = batchContext;
    this.magicByte = batchContext.magicByte;
    this.attributes = reader.int8();
    const timestampDelta = reader.varint();
    this.timestamp =
      timestampType === LOG_APPEND_TIME && maxTimestamp
        ? maxTimestamp
        : plus(batchContext.firstTimestamp, timestampDelta);
    this.offset = plus(batchContext.firstOffset, reader.varint());
    this.key = reader.bytes();
    this.value = reader.bytes();
    this.isControlRecord = isControlBatch;
    this.headersAt = reader.at;
  }

  get headers(): Headers {
    return (this.readHeaders ??= this.readAll((reader) => reader.bytes()));
  }

  /** The headers as texts in UTF-8. One that stands there several times is none of ours, and left out. */
  texts(): Record<string, string | undefined> {
    const texts = this.readAll((reader) => reader.text());
    for (const name of Object.keys(texts)) if (Array.isArray(texts[name])) delete texts[name];
    return texts as Record<string, string | undefined>;
  }

  private readAll(read: (reader: Reader) => HeaderValue | null): Headers {
    const reader = new Reader(this.bytes, this.headersAt);
    const headers = { __proto__: null } as unknown as Headers; // any name is only a name
    for (let left = reader.varint(); left > 0; left--) {
      const name = reader.text() ?? '';
      const given = read(reader);
      const before = headers[name];
      if (before === undefined) headers[name] = given;
      else headers[name] = [...(Array.isArray(before) ? before : [before]), given] as HeaderValue[];
    }
    return headers;
  }
}

/** Adds in decimal text; 64 bits, beyond what a number holds. */
function plus(base: string, delta: number): string {
  const sum = Number(base) + delta;
  return Number.isSafeInteger(sum) ? String(sum) : String(BigInt(base) + BigInt(delta));
}

/** Bytes of a number in Kafka's variable length: seven bits each, zigzag. Numbers here lie within 2^53. */
function varintSize(value: number): number {
  let rest = zigzag(value);
  let size = 1;
  while (rest >= 0x80) {
    rest = Math.floor(rest / 0x80);
    size++;
  }
  return size;
}

function writeVarint(into: Buffer, at: number, value: number): number {
  let rest = zigzag(value);
  while (rest >= 0x80) {
    into[at++] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  into[at++] = rest;
  return at;
}

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

class Reader {
  constructor(
    private readonly buffer: Buffer,
    public at = 0,
  ) {}

  /** @throws RangeError beyond the end, as everything here */
  int8(): number {
    const byte = this.buffer[this.at++];
    if (byte === undefined) throw new RangeError('a record without a byte');
    return (byte << 24) >> 24;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.buffer[this.at++];
      if (byte === undefined) throw new RangeError('a record ends within a number');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  bytes(): Buffer | null {
    const size = this.varint();
    if (size < 0) return null;
    const from = this.at;
    this.at = from + size;
    if (this.at > this.buffer.length) throw new RangeError('a record ends within a value');
    return this.buffer.subarray(from, this.at);
  }

  text(): string | null {
    const size = this.varint();
    if (size < 0) return null;
    const from = this.at;
    this.at = from + size;
    if (this.at > this.buffer.length) throw new RangeError('a record ends within a text');
    return this.buffer.toString('utf8', from, this.at);
  }
}
