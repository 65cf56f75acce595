import type { Client } from 'pg';
import type { EncodedAppend, EncodedEvent } from '../encoded-append.js';
import { ArrayColumn } from './binary-arrays.js';

/** What became of one append of a group. */
export type Fate =
  | { fate: 'written'; position: number; streams: { stream: string; version: number }[] }
  | { fate: 'repeated'; position: number; streams: { stream: string; version: number }[] }
  | { fate: 'reused' }
  /** `consumer` is absent when somebody is moving the checkpoint right now. */
  | { fate: 'moved'; consumer?: string; publisher?: string; lane?: string; actual?: number }
  | { fate: 'conflict'; stream: string; expected: number; actual: number };

type SqlFate =
  | { n: number; fate: 'written' | 'reused' }
  | { n: number; fate: 'repeated'; position: number; streams: string[]; versions: number[] }
  | ({ n: number } & Extract<Fate, { fate: 'moved' | 'conflict' }>);

const callOf = (types: string): string =>
  `select before, fates from log.append(${types
    .split(' ')
    .map((type, i) => `$${i + 1}::${type}`)
    .join(', ')})`;

const GROUP = callOf(
  'uuid uuid[] uuid[] text[] bytea[] int[] text[] int[] int[] int[] text[] text[] text[] bigint[] bigint[] ' +
    'uuid[] text[] int[] json[] json[] uuid[] text[] text[] uuid[] uuid[] uuid[] uuid[] date[] uuid[]',
);
const LONE = callOf('uuid uuid uuid text bytea text text uuid uuid uuid date text int uuid text int json json uuid');

/** Sends a group of appends in one call, which is one commit. The fates stand in the order of the group. */
export async function callAppend(client: Client, epoch: string, group: readonly EncodedAppend[]): Promise<Fate[]> {
  const query = isLone(group)
    ? { name: 'append-lone', text: LONE, values: loneParameters(epoch, group[0]!) }
    : { name: 'append-group', text: GROUP, values: groupParameters(epoch, group) };
  const { rows } = await client.query<{ before: string; fates: SqlFate[] | null }>(query);
  const answer = rows[0];
  if (!answer) throw new Error('log.append gave no answer');
  let position = Number(answer.before);
  return group.map((append, i) => {
    const fate = answer.fates?.[i];
    if (fate !== undefined && fate.fate !== 'written') return fateOf(fate);
    position += append.events.length;
    return {
      fate: 'written',
      position,
      streams: append.streams.map(({ stream, expected, count }) => ({ stream, version: expected + count })),
    };
  });
}

function fateOf(fate: Exclude<SqlFate, { fate: 'written' }>): Fate {
  if (fate.fate !== 'repeated') return fate as Fate;
  const { position, streams, versions } = fate;
  return { fate: 'repeated', position, streams: streams.map((stream, i) => ({ stream, version: versions[i]! })) };
}

/** One event whose context is its append's, in one stream. */
function isLone(group: readonly EncodedAppend[]): boolean {
  const [append] = group;
  return (
    group.length === 1 &&
    append!.events.length === 1 &&
    append!.streams.length === 1 &&
    append!.checkpoints.length === 0 &&
    !append!.events[0]!.own
  );
}

function loneParameters(epoch: string, { command, context, streams, events }: EncodedAppend): unknown[] {
  const event = events[0]!;
  return [
    epoch,
    command.id,
    context.person,
    command.operation,
    Buffer.from(command.fingerprint, 'hex'),
    context.kind,
    context.role,
    context.onBehalfOf,
    context.correlation,
    context.causation,
    context.effectiveOn.text,
    streams[0]!.stream,
    streams[0]!.expected,
    event.id,
    event.type,
    event.schemaVersion,
    event.data,
    event.personal,
    event.corrects,
  ];
}

/** The parameters in the order of the function's (migrations/0002-append.ts says what they are). */
export function groupParameters(epoch: string, group: readonly EncodedAppend[]): unknown[] {
  const commands = new CommandColumns();
  const streams = new StreamColumns();
  const moves = new MoveColumns();
  const events = new EventColumns();
  let count = 0;
  group.forEach((append, i) => {
    commands.add(append);
    for (const move of append.checkpoints) moves.add(i + 1, move);
    if (append.streams.length === 0) streams.add(i + 1, null, 0, count);
    for (const stream of append.streams) {
      streams.add(i + 1, stream.stream, stream.expected, count);
      count += stream.count;
    }
    for (const event of append.events) events.add(event, append);
  });
  return [epoch, ...[...commands.all, ...streams.all, ...moves.all, ...events.all].map((column) => column.bytes())];
}

class CommandColumns {
  private readonly id = new ArrayColumn('uuid');
  private readonly person = new ArrayColumn('uuid');
  private readonly operation = new ArrayColumn('text');
  private readonly fingerprint = new ArrayColumn('bytea');
  readonly all = [this.id, this.person, this.operation, this.fingerprint];

  add({ command, context }: EncodedAppend): void {
    this.id.add(command.id);
    this.person.add(context.person);
    this.operation.add(command.operation);
    this.fingerprint.add(command.fingerprint);
  }
}

class StreamColumns {
  private readonly append = new ArrayColumn('int4');
  private readonly stream = new ArrayColumn('text');
  private readonly expected = new ArrayColumn('int4');
  private readonly first = new ArrayColumn('int4');
  readonly all = [this.append, this.stream, this.expected, this.first];

  add(append: number, stream: string | null, expected: number, first: number): void {
    this.append.add(append);
    this.stream.add(stream);
    this.expected.add(expected);
    this.first.add(first);
  }
}

class MoveColumns {
  private readonly append = new ArrayColumn('int4');
  private readonly consumer = new ArrayColumn('text');
  private readonly publisher = new ArrayColumn('text');
  private readonly lane = new ArrayColumn('text');
  private readonly from = new ArrayColumn('int8');
  private readonly to = new ArrayColumn('int8');
  readonly all = [this.append, this.consumer, this.publisher, this.lane, this.from, this.to];

  add(append: number, { consumer, publisher, lane, from, to }: EncodedAppend['checkpoints'][number]): void {
    this.append.add(append);
    this.consumer.add(consumer);
    this.publisher.add(publisher);
    this.lane.add(lane);
    this.from.add(from);
    this.to.add(to);
  }
}

class EventColumns {
  private readonly id = new ArrayColumn('uuid');
  private readonly type = new ArrayColumn('text');
  private readonly schemaVersion = new ArrayColumn('int4');
  private readonly data = new ArrayColumn('json');
  private readonly personal = new ArrayColumn('json');
  private readonly person = new ArrayColumn('uuid');
  private readonly kind = new ArrayColumn('text');
  private readonly role = new ArrayColumn('text');
  private readonly onBehalfOf = new ArrayColumn('uuid');
  private readonly correlation = new ArrayColumn('uuid');
  private readonly causation = new ArrayColumn('uuid');
  private readonly commandId = new ArrayColumn('uuid');
  private readonly effectiveOn = new ArrayColumn('date');
  private readonly corrects = new ArrayColumn('uuid');
  readonly all = [
    this.id,
    this.type,
    this.schemaVersion,
    this.data,
    this.personal,
    this.person,
    this.kind,
    this.role,
    this.onBehalfOf,
    this.correlation,
    this.causation,
    this.commandId,
    this.effectiveOn,
    this.corrects,
  ];

  add(event: EncodedEvent, { command, context }: EncodedAppend): void {
    const { own } = event;
    this.id.add(event.id);
    this.type.add(event.type);
    this.schemaVersion.add(event.schemaVersion === 1 ? null : event.schemaVersion);
    this.data.add(event.data);
    this.personal.add(event.personal);
    this.person.add(own?.person ?? context.person);
    this.kind.add(own?.kind ?? context.kind);
    this.role.add(own?.role ?? context.role);
    this.onBehalfOf.add(context.onBehalfOf);
    this.correlation.add(context.correlation);
    this.causation.add(own?.causation ?? context.causation);
    this.commandId.add(own?.commandId ?? command.id);
    this.effectiveOn.add((own?.effectiveOn ?? context.effectiveOn).days);
    this.corrects.add(event.corrects);
  }
}
