import type { Uuid } from '#contracts';
import { EventRefused, type RefusalReason } from './errors.js';
import { uuid7 } from './ids.js';
import type { AppendRequest, CheckpointMove, NewEvent } from './log.js';

/** The greatest envelope, in bytes of its canonical form (settled: it bounds an entry of the proof's tiles). */
export const ENVELOPE_LIMIT = 65_535;
/** Deeper nesting than any form of ours; it keeps recursion off the stack's end, here and in every reader. */
const DEPTH_LIMIT = 64;
/** Bytes that an event takes in the queue and on the wire besides its data. */
const EVENT_OVERHEAD = 300;
/** Below this many UTF-16 units of data an envelope cannot reach the limit: three bytes each, and under 5,000 for the rest. */
const SURELY_SMALL = 20_000;

/** A day, as text and as PostgreSQL counts it: days since 2000-01-01. */
interface EncodedDay {
  text: string;
  days: number;
}

/** What the events of an append have in common. */
export interface EncodedContext {
  person: Uuid;
  kind: string;
  role: string;
  onBehalfOf: Uuid | null;
  correlation: Uuid;
  causation: Uuid | null;
  effectiveOn: EncodedDay;
}

/** An event as its columns. */
export interface EncodedEvent {
  id: Uuid;
  type: string;
  schemaVersion: number;
  data: string;
  personal: string | null;
  corrects: Uuid | null;
  /** Where it departs from the append's context. */
  own?: { person?: Uuid; kind?: string; role?: string; causation?: Uuid; commandId?: Uuid; effectiveOn?: EncodedDay };
}

/** An append that passed the door, ready to be sent. */
export interface EncodedAppend {
  command: AppendRequest['command'];
  context: EncodedContext;
  streams: { stream: string; expected: number; count: number }[];
  /** In the order of the streams. */
  events: EncodedEvent[];
  checkpoints: CheckpointMove[];
  /** Bytes in memory and on the wire, roughly. */
  bytes: number;
}

/**
 * The door of the log: turns a request into columns, or refuses what must never be stored (ARCHITECTURE, "Settled for ever").
 * @throws EventRefused
 */
export function encodeAppend(request: AppendRequest): EncodedAppend {
  const { command } = request;
  uuid(command.id, '/command/id');
  text(command.operation, '/command/operation', 200);
  if (!FINGERPRINT.test(command.fingerprint))
    refuse('malformed', '/command/fingerprint', 'not a SHA-256 in lower-case hex');
  const context = encodeContext(request.context);
  const encoded: EncodedAppend = {
    command,
    context,
    streams: [],
    events: [],
    checkpoints: request.checkpoints ?? [],
    bytes: 500,
  };
  for (let s = 0; s < request.streams.length; s++) encodeStream(request, s, encoded);
  if (encoded.streams.length > 1) refuseTwice(encoded.streams);
  encoded.checkpoints.forEach((move, i) => within(`/checkpoints/${i}`, () => checkMove(move)));
  return encoded;
}

function encodeStream(request: AppendRequest, s: number, into: EncodedAppend): void {
  const { stream, expected, events } = request.streams[s]!;
  if (!STREAM.test(stream) || stream.length > 200) refuse('malformed', `/streams/${s}/stream`, 'not <kind>-<uuid>');
  if (!Number.isSafeInteger(expected) || expected < 0 || expected > 2 ** 31 - 1)
    refuse('malformed', `/streams/${s}/expected`, 'not a version');
  into.streams.push({ stream, expected, count: events.length });
  for (let i = 0; i < events.length; i++) {
    try {
      const event = encodeEvent(events[i]!);
      const size = event.data.length + (event.personal?.length ?? 0);
      if (size >= SURELY_SMALL) refuseTooLarge(event, events[i]!, request, { stream, version: expected + i + 1 });
      into.bytes += EVENT_OVERHEAD + size;
      into.events.push(event);
    } catch (error) {
      throw placed(error, `/streams/${s}/events/${i}`);
    }
  }
}

function refuseTwice(streams: EncodedAppend['streams']): void {
  if (new Set(streams.map(({ stream }) => stream)).size < streams.length)
    refuse('stream-twice', '/streams', 'a stream may stand in an append only once');
}

/** @throws EventRefused */
export function checkMove(move: CheckpointMove): void {
  text(move.consumer, '/consumer', 200);
  text(move.publisher, '/publisher', 200);
  if (move.lane !== '') text(move.lane, '/lane', 200);
  if (!Number.isSafeInteger(move.from) || move.from < 0) refuse('malformed', '/from', 'not a sequence number');
  if (!Number.isSafeInteger(move.to) || move.to < move.from)
    refuse('malformed', '/to', 'a checkpoint only moves forward');
}

function encodeContext(context: AppendRequest['context']): EncodedContext {
  const { actor } = context;
  return {
    person: uuid(actor.person, '/context/actor/person'),
    kind: KINDS.has(actor.kind) ? actor.kind : refuse('malformed', '/context/actor/kind', 'not a kind of actor'),
    role: ROLE.test(actor.role) ? actor.role : refuse('malformed', '/context/actor/role', 'not the name of a role'),
    onBehalfOf: optionalUuid(context.onBehalfOf, '/context/onBehalfOf'),
    correlation: uuid(context.correlation, '/context/correlation'),
    causation: optionalUuid(context.causation, '/context/causation'),
    effectiveOn: day(context.effectiveOn, '/context/effectiveOn'),
  };
}

function encodeEvent(event: NewEvent): EncodedEvent {
  if (!TYPE.test(event.type)) refuse('malformed', '/type', 'not the name of an event');
  const schemaVersion = event.schemaVersion ?? 1;
  if (!Number.isSafeInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > 32_767)
    refuse('malformed', '/schemaVersion', 'not a schema version');
  if (event.data === undefined) refuse('not-json', '/data', 'missing');
  checkJson(event.data, '/data');
  if (event.personal !== undefined) checkJson(event.personal, '/personal');
  const encoded: EncodedEvent = {
    id: event.id === undefined ? uuid7() : uuid(event.id, '/id'),
    type: event.type,
    schemaVersion,
    data: JSON.stringify(event.data),
    personal: event.personal === undefined ? null : JSON.stringify(event.personal),
    corrects: optionalUuid(event.corrects, '/corrects'),
  };
  if (event.actor || event.causation || event.commandId || event.effectiveOn) encoded.own = encodeOwn(event);
  return encoded;
}

function encodeOwn({ actor, causation, commandId, effectiveOn }: NewEvent): NonNullable<EncodedEvent['own']> {
  const own: NonNullable<EncodedEvent['own']> = {};
  if (actor) {
    own.person = uuid(actor.person, '/actor/person');
    own.kind = KINDS.has(actor.kind) ? actor.kind : refuse('malformed', '/actor/kind', 'not a kind of actor');
    own.role = ROLE.test(actor.role) ? actor.role : refuse('malformed', '/actor/role', 'not the name of a role');
  }
  if (causation !== undefined) own.causation = uuid(causation, '/causation');
  if (commandId !== undefined) own.commandId = uuid(commandId, '/commandId');
  if (effectiveOn !== undefined) own.effectiveOn = day(effectiveOn, '/effectiveOn');
  return own;
}

/** Counted on JSON.stringify's text: the canonical form orders keys differently and has the same length. */
function refuseTooLarge(
  encoded: EncodedEvent,
  event: NewEvent,
  { command, context }: AppendRequest,
  at: { stream: string; version: number },
): void {
  const { id, type, schemaVersion } = encoded;
  const { actor = context.actor, causation = context.causation, commandId = command.id, corrects } = event;
  const { onBehalfOf, correlation } = context;
  const fixed = { recordedAt: '2000-01-01T00:00:00.000Z', effectiveOn: '2000-01-01' };
  const rest = JSON.stringify({
    ...at,
    id,
    type,
    schemaVersion,
    actor,
    onBehalfOf,
    correlation,
    causation,
    commandId,
    corrects,
    ...fixed,
  });
  const personal = encoded.personal === null ? 0 : Buffer.byteLength(encoded.personal) + ',"personal":'.length;
  const bytes = Buffer.byteLength(rest) + Buffer.byteLength(encoded.data) + ',"data":'.length + personal;
  if (bytes > ENVELOPE_LIMIT) {
    refuse(
      'too-large',
      '',
      `its envelope has ${bytes} bytes; ${ENVELOPE_LIMIT} are allowed. Larger content is a document, referred to by its hash`,
    );
  }
}

/**
 * What JSON cannot say is refused rather than silently changed on its way (NaN to null, a Date to a string); undefined properties are left
 * out, as everywhere. The first look only answers yes or no: naming the place costs five times more.
 */
function checkJson(value: unknown, where: string): void {
  if (!isStorable(value, 0)) nameTheFault(value, where, 0);
}

function isStorable(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      return isStorableText(value);
    case 'number':
      return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
    case 'boolean':
      return true;
    case 'object':
      if (value === null) return true;
      if (depth === DEPTH_LIMIT) return false;
      if (Array.isArray(value)) return value.every((item) => isStorable(item, depth + 1));
      if (!isPlain(value)) return false;
      for (const key of Object.keys(value)) {
        const item = (value as Record<string, unknown>)[key];
        if (item !== undefined && !(isStorableText(key) && isStorable(item, depth + 1))) return false;
      }
      return true;
    default:
      return false;
  }
}

function nameTheFault(value: unknown, where: string, depth: number): void {
  switch (typeof value) {
    case 'boolean':
      return;
    case 'string':
      return checkText(value, where);
    case 'number':
      if (!Number.isFinite(value)) refuse('not-json', where, `${value} is not a JSON number`);
      if (Number.isInteger(value) && !Number.isSafeInteger(value))
        refuse('unsafe-integer', where, `the integer ${value} is beyond 2^53; write it as a string`);
      return;
    case 'object':
      if (value === null) return;
      if (depth === DEPTH_LIMIT) refuse('too-deep', where, `nested deeper than ${DEPTH_LIMIT}`);
      if (Array.isArray(value)) return value.forEach((item, i) => nameTheFault(item, `${where}/${i}`, depth + 1));
      if (!isPlain(value)) refuse('not-json', where, `a ${value.constructor.name} is not JSON`);
      for (const [key, item] of Object.entries(value)) {
        if (item === undefined) continue;
        const at = `${where}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`; // RFC 6901, section 3
        checkText(key, at);
        nameTheFault(item, at, depth + 1);
      }
      return;
    default:
      refuse('not-json', where, `a ${typeof value} is not JSON`);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Object.prototype of this realm or of another (a test's sandbox): the one whose own prototype is null.
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

const isStorableText = (value: string): boolean => !value.includes('\u0000') && !LONE_SURROGATE.test(value);

function checkText(value: string, where: string): void {
  if (value.includes('\u0000')) refuse('null-character', where, 'holds U+0000');
  if (LONE_SURROGATE.test(value)) refuse('lone-surrogate', where, 'holds half of a surrogate pair');
}

const LONE_SURROGATE = /\p{Surrogate}/u;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const STREAM = /^[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TYPE = /^[A-Z][A-Za-z0-9]{0,99}$/;
const ROLE = /^[a-z][a-z0-9-]{0,99}$/;
const FINGERPRINT = /^[0-9a-f]{64}$/;
const KINDS: ReadonlySet<string> = new Set(['officer', 'respondent', 'subscriber', 'machine', 'system']);

function uuid(value: Uuid, where: string): Uuid {
  return UUID.test(value) ? value : refuse('malformed', where, 'not a UUID in lower case');
}

const optionalUuid = (value: Uuid | undefined, where: string): Uuid | null =>
  value === undefined ? null : uuid(value, where);

function text(value: string, where: string, limit: number): string {
  if (typeof value !== 'string' || value === '' || value.length > limit)
    refuse('malformed', where, `not a text of 1 to ${limit} characters`);
  checkText(value, where);
  return value;
}

const MILLISECONDS_A_DAY = 86_400_000;
const POSTGRES_EPOCH = Date.UTC(2000, 0, 1);

/** The days of a running service are few; working one out costs more than the rest of an event's envelope. */
const knownDays = new Map<string, EncodedDay>();

function day(value: string, where: string): EncodedDay {
  const known = knownDays.get(value);
  if (known !== undefined) return known;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(value) : Number.NaN;
  // Date.parse takes 2024-02-30 for 1 March.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== value)
    refuse('malformed', where, 'not a day that exists');
  if (knownDays.size > 5_000) knownDays.clear();
  const encoded = { text: value, days: (at - POSTGRES_EPOCH) / MILLISECONDS_A_DAY };
  knownDays.set(value, encoded);
  return encoded;
}

function refuse(reason: RefusalReason, where: string, detail: string): never {
  throw new EventRefused(reason, where, detail);
}

/** Places are put together only when something is refused: on the way of every event they would cost more than the checks. */
function within<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw placed(error, place);
  }
}

const placed = (error: unknown, place: string): unknown => (error instanceof EventRefused ? error.at(place) : error);
