import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first tables of the views, and the directory of contacts beside them. */
export class IntakeViews1732406400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table views.lead (
        id uuid primary key,
        version integer not null,
        position integer not null unique,
        kind text not null,
        subject text not null,
        summary text,
        source text not null,
        parties jsonb not null,
        registered_on date not null,
        registered_by uuid not null,
        inquiry_id uuid,
        provenance jsonb
      );
      create table views.questionnaire (
        id uuid primary key,
        version integer not null,
        position integer not null unique,
        title jsonb not null,
        questions integer not null,
        provenance jsonb
      );
      create table views.questionnaire_version (
        questionnaire_id uuid not null,
        version integer not null,
        published_on date not null,
        published_by uuid not null,
        content jsonb not null,
        primary key (questionnaire_id, version)
      );
      create table views.rfi (
        id uuid primary key,
        version integer not null,
        position integer not null unique,
        inquiry_id uuid not null,
        case_id uuid not null,
        state text not null,
        number integer,
        draft jsonb not null,
        issued jsonb,
        prepared_on date not null,
        prepared_by uuid not null,
        issued_on date,
        limit_day date
      );
      create index on views.rfi (inquiry_id, position);
      create index on views.rfi (case_id, position);
      create table views.addressee (
        id uuid primary key,
        version integer not null,
        position integer not null unique,
        rfi_id uuid not null,
        inquiry_id uuid not null,
        name text not null,
        country text not null,
        sector text,
        contact uuid not null,
        limit_day date not null,
        asked integer not null,
        answered jsonb not null,
        overdue boolean not null,
        submitted_on date,
        submitted_at timestamptz,
        late boolean not null,
        working_days_late integer not null,
        provenance jsonb
      );
      create index on views.addressee (rfi_id, position);
      -- What the timer asks: whose limit has run out.
      create index on views.addressee (limit_day) where submitted_on is null and not overdue;
      create table views.membership (
        inquiry_id uuid not null,
        person uuid not null,
        role text not null,
        from_day date not null,
        until_day date,
        primary key (inquiry_id, person)
      );
      create index on views.membership (person) where until_day is null;
      create table views.known_case (
        id uuid primary key,
        inquiry_id uuid not null,
        number text not null,
        title jsonb not null,
        rules jsonb not null,
        procedure jsonb not null,
        calendar_id text not null,
        counting text,
        site text,
        stage text not null,
        open boolean not null
      );
      create index on views.known_case (inquiry_id);
      create table directory.contacts (
        person uuid primary key,
        name text not null,
        email text not null
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table views.lead, views.questionnaire, views.questionnaire_version, views.rfi, views.addressee,
        views.membership, views.known_case, directory.contacts;
    `);
  }
}
