import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of each request when its limit is warned of; and, beside the log, who was reminded of it by mail. */
export class LimitWarnings1765324800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table views.rfi
        add column warnings jsonb not null default '[]',
        add column warn_on date,
        add column warned_ahead text;
      alter table views.rfi alter column warnings drop default;
      -- What the timers ask: whose warning is due, and who may have to be reminded.
      create index on views.rfi (warn_on) where warn_on is not null;
      create index on views.rfi (limit_day) where warned_ahead is not null;
      create table directory.reminders (
        addressee uuid not null,
        limit_day date not null,
        ahead text not null,
        tried_at timestamptz not null default now(),
        settled_at timestamptz,
        primary key (addressee, limit_day, ahead)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table directory.reminders;
      alter table views.rfi drop column warnings, drop column warn_on, drop column warned_ahead;
    `);
  }
}
