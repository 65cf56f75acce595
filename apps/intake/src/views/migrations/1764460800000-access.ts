import { createAccessTables, dropAccessTables } from '#service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who may see what, in the tables that the one decision asks. What was known of teams goes over: the facts that told it are taken in
 * already, and are not told again.
 */
export class Access1764460800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createAccessTables(runner);
    await runner.query(`
      insert into views.access_right (inquiry_id, person, under, id, role)
        select inquiry_id, person, 'team', inquiry_id, role from views.membership where until_day is null;
      drop table views.membership;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table views.membership (
        inquiry_id uuid not null,
        person uuid not null,
        role text not null,
        from_day date not null,
        until_day date,
        primary key (inquiry_id, person)
      );
      create index on views.membership (person) where until_day is null;
      -- Since when somebody is on the team was kept for nobody: only that he is.
      insert into views.membership (inquiry_id, person, role, from_day)
        select inquiry_id, person, role, current_date from views.access_right where under = 'team';
    `);
    await dropAccessTables(runner);
  }
}
