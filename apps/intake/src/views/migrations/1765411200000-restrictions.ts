import { createRestrictionTable, dropRestrictionTable } from '#service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What in an inquiry is for named people alone; and what is known of a reply besides that it came, in a table of its own: who is not named sees
 * that somebody was asked, and not that. The matrix is folded anew for it.
 */
export class Restrictions1765411200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createRestrictionTable(runner);
    await runner.query(`
      create table views.reply (
        id uuid primary key,
        inquiry_id uuid not null,
        answered jsonb not null
      );
      alter table views.addressee drop column answered;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table views.addressee add column answered jsonb not null default '[]';
      drop table views.reply;
    `);
    await dropRestrictionTable(runner);
  }
}
