import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of the views: folded from logs alone, so that they can be dropped and folded anew. */
export class CreateViews1732300000001 implements MigrationInterface {
  readonly name = 'CreateViews1732300000001';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table membership (
        inquiry uuid not null,
        person uuid not null,
        joined_at timestamptz not null,
        left_at timestamptz,
        role text not null,
        primary key (inquiry, person, joined_at)
      );
      create index on membership (person) where left_at is null;

      create table subscription (
        id uuid primary key,
        version integer not null,
        title text not null,
        url text not null,
        types text[] not null,
        inquiries uuid[] not null,
        state text not null,
        created_by uuid not null,
        created_at timestamptz not null
      );
      create index on subscription (created_by, created_at);

      create table inbox_fact (
        id uuid primary key,
        kind text not null,
        params jsonb not null,
        inquiry uuid not null,
        case_id uuid,
        rfi uuid,
        addressee uuid,
        only_for uuid,
        actor uuid,
        invented boolean not null,
        at timestamptz not null
      );
      create index on inbox_fact (inquiry, at desc, id desc);

      create table inbox_inquiry (
        id uuid primary key,
        number text not null,
        title jsonb not null
      );

      create table inbox_read (
        person uuid not null,
        item uuid not null,
        read_at timestamptz not null,
        primary key (person, item)
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table membership, subscription, inbox_fact, inbox_inquiry, inbox_read');
  }
}
