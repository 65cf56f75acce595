import pg from 'pg';

/**
 * Who saw what: append-only, beside the log and not in it. The owner's, as the log is: the service's role adds and reads, and changes
 * nothing; triggers refuse that to the owner, too. One row per person, object and quarter of an hour.
 */
export const readsTable = (serviceRole: string): string => `
  create schema if not exists reads;
  create table if not exists reads.entry (
    place bigint generated always as identity primary key,
    person uuid not null,
    kind text not null,
    object uuid not null,
    inquiry uuid not null,
    -- By the service's clock: the first time in the quarter of an hour that begins at \`quarter\`.
    at timestamptz not null,
    quarter timestamptz not null,
    under text not null check (under in ('team', 'grant', 'challenged', 'auditor')),
    -- Of the grant or of the access taken.
    right_id uuid,
    role text,
    unique (person, kind, object, quarter)
  );
  -- The restriction that names the person, where what was seen is for named people alone.
  alter table reads.entry add column if not exists restriction uuid;
  create index if not exists entry_inquiry on reads.entry (inquiry, place);
  create index if not exists entry_person on reads.entry (person, place);
  create or replace function reads.refuse() returns trigger language plpgsql set search_path = pg_catalog as
    $$ begin raise exception 'reads.entry is append-only: % is refused', tg_op using errcode = '42501'; end $$;
  create or replace trigger append_only before update or delete or truncate on reads.entry
    for each statement execute function reads.refuse();
  revoke all on schema reads from public;
  grant usage on schema reads to ${pg.escapeIdentifier(serviceRole)};
  grant select, insert on reads.entry to ${pg.escapeIdentifier(serviceRole)};
`;
