import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a corrected calendar makes of the open cases. Folded from the log's beginning, as every new view is. */
export class Recomputations1764806400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table views.recomputation (
        calendar text not null,
        version integer not null,
        hash text not null,
        before integer not null,
        state text not null,
        started_at text not null,
        started_by uuid not null,
        by_system boolean not null,
        event_id uuid not null,
        changed_at text not null,
        reason text,
        in_favour_of integer,
        primary key (calendar, version)
      );
      -- Which version of each calendar a case is counted on.
      create table views.case_calendar (
        case_id uuid not null,
        calendar text not null,
        version integer not null,
        open boolean not null,
        primary key (case_id, calendar)
      );
      create index on views.case_calendar (calendar, case_id, version) where open;
      create table views.recomputed_case (
        calendar text not null,
        version integer not null,
        case_id uuid not null,
        inquiry_id uuid not null,
        number text not null,
        moved jsonb not null,
        kept jsonb not null,
        changed boolean not null,
        position integer not null,
        recorded_at text not null,
        primary key (calendar, version, case_id)
      );
      create index on views.recomputed_case (calendar, version, position) where changed;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table views.recomputation, views.case_calendar, views.recomputed_case');
  }
}
