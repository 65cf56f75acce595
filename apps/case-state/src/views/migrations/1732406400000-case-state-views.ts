import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first tables of the views. */
export class CaseStateViews1732406400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table views.membership (
        inquiry_id uuid not null,
        person uuid not null,
        role text not null,
        conflict text not null,
        from_day date not null,
        until_day date,
        primary key (inquiry_id, person)
      );
      create index on views.membership (person) where until_day is null;

      create table views.procedure (
        id text not null,
        version integer not null,
        hash text not null,
        definition jsonb not null,
        primary key (id, version)
      );
      create table views.calendar (
        id text not null,
        version integer not null,
        hash text not null,
        calendar jsonb not null,
        primary key (id, version)
      );

      create table views.inquiry (
        id uuid primary key,
        version integer not null,
        number text not null,
        title jsonb not null,
        lede jsonb,
        lead_id uuid,
        unit text,
        opened_on date not null,
        provenance jsonb,
        events integer not null,
        last_position integer not null unique,
        last_kind text not null,
        last_recorded_at text not null,
        last_effective_on date not null,
        words text not null
      );

      create table views.case_board (
        id uuid primary key,
        inquiry_id uuid not null,
        number text not null,
        procedure text not null,
        stage text not null,
        closed boolean not null,
        silence_after date,
        version integer not null,
        position integer not null,
        folded_to date not null,
        state jsonb not null
      );
      create index on views.case_board (inquiry_id);
      create index on views.case_board (silence_after) where silence_after is not null;

      create table views.case_event (
        position integer primary key,
        case_id uuid not null,
        event_id uuid not null,
        type text not null,
        data jsonb not null,
        actor jsonb not null,
        on_behalf_of uuid,
        effective_on date not null,
        recorded_at text not null,
        corrects uuid
      );
      create index on views.case_event (case_id, position);

      create table views.timeline_item (
        position integer primary key,
        event_id uuid not null,
        inquiry_id uuid not null,
        case_id uuid,
        case_number text,
        rfi_id uuid,
        kind text not null,
        told boolean not null,
        title jsonb,
        params jsonb not null,
        effective_on date not null,
        recorded_at text not null,
        person uuid not null,
        actor_kind text not null,
        actor_role text not null,
        corrects uuid,
        basis jsonb not null,
        reason text,
        provenance jsonb
      );
      create index on views.timeline_item (inquiry_id, effective_on, position);
      create index on views.timeline_item (inquiry_id, position);
      create index on views.timeline_item (case_id, position);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['timeline_item', 'case_event', 'case_board', 'inquiry', 'calendar', 'procedure', 'membership'])
      await runner.query(`drop table views.${table}`);
  }
}
