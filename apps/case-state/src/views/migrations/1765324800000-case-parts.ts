import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What of a case becomes more with its age has rows of its own. The board is folded anew for it. */
export class CaseParts1765324800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from views.case_board;
      alter table views.case_board add column steps integer not null;
      create table views.case_part (
        case_id uuid not null,
        kind text not null check (kind in ('step', 'stage', 'request')),
        nth integer not null,
        key text not null,
        data jsonb not null,
        primary key (case_id, kind, nth)
      );
      create index on views.case_part (case_id, kind, key, nth);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table views.case_part');
    await runner.query('alter table views.case_board drop column steps');
  }
}
