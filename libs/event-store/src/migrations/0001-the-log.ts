/** The log: its head, its events, the answers of its commands, the places of its readers. */
export const theLog = `
-- The one row: which log this is, where it stands, what time it is. Updating it is the lock and the sequencer.
-- No CHECK on it: PostgreSQL would read the constraint anew in each append (a fifth of a lone one, measured). Its triggers guard it.
create table log.head (
  one          boolean primary key default true,
  log_id       text not null,                       -- <origin>-<uuid>; never changes
  origin       text not null,                       -- real or demonstration; never changes
  epoch        uuid not null,                       -- changes when the log is restored from a backup
  position     bigint not null,
  recorded_at  timestamptz not null,                -- the last one given
  clock_offset bigint not null                      -- microseconds between the database's clock and the log's; 0 on a real one
) with (fillfactor = 10);                           -- room on its page: each append updates it in place

create table log.events (
  position       bigint primary key,
  stream         text not null,
  version        integer not null,
  id             uuid not null unique,
  type           text not null,
  schema_version smallint not null,
  data           json not null,                     -- json, not jsonb: what was sent comes back, and it is faster both ways
  personal       json,
  actor_person   uuid not null,
  actor_kind     text not null,
  actor_role     text not null,
  on_behalf_of   uuid,
  correlation    uuid not null,
  causation      uuid,
  command_id     uuid not null,
  recorded_at    timestamptz not null,
  effective_on   date not null,
  corrects       uuid,
  unique (stream, version)
);

create table log.commands (
  id          uuid not null,
  person      uuid not null,
  operation   text not null,
  fingerprint bytea not null,
  position    bigint not null,                      -- the last one written; without events the head at that time
  streams     text[] not null,
  versions    integer[] not null,
  primary key (id, person, operation)
);

create table log.checkpoints (
  consumer  text not null,
  publisher text not null,
  lane      text not null,
  sequence  bigint not null,
  primary key (consumer, publisher, lane)
) with (fillfactor = 50);

create table log.snapshots (
  stream  text not null,
  fold    text not null,
  version integer not null,
  state   json not null,
  primary key (stream, fold)
);

-- The only clock that the log reads.
create function log.clock() returns timestamptz language sql volatile as 'select clock_timestamp()';

create function log.now() returns timestamptz language sql volatile
return (select greatest(h.recorded_at, date_trunc('milliseconds', log.clock() + h.clock_offset * interval '1 microsecond')) from log.head h);
`;
