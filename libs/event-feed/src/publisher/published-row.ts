import type { FeedEvent } from '../feed.js';

/** The columns of `feed.published` in the order of `PublishedRow`; numbers as text are safe up to 2^53. */
export const PUBLISHED_COLUMNS = `ordinal::float8, lane, sequence::float8, event_id, position::float8, type, data, log,
  to_char(recorded_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), effective_on::text, correlation, traceparent`;

export type PublishedRow = [
  number,
  string,
  number,
  string,
  number,
  string,
  FeedEvent['data'],
  string,
  string,
  string,
  string,
  string,
];

export function eventOfRow(publisher: string, row: PublishedRow): FeedEvent {
  const [ordinal, lane, sequence, id, position, type, data, log, recordedAt, effectiveOn, correlation, traceparent] =
    row;
  return {
    id,
    publisher,
    log,
    lane,
    sequence,
    ordinal,
    position,
    type,
    data,
    recordedAt,
    effectiveOn,
    correlation,
    traceparent,
  };
}
