import type { StoredEvent } from '#contracts';
import type { Pool, PoolClient } from 'pg';
import type { Numbered, StoppedLane } from '../feed.js';
import { traceparentOf, type Publication } from './publishing.js';

/** The numbering row as read, and the lanes that are stopped: what a numbering commit is based on. */
export interface NumberingState extends Numbered {
  revision: number;
  stopped: Map<string, StoppedLane>;
}

export interface ToNumber {
  event: StoredEvent;
  publication: Publication & { kind: 'published' };
}

const STOPPED_COLUMNS = `lane, position::float8 as position, event_id as "eventId", type, code, error,
  to_char(stopped_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "stoppedAt"`;

/** Reads where numbering stands, in one snapshot. */
export async function readNumbering(client: Pool | PoolClient): Promise<NumberingState> {
  const { rows } = await client.query<{
    revision: number;
    position: number;
    ordinal: number;
    stopped: StoppedLane[] | null;
  }>(
    `select revision::float8 as revision, position::float8 as position, ordinal::float8 as ordinal,
       (select json_agg(s) from (select ${STOPPED_COLUMNS} from feed.stopped_lanes order by position) s) as stopped
     from feed.numbering`,
  );
  const row = rows[0];
  if (!row) throw new Error('feed.numbering has no row');
  return {
    revision: row.revision,
    position: row.position,
    ordinal: row.ordinal,
    stopped: new Map((row.stopped ?? []).map((lane) => [lane.lane, lane])),
  };
}

// One statement, one commit. The update is the fence: under READ COMMITTED a second process waits for it, then finds
// another revision and changes nothing. The lanes' heads come from the statement's snapshot, which is at least as new as the
// commit that wrote the revision named in $1.
const NUMBER = `
  with fence as (
    update feed.numbering set revision = revision + 1, position = $2, ordinal = ordinal + cardinality($3::text[])
    where revision = $1
    returning ordinal - cardinality($3::text[]) as before
  ), incoming as (
    select fence.before + place as ordinal, lane, event_id, position, type, data, log, recorded_at, effective_on, correlation, traceparent,
      coalesce((select l.sequence from feed.lanes l where l.lane = new.lane), 0) + row_number() over (partition by lane order by place) as sequence
    from fence, unnest($3::text[], $4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::date[], $11::uuid[], $12::text[])
      with ordinality as new(lane, event_id, position, type, data, log, recorded_at, effective_on, correlation, traceparent, place)
  ), numbered as (
    insert into feed.published (ordinal, lane, sequence, event_id, position, type, data, log, recorded_at, effective_on, correlation, traceparent)
    select ordinal, lane, sequence, event_id, position, type, data::json, log, recorded_at, effective_on, correlation, traceparent from incoming
  ), heads as (
    insert into feed.lanes (lane, sequence) select lane, max(sequence) from incoming group by lane
    on conflict (lane) do update set sequence = excluded.sequence
  ), released as (
    delete from feed.stopped_lanes using fence where lane = $18
  ), stopped as (
    insert into feed.stopped_lanes (lane, position, event_id, type, code, error)
    select stop.* from fence, unnest($13::text[], $14::bigint[], $15::uuid[], $16::text[], $17::text[], $19::text[]) as stop
    on conflict (lane) do update set position = excluded.position, event_id = excluded.event_id, type = excluded.type,
      code = excluded.code, error = excluded.error, stopped_at = clock_timestamp()
  )
  select before::float8 from fence`;

/**
 * Numbers these events, in this order, and moves the numbering to `position`, in one commit.
 * @returns false when another process has numbered since `state` was read: nothing was written
 */
export async function number(
  client: Pool | PoolClient,
  state: NumberingState,
  position: number,
  events: ToNumber[],
  options: { log: string; stops: Omit<StoppedLane, 'stoppedAt'>[]; released?: string },
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'feed-number',
    text: NUMBER,
    values: [
      state.revision,
      position,
      events.map(({ publication }) => publication.lane),
      events.map(({ event }) => event.id),
      events.map(({ event }) => event.position),
      events.map(({ publication }) => publication.type),
      events.map(({ publication }) => publication.data),
      events.map(() => options.log),
      events.map(({ event }) => event.recordedAt),
      events.map(({ event }) => event.effectiveOn),
      events.map(({ event }) => event.correlation),
      events.map(({ event }) => traceparentOf(event)),
      options.stops.map((stop) => stop.lane),
      options.stops.map((stop) => stop.position),
      options.stops.map((stop) => stop.eventId),
      options.stops.map((stop) => stop.type),
      options.stops.map((stop) => stop.code),
      options.released ?? null,
      options.stops.map((stop) => stop.error),
    ],
  });
  return rowCount === 1;
}
