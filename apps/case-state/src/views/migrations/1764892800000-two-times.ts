import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Events know in whose place they stand: an event's own, or that of the one that it corrects. The timeline is folded anew for it. */
export class TwoTimes1764892800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from views.timeline_item;
      alter table views.timeline_item add column place uuid not null;
      create index on views.timeline_item (event_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table views.timeline_item drop column place');
  }
}
