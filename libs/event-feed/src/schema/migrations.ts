/** The tables of the feed, in each service's database. A migration that has been applied anywhere is never edited. */
export const MIGRATIONS: { number: number; name: string; sql: string }[] = [
  {
    number: 1,
    name: 'published events, lanes, dead letters',
    sql: `
      create function feed.refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'feed.% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
      end $$;

      -- One row. Whoever numbers moves it from the revision that he read: one who slept meanwhile finds it moved, and writes nothing.
      create table feed.numbering (
        one boolean primary key default true check (one),
        revision bigint not null,
        position bigint not null,
        ordinal bigint not null
      );
      insert into feed.numbering (revision, position, ordinal) values (0, 0, 0);

      -- json, not jsonb: the bytes as published.
      create table feed.published (
        ordinal bigint primary key,
        lane text not null,
        sequence bigint not null check (sequence > 0),
        event_id uuid not null unique,
        position bigint not null unique,
        type text not null,
        data json not null,
        log text not null,
        recorded_at timestamptz not null,
        effective_on date not null,
        correlation uuid not null,
        traceparent text not null,
        numbered_at timestamptz not null default clock_timestamp(),
        unique (lane, sequence)
      );
      create trigger append_only before update or delete on feed.published for each row execute function feed.refuse_change();
      create trigger never_truncated before truncate on feed.published for each statement execute function feed.refuse_change();

      -- The last of each lane: derived from feed.published, in the same commit.
      create table feed.lanes (lane text primary key, sequence bigint not null);

      create table feed.stopped_lanes (
        lane text primary key,
        position bigint not null,
        event_id uuid not null,
        type text not null,
        code text not null,
        error text not null,
        stopped_at timestamptz not null default clock_timestamp()
      );

      -- Which log of a publisher a consumer's checkpoints belong to.
      create table feed.known_logs (consumer text, publisher text, log text not null, primary key (consumer, publisher));

      create table feed.dead_letters (
        id uuid primary key,
        consumer text not null,
        publisher text not null,
        lane text not null,
        sequence bigint not null,
        event_id uuid not null,
        type text not null,
        code text not null,
        error text not null,
        tries int not null,
        failed_at timestamptz not null default clock_timestamp(),
        unique (consumer, publisher, lane, sequence)
      );
      create trigger append_only before update or delete on feed.dead_letters for each row execute function feed.refuse_change();
      create trigger never_truncated before truncate on feed.dead_letters for each statement execute function feed.refuse_change();

      create table feed.dead_letter_acts (
        number bigint generated always as identity primary key,
        dead_letter uuid not null references feed.dead_letters,
        act text not null check (act in ('retry', 'failed-again', 'settled', 'skip')),
        by text not null,
        reason text,
        at timestamptz not null default clock_timestamp()
      );
      create index on feed.dead_letter_acts (dead_letter);
      create trigger append_only before update or delete on feed.dead_letter_acts for each row execute function feed.refuse_change();
      create trigger never_truncated before truncate on feed.dead_letter_acts for each statement execute function feed.refuse_change();

      -- The lanes that stand behind a dead letter now.
      create table feed.parked_lanes (
        consumer text, publisher text, lane text,
        dead_letter uuid not null references feed.dead_letters,
        primary key (consumer, publisher, lane)
      );
    `,
  },
  {
    number: 2,
    name: 'the relay, and what consumers know of their publishers',
    sql: `
      -- One row. Whoever sends to the broker holds it by its token, and shows by the beat that he lives.
      create table feed.relay (
        one boolean primary key default true check (one),
        token bigint not null,
        beat bigint not null,
        free boolean not null,
        ordinal bigint not null -- sent and acknowledged up to here
      );
      insert into feed.relay (token, beat, free, ordinal) values (0, 0, true, 0);

      -- How far the publisher is known to have numbered: one that ends earlier has been put back.
      alter table feed.known_logs add column ordinal bigint not null default 0;

      -- Dead letters that have been copied to the topic that tools watch.
      create table feed.dead_letters_sent (dead_letter uuid primary key references feed.dead_letters);
    `,
  },
  {
    number: 3,
    name: 'how large a published event is',
    sql: `
      -- A page is cut by its bytes before they are read: measured at 0.4 ms for 1,000 rows, against 150 ms when 64 KB of each had to be looked at.
      alter table feed.published add column bytes int generated always as (octet_length(data::text)) stored;
    `,
  },
];
