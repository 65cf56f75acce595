import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * In which order facts were taken in here: the clocks of two logs need not agree, so who was on a team when another service's fact came is
 * told by this order, not by comparing their times. No view: it cannot be folded anew, and a view that is keeps what stands here. What
 * was taken in before goes by its times, as it did until now.
 */
export class TakenIn1764892800002 implements MigrationInterface {
  readonly name = 'TakenIn1764892800002';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create sequence delivery.taken_in;
      create table delivery.members_taken_in (
        inquiry uuid not null,
        person uuid not null,
        what text not null check (what in ('joined', 'left')),
        -- When case-state recorded it: the key of the membership's beginning or end.
        at timestamptz not null,
        nth bigint not null default nextval('delivery.taken_in'),
        primary key (inquiry, person, what, at)
      );
      create table delivery.facts_taken_in (
        id uuid primary key,
        nth bigint not null default nextval('delivery.taken_in')
      );
    `);
    // By their times, as they were told until now: of one moment, who joins before what is told, and what is told before who leaves.
    await db.query(`
      create temporary table known on commit drop as
        select row_number() over (order by at, first, id) as nth, * from (
          select inquiry as id, person, 'joined' as what, joined_at as at, 1 as first from views.membership
          union all select id, null, 'fact', at, 2 from views.inbox_fact
          union all select inquiry, person, 'left', left_at, 0 from views.membership where left_at is not null
        ) taken;
      insert into delivery.members_taken_in select id, person, what, at, nth from known where what <> 'fact';
      insert into delivery.facts_taken_in select id, nth from known where what = 'fact';
      select setval('delivery.taken_in', (select count(*) + 1 from known));
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table delivery.members_taken_in, delivery.facts_taken_in; drop sequence delivery.taken_in');
  }
}
