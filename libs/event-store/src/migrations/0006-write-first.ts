/**
 * log.append of a group, as in 0004, with less work in the usual case: what a unique index tells by itself is not looked up before. Of the
 * server's time for an event in groups of 16 to 256 that saved a sixth (measured). The price: a group with a conflict or a repetition in it
 * has written its rows once in vain; they are gone at once, and their room is vacuum's.
 */
export const writeFirst = `
-- Which appends of a group cannot be written: those that are known to be (in found), and those whose command is known or whose stream is not
-- where they think. Null: none.
create function log.refusals(
  found int[],
  c_id uuid[], c_person uuid[], c_operation text[],
  s_append int[], s_stream text[], s_expected int[]
) returns int[] language sql volatile set search_path = pg_catalog, pg_temp as $$
  select array_agg(n) from (
    select unnest(found)
    union all
    select n from generate_series(1, cardinality(c_id)) n
     where (select true from log.commands k where k.id = c_id[n] and k.person = c_person[n] and k.operation = c_operation[n])
    union all
    select s_append[s] from generate_series(1, cardinality(s_append)) s
     where s_expected[s] <> coalesce((select e.version from log.events e where e.stream = s_stream[s] order by e.version desc limit 1), 0)
  ) bad(n)
$$;

create or replace function log.append(
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
  moves    int := coalesce(cardinality(k_append), 0);
  events   int := coalesce(cardinality(e_id), 0);
  epoch_is uuid;
  at       timestamptz;
  refused  int[];
  dropped  int[]; -- per entry of s_: how many events before it are refused; null: none at all
  done     bigint;
  looked   boolean := false;
begin
  -- Told before the lock is taken. An array that is null says nothing here, and nothing is wrong with it.
  if '' = any(s_stream) or '' = any(e_type) or 1 > any(e_schema_version) or 'infinity'::date = any(e_effective_on) or '-infinity'::date = any(e_effective_on) then
    raise exception 'an event has a stream, a type, a schema version from 1 on and a day that exists' using errcode = 'LG005';
  end if;

  -- The lock, until the commit is durable. Every later statement has a snapshot taken under it.
  update log.head h
     set position = h.position + events,
         recorded_at = greatest(h.recorded_at, date_trunc('milliseconds', log.clock() + h.clock_offset * interval '1 microsecond'))
   returning h.position - events, h.recorded_at, h.epoch into before, at, epoch_is;
  if epoch_is is distinct from for_epoch then
    raise exception 'epoch % is over; this is %', for_epoch, epoch_is using errcode = 'LG002';
  end if;

  -- What no unique index tells: a version that is too high, a stream without events, a checkpoint that stands elsewhere. 0: the arrays do not fit.
  -- Arrays are read by their subscripts: unnest of several would keep a store of its own for each of them. And scalar subqueries
  -- on purpose: a stale plan cannot turn them into a join over the whole table (measured: 10 times slower).
  select array_agg(n) into refused from (
    select s_append[s] from generate_series(1, entries) s
     where (s_expected[s] > 0 or s_first[s] = coalesce(s_first[s + 1], events))
       and s_expected[s] <> coalesce((select e.version from log.events e where e.stream = s_stream[s] order by e.version desc limit 1), 0)
    union all
    select 0 from generate_series(1, entries) s
     where (s_append[s] between 1 and appends and s_expected[s] >= 0 and s_first[s] between 0 and coalesce(s_first[s + 1], events)) is not true
    union all
    select case when fits then k_append[k] else 0 end
      from (select k, (k_append[k] between 1 and appends and k_from[k] >= 0 and k_to[k] >= k_from[k]) is true as fits from generate_series(1, moves) k) m
     where not fits or log.stands_elsewhere(k_consumer[k], k_publisher[k], k_lane[k], k_from[k])
  ) bad(n);
  if 0 = any(refused) or s_first[1] <> 0 then
    raise exception 'the arrays of log.append do not fit each other' using errcode = 'LG005';
  end if;
  if refused is not null then
    refused := log.refusals(refused, c_id, c_person, c_operation, s_append, s_stream, s_expected);
  end if;

  -- Written first. Only where something is in the way is looked up what: a known command, a stream that went on.
  loop
    if refused is not null then
      -- Rare: the others are written densely, and each append is told its fate.
      looked := true;
      fates := log.fates(refused, c_id, c_person, c_operation, c_fingerprint, s_append, s_stream, s_expected, k_append, k_consumer, k_publisher, k_lane, k_from);
      select array_agg(e.n) into dropped
        from (select (sum(case when s_append[s] = any(refused) then coalesce(s_first[s + 1], events) - s_first[s] else 0 end) over (order by s rows unbounded preceding))::int as n
                from generate_series(1, entries) s) e;
      update log.head h set position = before + events - dropped[entries];
    end if;
    begin
      -- Versions and positions are counted here, whatever the caller says: dense in any case.
      insert into log.events
      select before + n - coalesce(dropped[s], 0), s_stream[s], s_expected[s] + n - s_first[s],
             e_id[n], e_type[n], coalesce(e_schema_version[n], 1), e_data[n], e_personal[n], e_person[n], e_kind[n], e_role[n], e_on_behalf_of[n],
             e_correlation[n], e_causation[n], e_command_id[n], at, e_effective_on[n], e_corrects[n]
        from (select s, generate_series(s_first[s] + 1, coalesce(s_first[s + 1], events)) as n
                from generate_series(1, entries) s
               where refused is null or s_append[s] <> all(refused)) e;
      get diagnostics done = row_count;
      -- Every position that was counted is taken: events that no entry of s_ leads to would leave a hole.
      if done <> events - coalesce(dropped[entries], 0) then
        raise exception 'the arrays of log.append do not fit each other' using errcode = 'LG005';
      end if;

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
      get diagnostics done = row_count;
      -- Every append that was not refused is answered for: one without an entry of s_ would be forgotten.
      if done <> (case when refused is null then appends else (select count(*) from generate_series(1, appends) n where n <> all(refused)) end) then
        raise exception 'the arrays of log.append do not fit each other' using errcode = 'LG005';
      end if;

      exit;
    exception when unique_violation then
      if not looked then
        refused := log.refusals(null, c_id, c_person, c_operation, s_append, s_stream, s_expected);
      end if;
      if looked or refused is null then
        raise; -- nothing that is known is in the way: the same twice in one call, or an event's id that is taken
      end if;
    end;
  end loop;

  -- Compared and set, one by one: a reader that moves its own place in this moment (log.move_checkpoint) is not overwritten. Who meets that asks again.
  for k in 1 .. moves loop
    if refused is null or k_append[k] <> all(refused) then
      update log.checkpoints c set sequence = k_to[k]
       where c.consumer = k_consumer[k] and c.publisher = k_publisher[k] and c.lane = k_lane[k] and c.sequence = k_from[k];
      if not found then
        insert into log.checkpoints
        select k_consumer[k], k_publisher[k], k_lane[k], k_to[k] where k_from[k] = 0
        on conflict (consumer, publisher, lane) do nothing;
        if not found then
          raise exception 'a checkpoint of % was moved at the same moment', k_consumer[k] using errcode = 'serialization_failure';
        end if;
      end if;
    end if;
  end loop;
  return next;
end $$;
`;
