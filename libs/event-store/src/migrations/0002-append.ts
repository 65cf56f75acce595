/** The one door of the log: log.append, for a group of appends and, with the same rules, for a lone one. */
export const append = `
-- One call = one group of appends = one commit. Arrays, one element per …
--   c_  append, numbered from 1: its command
--   s_  stream of an append, in order (an append without streams has one element whose stream is null); s_first = how many events come before its own
--   k_  checkpoint to be moved
--   e_  event, in the order of s_
-- An array of nothing but nulls may be null itself.
-- Answers with the position before the first event. fates is null when all was written; else it says what became of each append.
create function log.append(
  for_epoch uuid,
  c_id uuid[], c_person uuid[], c_operation text[], c_fingerprint bytea[],
  s_append int[], s_stream text[], s_expected int[], s_first int[],
  k_append int[], k_consumer text[], k_publisher text[], k_lane text[], k_from bigint[], k_to bigint[],
  e_id uuid[], e_type text[], e_schema_version int[], e_data json[], e_personal json[],
  e_person uuid[], e_kind text[], e_role text[], e_on_behalf_of uuid[], e_correlation uuid[], e_causation uuid[], e_command_id uuid[],
  e_effective_on date[], e_corrects uuid[]
) returns table (before bigint, fates json)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  appends  int := cardinality(c_id);
  entries  int := cardinality(s_append);
  moves    int := cardinality(k_append);
  events   int := coalesce(cardinality(e_id), 0);
  epoch_is uuid;
  at       timestamptz;
  refused  int[];
  dropped  int[]; -- per entry of s_: how many events before it are refused; null: none at all
begin
  -- The lock, until the commit is durable. Every later statement has a snapshot taken under it.
  update log.head h
     set position = h.position + events,
         recorded_at = greatest(h.recorded_at, date_trunc('milliseconds', log.clock() + h.clock_offset * interval '1 microsecond'))
   returning h.position - events, h.recorded_at, h.epoch into before, at, epoch_is;
  if epoch_is is distinct from for_epoch then
    raise exception 'epoch % is over; this is %', for_epoch, epoch_is using errcode = 'LG002';
  end if;

  -- Arrays are read by their subscripts: unnest of several would keep a store of its own for each of them. And scalar subqueries
  -- on purpose: a stale plan cannot turn them into a join over the whole table (measured: 10 times slower). 0: the arrays do not fit.
  select array_agg(n) into refused from (
    select n from generate_series(1, appends) n
     where (select true from log.commands k where k.id = c_id[n] and k.person = c_person[n] and k.operation = c_operation[n])
    union all
    select s_append[s] from generate_series(1, entries) s
     where s_expected[s] <> coalesce((select e.version from log.events e where e.stream = s_stream[s] order by e.version desc limit 1), 0)
    union all
    select 0 from generate_series(1, entries) s
     where (s_append[s] between 1 and appends and s_expected[s] >= 0 and s_first[s] between 0 and coalesce(s_first[s + 1], events)) is not true
    union all
    select k_append[k] from generate_series(1, moves) k
     where log.stands_elsewhere(k_consumer[k], k_publisher[k], k_lane[k], k_from[k])
  ) bad(n);
  if refused is not null or s_first[1] <> 0 then
    if 0 = any(refused) or s_first[1] <> 0 then
      raise exception 'the arrays of log.append do not fit each other' using errcode = 'LG005';
    end if;
    -- Rare: the others are written densely, and each append is told its fate.
    fates := log.fates(refused, c_id, c_person, c_operation, c_fingerprint, s_append, s_stream, s_expected, k_append, k_consumer, k_publisher, k_lane, k_from);
    select array_agg(e.n) into dropped
      from (select (sum(case when s_append[s] = any(refused) then coalesce(s_first[s + 1], events) - s_first[s] else 0 end) over (order by s rows unbounded preceding))::int as n
              from generate_series(1, entries) s) e;
    update log.head h set position = before + events - dropped[entries];
  end if;

  -- Versions and positions are counted here, whatever the caller says: dense in any case.
  insert into log.events
  select before + n - coalesce(dropped[s], 0), s_stream[s], s_expected[s] + n - s_first[s],
         e_id[n], e_type[n], coalesce(e_schema_version[n], 1), e_data[n], e_personal[n], e_person[n], e_kind[n], e_role[n], e_on_behalf_of[n],
         e_correlation[n], e_causation[n], e_command_id[n], at, e_effective_on[n], e_corrects[n]
    from (select s, generate_series(s_first[s] + 1, coalesce(s_first[s + 1], events)) as n
            from generate_series(1, entries) s
           where refused is null or s_append[s] <> all(refused)) e;

  if entries = appends then -- one stream each, the usual
    insert into log.commands
    select c_id[n], c_person[n], c_operation[n], c_fingerprint[n], before + coalesce(s_first[n + 1], events) - coalesce(dropped[n], 0),
           array_remove(array[s_stream[n]], null), array[s_expected[n] + coalesce(s_first[n + 1], events) - s_first[n]]
      from generate_series(1, appends) n
     where refused is null or n <> all(refused);
  else
    insert into log.commands
    select c_id[n], c_person[n], c_operation[n], c_fingerprint[n], before + max(coalesce(s_first[s + 1], events) - coalesce(dropped[s], 0)),
           array_remove(array_agg(s_stream[s] order by s), null), array_agg(s_expected[s] + coalesce(s_first[s + 1], events) - s_first[s] order by s)
      from (select s_append[s] as n, s from generate_series(1, entries) s) a
     where refused is null or n <> all(refused)
     group by n;
  end if;

  if moves > 0 then
    insert into log.checkpoints
    select k_consumer[k], k_publisher[k], k_lane[k], k_to[k]
      from generate_series(1, moves) k
     where refused is null or k_append[k] <> all(refused)
    on conflict (consumer, publisher, lane) do update set sequence = excluded.sequence;
  end if;
  return next;
end $$;

-- A lone event in one stream, without the price of arrays.
create function log.append(
  for_epoch uuid,
  c_id uuid, c_person uuid, c_operation text, c_fingerprint bytea,
  c_kind text, c_role text, c_on_behalf_of uuid, c_correlation uuid, c_causation uuid, c_effective_on date,
  s_stream text, s_expected int,
  e_id uuid, e_type text, e_schema_version int, e_data json, e_personal json, e_corrects uuid
) returns table (before bigint, fates json)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  epoch_is uuid;
  at       timestamptz;
begin
  update log.head h
     set position = h.position + 1,
         recorded_at = greatest(h.recorded_at, date_trunc('milliseconds', log.clock() + h.clock_offset * interval '1 microsecond'))
   returning h.position - 1, h.recorded_at, h.epoch into before, at, epoch_is;
  if epoch_is is distinct from for_epoch then
    raise exception 'epoch % is over; this is %', for_epoch, epoch_is using errcode = 'LG002';
  end if;
  with written as (
    insert into log.events
    select before + 1, s_stream, s_expected + 1, e_id, e_type, e_schema_version, e_data, e_personal,
           c_person, c_kind, c_role, c_on_behalf_of, c_correlation, c_causation, c_id, at, c_effective_on, e_corrects
     where s_expected = coalesce((select e.version from log.events e where e.stream = s_stream order by e.version desc limit 1), 0)
       and (select true from log.commands k where k.id = c_id and k.person = c_person and k.operation = c_operation) is null
    returning position)
  insert into log.commands select c_id, c_person, c_operation, c_fingerprint, position, array[s_stream], array[s_expected + 1] from written;
  if not found then
    fates := log.fates(array[1], array[c_id], array[c_person], array[c_operation], array[c_fingerprint], array[1], array[s_stream], array[s_expected], null, null, null, null, null);
    update log.head h set position = before;
  end if;
  return next;
end $$;

-- Does a checkpoint stand elsewhere than it should? Also when somebody is moving it right now: waiting for them, the whole log would wait.
create function log.stands_elsewhere(of_consumer text, of_publisher text, of_lane text, place bigint) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  stands bigint := (select c.sequence from log.checkpoints c where c.consumer = of_consumer and c.publisher = of_publisher and c.lane = of_lane);
begin
  if stands is null then
    return place is distinct from 0;
  end if;
  perform 1 from log.checkpoints c
    where c.consumer = of_consumer and c.publisher = of_publisher and c.lane = of_lane and c.sequence = place for update skip locked;
  return not found;
end $$;

-- What became of each append of a group in which some were refused: {n, fate, …}. Read before anything is written.
create function log.fates(
  refused int[],
  c_id uuid[], c_person uuid[], c_operation text[], c_fingerprint bytea[],
  s_append int[], s_stream text[], s_expected int[],
  k_append int[], k_consumer text[], k_publisher text[], k_lane text[], k_from bigint[]
) returns json language sql volatile set search_path = pg_catalog, pg_temp as $$
  select json_agg(case
    when c.n <> all(refused) then json_build_object('n', c.n, 'fate', 'written')
    when known.id is not null and known.fingerprint <> c.fingerprint then json_build_object('n', c.n, 'fate', 'reused')
    when known.id is not null then json_build_object('n', c.n, 'fate', 'repeated', 'position', known.position, 'streams', known.streams, 'versions', known.versions)
    when moved.consumer is not null then json_build_object('n', c.n, 'fate', 'moved', 'consumer', moved.consumer, 'publisher', moved.publisher, 'lane', moved.lane, 'actual', moved.actual)
    when other.stream is not null then json_build_object('n', c.n, 'fate', 'conflict', 'stream', other.stream, 'expected', other.expected, 'actual', other.actual)
    else json_build_object('n', c.n, 'fate', 'moved') -- somebody is moving its checkpoint right now
  end order by c.n)
  from unnest(c_id, c_person, c_operation, c_fingerprint) with ordinality c(id, person, operation, fingerprint, n)
  left join log.commands known on known.id = c.id and known.person = c.person and known.operation = c.operation
  left join lateral (
    select k.consumer, k.publisher, k.lane, coalesce(p.sequence, 0) as actual
      from unnest(k_append, k_consumer, k_publisher, k_lane, k_from) k(n, consumer, publisher, lane, place)
      left join log.checkpoints p on p.consumer = k.consumer and p.publisher = k.publisher and p.lane = k.lane
     where k.n = c.n and k.place <> coalesce(p.sequence, 0) limit 1) moved on true
  left join lateral (
    select v.stream, v.expected, v.actual
      from (select s.stream, s.expected, coalesce((select e.version from log.events e where e.stream = s.stream order by e.version desc limit 1), 0) as actual
              from unnest(s_append, s_stream, s_expected) s(n, stream, expected) where s.n = c.n and s.stream is not null) v
     where v.expected is distinct from v.actual limit 1) other on true
$$;
`;
