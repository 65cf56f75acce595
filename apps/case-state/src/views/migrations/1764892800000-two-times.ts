import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Events know in whose place they stand: an event's own, or that of the one that it corrects. The timeline is folded anew for it. And
 * links between cases.
 */
export class TwoTimes1764892800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from views.timeline_item;
      alter table views.timeline_item add column place uuid not null;
      create index on views.timeline_item (event_id);
      create table views.case_relation (
        position integer primary key,
        one_case uuid not null,
        one_inquiry uuid not null,
        other_case uuid not null,
        other_inquiry uuid not null,
        linked boolean not null,
        reason text not null,
        person uuid not null,
        effective_on date not null
      );
      create index on views.case_relation (one_case, position);
      create index on views.case_relation (other_case, position);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table views.case_relation');
    await runner.query('alter table views.timeline_item drop column place');
  }
}
