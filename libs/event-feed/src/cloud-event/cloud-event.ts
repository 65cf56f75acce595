import { Day, Moment, Uuid, type Json } from '#contracts';
import { z } from 'zod';
import type { FeedEvent } from '../feed.js';
import { UnreadableEvent } from '../refusals.js';

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
/** Digits of `sequence` and `position`: enough for every integer below 2^53. */
const DIGITS = 16;

// The sequence extension of CloudEvents wants a string whose order as text is the order of the events, hence the leading
// zeros. `position` is written the same way: a CloudEvents Integer has 32 bits only.
const Ordered = z
  .string()
  .regex(/^\d{16}$/)
  .refine((text) => Number.isSafeInteger(Number(text)), 'beyond 2^53');

/**
 * A published fact as a structured CloudEvents 1.0 JSON event (spec 1.0.2, "JSON Event Format").
 * `subject` = lane; extensions: `sequence` (gapless in the lane), `position` (in the publisher's log), `recordedat`, `effectiveon`,
 * `correlationid`, `traceparent`.
 */
export const CloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: Uuid,
  source: z.string().regex(/^\/dossier\/[a-z-]+\/[A-Za-z0-9-]+$/),
  type: z.string().regex(/^dossier\.[a-z-]+\.[A-Za-z]+\.v[1-9]\d*$/),
  subject: z.string().min(1),
  time: Moment,
  datacontenttype: z.literal('application/json'),
  dataschema: z.string().min(1),
  sequence: Ordered,
  position: Ordered,
  recordedat: Moment,
  effectiveon: Day,
  correlationid: Uuid,
  traceparent: z.string().regex(TRACEPARENT),
  data: z.custom<Json>((value) => value !== undefined, 'data is missing'),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

/** Name of the JSON Schema that the data of a type keeps to. */
export function dataSchemaOf(type: string): string {
  return `urn:dossier:schema:${type}`;
}

/** A numbered event as the world outside sees it. */
export function toCloudEvent(event: FeedEvent): CloudEvent {
  return {
    specversion: '1.0',
    id: event.id,
    source: `/dossier/${event.publisher}/${event.log}`,
    type: event.type,
    subject: event.lane,
    time: event.recordedAt,
    datacontenttype: 'application/json',
    dataschema: dataSchemaOf(event.type),
    sequence: String(event.sequence).padStart(DIGITS, '0'),
    position: String(event.position).padStart(DIGITS, '0'),
    recordedat: event.recordedAt,
    effectiveon: event.effectiveOn,
    correlationid: event.correlation,
    traceparent: event.traceparent,
    data: event.data,
  };
}

/**
 * Reads a CloudEvent of this feed back. The place in the publisher's order of publication does not travel with the event: it comes beside it, or is 0.
 * @throws UnreadableEvent, which names each attribute that is wrong
 */
export function fromCloudEvent(value: unknown, ordinal = 0): FeedEvent {
  const event = isPlainlyRight(value) ? value : readBySchema(value);
  const [, , publisher = '', log = ''] = event.source.split('/');
  return {
    id: event.id,
    publisher,
    log,
    lane: event.subject,
    sequence: Number(event.sequence),
    ordinal,
    position: Number(event.position),
    type: event.type,
    data: event.data,
    recordedAt: event.recordedat,
    effectiveOn: event.effectiveon,
    correlation: event.correlationid,
    traceparent: event.traceparent,
  };
}

function readBySchema(value: unknown): CloudEvent {
  const read = CloudEvent.safeParse(value);
  if (read.success) return read.data;
  const issues = read.error.issues.map((issue) => `${issue.path.join('.') || 'event'}: ${issue.message}`);
  throw new UnreadableEvent(`not a CloudEvent of this feed: ${issues.join('; ')}`);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ORDERED = /^0\d{15}$/;
const MANY = 2_000;
/** What comes again and again, and has been found right by its schema. */
const right = { source: new Set(), type: new Set(), dataschema: new Set(), moment: new Set(), day: new Set() };

function isRight(kind: keyof typeof right, schema: z.ZodType, value: unknown): boolean {
  const known = right[kind];
  if (known.has(value)) return true;
  if (!schema.safeParse(value).success) return false;
  if (known.size >= MANY) known.clear();
  known.add(value);
  return true;
}

/**
 * Whether an event is right beyond question: the usual one is, and the schema, which can say what is wrong, takes several times as long for it
 * (measured). Never true of what the schema refuses or changes.
 */
function isPlainlyRight(value: unknown): value is CloudEvent {
  if (typeof value !== 'object' || value === null) return false;
  const event = value as Record<keyof CloudEvent, unknown>;
  return (
    event.specversion === '1.0' &&
    event.datacontenttype === 'application/json' &&
    event.data !== undefined &&
    typeof event.subject === 'string' &&
    event.subject !== '' &&
    matches(UUID, event.id) &&
    matches(UUID, event.correlationid) &&
    matches(ORDERED, event.sequence) &&
    matches(ORDERED, event.position) &&
    isRight('source', CloudEvent.shape.source, event.source) &&
    isRight('type', CloudEvent.shape.type, event.type) &&
    isRight('dataschema', CloudEvent.shape.dataschema, event.dataschema) &&
    isRight('moment', Moment, event.recordedat) &&
    (event.time === event.recordedat || isRight('moment', Moment, event.time)) &&
    isRight('day', Day, event.effectiveon) &&
    matches(TRACEPARENT, event.traceparent)
  );
}

const matches = (shape: RegExp, value: unknown): boolean => typeof value === 'string' && shape.test(value);
