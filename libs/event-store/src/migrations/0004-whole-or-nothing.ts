/**
 * What log.append of 0002 let through when its arrays were crafted by hand as the service's role, and a way round its triggers.
 *
 * What the database does not look at stays this program's to refuse (encoded-append.ts): the content of `data` and `personal` (type json
 * takes \u0000 and lone surrogates as escapes, and numbers of any size), the size of an envelope, the form of names.
 */
export const wholeOrNothing = `
-- As in 0002, and besides: every event that is counted is written, every append is answered for, a checkpoint only moves forward, and an
-- event has a stream, a type, a schema version and a day. In the functions, the one way in, and not as CHECKs on the table: those
-- PostgreSQL would read and compile anew in each append (see log.head).
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
  moves    int := cardinality(k_append);
  events   int := coalesce(cardinality(e_id), 0);
  epoch_is uuid;
  at       timestamptz;
  refused  int[];
  dropped  int[]; -- per entry of s_: how many events before it are refused; null: none at all
  done     bigint;
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
    select case when fits then k_append[k] else 0 end
      from (select k, (k_append[k] between 1 and appends and k_from[k] >= 0 and k_to[k] >= k_from[k]) is true as fits from generate_series(1, moves) k) m
     where not fits or log.stands_elsewhere(k_consumer[k], k_publisher[k], k_lane[k], k_from[k])
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

  if moves > 0 then
    insert into log.checkpoints
    select k_consumer[k], k_publisher[k], k_lane[k], k_to[k]
      from generate_series(1, moves) k
     where refused is null or k_append[k] <> all(refused)
    on conflict (consumer, publisher, lane) do update set sequence = excluded.sequence;
  end if;
  return next;
end $$;

create or replace function log.append(
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
  if s_stream = '' or e_type = '' or e_schema_version < 1 or not isfinite(c_effective_on) then
    raise exception 'an event has a stream, a type, a schema version from 1 on and a day that exists' using errcode = 'LG005';
  end if;
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

-- The triggers told the owner by session_user = current_user. Who signs in as a member of the owner's role and says SET ROLE is another
-- session_user with the owner's rights: told by the setting "role", which a SECURITY DEFINER function leaves as it was ("none", or the
-- service's role). Places of readers get the same door: they are moved by log.append and log.move_checkpoint alone.
--
-- What no trigger can keep the owner of a table from: taking the guards away (ALTER TABLE … DISABLE TRIGGER, DROP, CREATE OR REPLACE
-- FUNCTION), or making a function of its own that others call. PostgreSQL has no such bar, nor against a superuser or the files. Keep the
-- owner's password where only migrations are run; that a log was changed all the same is what its signed checkpoints are to show.
drop trigger door  on log.events;
drop trigger door  on log.commands;
drop trigger moves on log.head;
create trigger door before insert on log.events   for each statement when (session_user = current_user or current_setting('role') = current_user) execute function log.refuse();
create trigger door before insert on log.commands for each statement when (session_user = current_user or current_setting('role') = current_user) execute function log.refuse();
create trigger moves before update on log.head    for each statement when (session_user = current_user or current_setting('role') = current_user) execute function log.only_within('begin_epoch');
create trigger door before insert or update on log.checkpoints for each statement when (session_user = current_user or current_setting('role') = current_user) execute function log.refuse();
create trigger refused before delete or truncate on log.checkpoints for each statement execute function log.refuse();
alter table log.events      enable always trigger door;
alter table log.commands    enable always trigger door;
alter table log.head        enable always trigger moves;
alter table log.checkpoints enable always trigger door;
alter table log.checkpoints enable always trigger refused;
`;
