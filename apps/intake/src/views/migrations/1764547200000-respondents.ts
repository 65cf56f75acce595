import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What respondents' links, sessions and codes have come to, and the mails of a demonstration: beside the log, like the directory. */
export class Respondents1764547200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Links that were used, sessions that were ended: by the id in the token.
      create table directory.respondent_tokens (
        id uuid primary key,
        over_at timestamptz not null default now()
      );
      create table directory.codes (
        person uuid not null,
        addressee uuid not null,
        salt text not null,
        hash text not null,
        tries_left integer not null,
        expires_at timestamptz not null,
        -- When the hour began in which they are counted, and how many were made in it.
        hour timestamptz not null,
        made integer not null,
        primary key (person, addressee)
      );
      create table directory.demo_mail (
        id uuid primary key,
        recipient text not null,
        subject text not null,
        body text not null,
        at timestamptz not null default now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table directory.respondent_tokens, directory.codes, directory.demo_mail;');
  }
}
