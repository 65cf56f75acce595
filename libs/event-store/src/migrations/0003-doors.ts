/** Everything besides the append that may change something, and the triggers that refuse the rest. */
export const doors = `
-- The compare-and-set of a reader's place, for a transaction of the reader's own. Null: moved. Else where it stands.
create function log.move_checkpoint(of_consumer text, of_publisher text, of_lane text, from_sequence bigint, to_sequence bigint) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  actual bigint;
begin
  if to_sequence < from_sequence then
    raise exception 'a checkpoint only moves forward' using errcode = 'LG005';
  end if;
  update log.checkpoints c set sequence = to_sequence
   where c.consumer = of_consumer and c.publisher = of_publisher and c.lane = of_lane and c.sequence = from_sequence;
  if found then
    return null;
  end if;
  if from_sequence = 0 then
    insert into log.checkpoints values (of_consumer, of_publisher, of_lane, to_sequence) on conflict do nothing;
    if found then
      return null;
    end if;
  end if;
  select c.sequence into actual from log.checkpoints c where c.consumer = of_consumer and c.publisher = of_publisher and c.lane = of_lane;
  return coalesce(actual, 0);
end $$;

-- Makes the log what it is, once and for ever.
create function log.establish(new_id text, new_origin text, new_epoch uuid, starts_at timestamptz) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  moved bigint := 0;
begin
  if new_origin is null or new_origin not in ('real', 'demonstration') or exists (select from log.head) then
    raise exception 'a log is established once, as real or as demonstration' using errcode = 'LG005';
  end if;
  if new_origin = 'demonstration' then
    moved := (extract(epoch from starts_at) * 1000000 - extract(epoch from log.clock()) * 1000000)::bigint;
  end if;
  insert into log.head (log_id, origin, epoch, position, recorded_at, clock_offset)
  values (new_id, new_origin, new_epoch, 0, date_trunc('milliseconds', log.clock() + moved * interval '1 microsecond'), moved);
end $$;

-- Moves a demonstration's clock forward; answers with its new time.
create function log.advance_clock(to_moment timestamptz) returns timestamptz
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  head log.head;
begin
  select * into head from log.head for update;
  if head.origin <> 'demonstration' then
    raise exception 'log % is a real one', head.log_id using errcode = 'LG003';
  end if;
  if to_moment < log.now() then
    raise exception 'the clock stands at %', log.now() using errcode = 'LG004';
  end if;
  update log.head h set clock_offset = (extract(epoch from to_moment) * 1000000 - extract(epoch from log.clock()) * 1000000)::bigint;
  return log.now();
end $$;

-- After a restore from a backup: followers that have read further than the backup must stop, and say so. The owner's.
create function log.begin_epoch(new_epoch uuid) returns void
language sql set search_path = pg_catalog, pg_temp as 'update log.head set epoch = new_epoch';

create function log.refuse() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception '% on log.% is refused: the log is append-only', tg_op, tg_table_name using errcode = 'LG001';
end $$;

-- Passes when a function named in the trigger's arguments is on the call stack.
create function log.only_within() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  stack text;
begin
  get diagnostics stack = pg_context;
  for i in 0 .. tg_nargs - 1 loop
    if position(E'\\nPL/pgSQL function log.' || tg_argv[i] || '(' in stack) > 0 or position(E'\\nSQL function "' || tg_argv[i] || '"' in stack) > 0 then
      return null;
    end if;
  end loop;
  raise exception '% on log.% is refused: only log.% may do it', tg_op, tg_table_name, tg_argv[0] using errcode = 'LG001';
end $$;

create trigger refused before update or delete or truncate on log.events   for each statement execute function log.refuse();
create trigger refused before update or delete or truncate on log.commands for each statement execute function log.refuse();
create trigger refused before delete or truncate           on log.head     for each statement execute function log.refuse();

-- Within log.append the session is the service's and the rights are the owner's; whoever writes directly is one and the same.
-- Told by the names, because looking at the call stack took a third of a lone append (measured). So the owner cannot append either.
create trigger door before insert on log.events   for each statement when (session_user = current_user) execute function log.refuse();
create trigger door before insert on log.commands for each statement when (session_user = current_user) execute function log.refuse();
create trigger door before insert on log.head     for each statement execute function log.only_within('establish');
create trigger moves before update on log.head    for each statement when (session_user = current_user) execute function log.only_within('begin_epoch');

-- "Always": also while a session says that it replays a replica's changes (session_replication_role).
alter table log.events   enable always trigger refused;
alter table log.events   enable always trigger door;
alter table log.commands enable always trigger refused;
alter table log.commands enable always trigger door;
alter table log.head     enable always trigger refused;
alter table log.head     enable always trigger door;
alter table log.head     enable always trigger moves;
`;
