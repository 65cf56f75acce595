import type { IHeaders, Message } from 'kafkajs';
import { isUtf8 } from 'node:buffer';
import { Uuid } from '#contracts';
import { fromCloudEvent, toCloudEvent } from '../cloud-event/cloud-event.js';
import type { FeedEvent } from '../feed.js';
import { UnreadableEvent } from '../refusals.js';
import { ReceivedRecord } from './record-codec.js';

const DIGITS = 16;
/** For the value: bytes that are no UTF-8 are refused, not replaced. */
const strict = new TextDecoder('utf-8', { fatal: true });
/** Attributes whose names in the event and in the headers differ by the prefix alone (CloudEvents Kafka protocol binding 1.0.2, section 3.2). */
const ATTRIBUTES = [
  'specversion',
  'id',
  'source',
  'type',
  'subject',
  'time',
  'dataschema',
  'sequence',
  'position',
  'recordedat',
  'effectiveon',
  'correlationid',
  'traceparent',
] as const;

const ATTRIBUTE_OF = ATTRIBUTES.map((name) => [`ce_${name}`, name] as const);

/** An event as it came out of a topic, with the epoch of the log that it stems from. */
export interface CarriedEvent {
  event: FeedEvent;
  epoch: Uuid;
}

/**
 * A numbered event as a record: CloudEvents in binary content mode, the lane as key. Besides the attributes of the event: `ce_ordinal` (its place
 * in the publisher's order of publication) and `ce_epoch` (of the publisher's log). `traceparent` stands there twice, for tools that know W3C Trace
 * Context and not CloudEvents.
 */
export function toMessage(event: FeedEvent, epoch: Uuid): Message & { key: string; value: string } {
  const attributes = toCloudEvent(event);
  const headers: IHeaders = {
    'content-type': attributes.datacontenttype,
    traceparent: attributes.traceparent,
    ce_ordinal: String(event.ordinal).padStart(DIGITS, '0'),
    ce_epoch: epoch,
  };
  for (const [header, name] of ATTRIBUTE_OF) headers[header] = attributes[name];
  return { key: event.lane, value: JSON.stringify(event.data), headers };
}

/** A record as it came: kafkajs' own shape, or ours. */
interface Received {
  key: Buffer | null;
  value: Buffer | null;
  headers?: IHeaders;
}

/**
 * Reads a record back. A value or key that is not UTF-8 is refused; in headers such bytes are replaced on the way (U+FFFD), and what comes of it fits
 * no attribute whose shape is settled, nor the key.
 * @throws UnreadableEvent, which says what is wrong
 */
export function fromMessage(record: Received | ReceivedRecord): CarriedEvent {
  const { key, value } = record;
  const texts = record instanceof ReceivedRecord ? record.texts() : textsOf(record.headers);
  if (value === null) throw new UnreadableEvent('a record without a value');
  const attributes: Record<string, unknown> = { datacontenttype: texts['content-type'] };
  for (const [header, name] of ATTRIBUTE_OF) attributes[name] = texts[header];
  attributes['data'] = parsed(value);
  const ordinal = texts['ce_ordinal'];
  if (ordinal === undefined || !/^\d{16}$/.test(ordinal) || !Number.isSafeInteger(Number(ordinal)))
    throw new UnreadableEvent('ce_ordinal is not a number of 16 digits');
  const epoch = Uuid.safeParse(texts['ce_epoch']);
  if (!epoch.success) throw new UnreadableEvent('ce_epoch is not a UUID');
  const event = fromCloudEvent(attributes, Number(ordinal));
  if (key === null || !isUtf8(key)) throw new UnreadableEvent('its key is not UTF-8');
  if (key.toString('utf8') !== event.lane) throw new UnreadableEvent('the key is not the lane');
  return { event, epoch: epoch.data };
}

function textsOf(headers: IHeaders = {}): Record<string, string | undefined> {
  const single = Object.entries(headers).filter(([, value]) => !Array.isArray(value));
  return Object.fromEntries(single.map(([name, value]) => [name, value?.toString()]));
}

function parsed(value: Buffer): unknown {
  try {
    return JSON.parse(strict.decode(value));
  } catch (cause) {
    throw new UnreadableEvent('its value is not JSON in UTF-8', { cause });
  }
}
