import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The calendars that case-state publishes. */
export class Calendars1764979200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table views.calendar (
        id text not null,
        version integer not null,
        hash text not null,
        calendar jsonb not null,
        recorded_at timestamptz not null,
        primary key (id, version)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table views.calendar;');
  }
}
