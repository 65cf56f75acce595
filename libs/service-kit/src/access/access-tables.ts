import type { Moment, Uuid } from '#contracts';
import type { EntityManager, QueryRunner } from 'typeorm';
import type { Right } from './decision.js';

/** Names of the tables that the decision asks, in the schema of the views; one set in each service. */
export const ACCESS_TABLES = ['access_right', 'access_wall'];

/** Creates them. What a service knew of teams before it had them is put in by the service's own migration. */
export const createAccessTables = (runner: QueryRunner): Promise<unknown> =>
  runner.query(`
    create table views.access_right (
      inquiry_id uuid not null,
      person uuid not null,
      under text not null check (under in ('team', 'grant', 'challenged')),
      -- Of the grant or the access taken; for the team the inquiry's: one membership per person.
      id uuid not null,
      role text not null,
      ends_at timestamptz,
      primary key (person, inquiry_id, id)
    );
    create index on views.access_right (inquiry_id);
    create table views.access_wall (
      inquiry_id uuid not null,
      person uuid not null,
      wall_id uuid not null,
      primary key (person, inquiry_id)
    );
  `);

export const dropAccessTables = (runner: QueryRunner): Promise<unknown> =>
  runner.query('drop table views.access_right, views.access_wall');

/** The third of them, of a later version: what is for named people alone. */
export const RESTRICTION_TABLES = ['access_restriction'];

export const createRestrictionTable = (runner: QueryRunner): Promise<unknown> =>
  runner.query(`
    create table views.access_restriction (
      object_id uuid primary key,
      inquiry_id uuid not null,
      restriction_id uuid not null,
      people uuid[] not null
    );
    create index on views.access_restriction (inquiry_id);
  `);

export const dropRestrictionTable = (runner: QueryRunner): Promise<unknown> =>
  runner.query('drop table views.access_restriction');

/** What is for named people alone changes, whichever service tells it. */
export type RestrictionChange =
  { inquiryId: Uuid; restrictionId: Uuid; object: Uuid; people: readonly Uuid[] } | { lifted: Uuid };

/** Folds one change into the table: it holds what stands. */
export async function applyRestrictionChange(
  change: RestrictionChange,
  db: Pick<EntityManager, 'query'>,
): Promise<void> {
  if ('lifted' in change) {
    await db.query('delete from access_restriction where restriction_id = $1', [change.lifted]);
    return;
  }
  const { inquiryId, restrictionId, object, people } = change;
  await db.query(
    `insert into access_restriction (object_id, inquiry_id, restriction_id, people) values ($1, $2, $3, $4)
     on conflict (object_id) do update set restriction_id = excluded.restriction_id, people = excluded.people`,
    [object, inquiryId, restrictionId, people],
  );
}

/** A change of who may see an inquiry, whichever service tells it. */
export type AccessChange =
  | { inquiryId: Uuid; person: Uuid; gets: Omit<Right, 'endsAt'> & { endsAt: Moment | null } }
  | { inquiryId: Uuid; person: Uuid; loses: Uuid }
  | { inquiryId: Uuid; person: Uuid; wall: Uuid }
  | { inquiryId: Uuid; person: Uuid; noWall: true };

/** Folds one change into the tables. A right stays until it is taken back; whether it has ended is asked when it is used. */
export async function applyAccessChange(change: AccessChange, db: Pick<EntityManager, 'query'>): Promise<void> {
  const { inquiryId, person } = change;
  if ('gets' in change) {
    const { under, id, role, endsAt } = change.gets;
    await db.query(
      `insert into access_right (inquiry_id, person, under, id, role, ends_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (person, inquiry_id, id) do update set role = excluded.role, ends_at = excluded.ends_at`,
      [inquiryId, person, under, id, role, endsAt],
    );
  } else if ('loses' in change) {
    await db.query('delete from access_right where inquiry_id = $1 and person = $2 and id = $3', [
      inquiryId,
      person,
      change.loses,
    ]);
  } else if ('wall' in change) {
    await db.query(
      'insert into access_wall (inquiry_id, person, wall_id) values ($1, $2, $3) on conflict (person, inquiry_id) do nothing',
      [inquiryId, person, change.wall],
    );
  } else {
    await db.query('delete from access_wall where inquiry_id = $1 and person = $2', [inquiryId, person]);
  }
}
