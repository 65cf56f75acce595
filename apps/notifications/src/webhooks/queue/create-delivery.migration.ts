import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The tables of what is to be sent and what has been sent. No view: sending cannot be repeated, so these rows are not folded anew.
 * Moments that a person or a schedule speaks of are the service's clock; leases are the database's, since they are about processes.
 */
export class CreateDelivery1732300000000 implements MigrationInterface {
  readonly name = 'CreateDelivery1732300000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- What the log says of each subscription, as far as the queue has read it.
      create table delivery.endpoints (
        subscription uuid primary key,
        url text not null,
        types text[] not null,
        inquiries uuid[] not null,
        created_by uuid not null,
        state text not null check (state in ('active', 'paused', 'ended'))
      );
      create index on delivery.endpoints using gin (inquiries) where state <> 'ended';

      -- Never in the log. The secret goes when the subscription ends; its last four characters stay, for the eye.
      create table delivery.secrets (
        subscription uuid primary key,
        secret text,
        hint text not null
      );

      -- Who may see an inquiry, as the queue has read it: in one order with the facts that it queues.
      create table delivery.members (
        inquiry uuid not null,
        person uuid not null,
        primary key (inquiry, person)
      );

      create table delivery.lanes (
        subscription uuid not null,
        lane uuid not null,
        state text not null default 'flows' check (state in ('flows', 'parked', 'ended')),
        last_sequence integer not null default 0,
        last_delivery uuid,
        due_at timestamptz not null default '-infinity',
        parked_attempt uuid,
        -- How many deliveries and asides wait: counted under the lane's row lock, so that a look for work need not count.
        waiting integer not null default 0 check (waiting >= 0),
        asides integer not null default 0 check (asides >= 0),
        -- Fencing: counted up by each claim; a result counts only under the lease that it was made under.
        lease bigint not null default 0,
        leased_until timestamptz,
        primary key (subscription, lane)
      );
      create index on delivery.lanes (due_at, lease) where state = 'flows' and waiting > 0;
      create index on delivery.lanes (due_at, lease) where asides > 0;

      create table delivery.deliveries (
        -- What the subscriber sees as webhook-id: UUIDv5 of subscription and event.
        id uuid primary key,
        place bigint generated always as identity,
        subscription uuid not null,
        lane uuid not null,
        event uuid not null,
        type text not null,
        -- From 1, without a gap, per subscription and lane; given at the first attempt.
        sequence integer,
        -- The published event; from the first attempt on the body as sent, byte for byte.
        content text not null,
        state text not null default 'waiting' check (state in ('waiting', 'delivered', 'skipped', 'withdrawn', 'test')),
        -- Failures since the schedule began; attempts of all kinds.
        tries integer not null default 0,
        attempts integer not null default 0,
        queued_at timestamptz not null,
        unique (subscription, lane, sequence)
      );
      create index on delivery.deliveries (subscription, lane, place) where state = 'waiting';
      create index on delivery.deliveries (queued_at);

      -- Sent once, beside the lane's order: resends and tests.
      create table delivery.asides (
        id uuid primary key,
        place bigint generated always as identity,
        delivery uuid not null references delivery.deliveries on delete cascade,
        subscription uuid not null,
        lane uuid not null,
        waiting boolean not null default true
      );
      create index on delivery.asides (subscription, lane, place) where waiting;

      -- The delivery log.
      create table delivery.attempts (
        id uuid primary key,
        place bigint generated always as identity,
        delivery uuid not null references delivery.deliveries on delete cascade,
        subscription uuid not null,
        lane uuid not null,
        attempt integer not null,
        resend boolean not null,
        at timestamptz not null,
        state text not null check (state in ('delivered', 'failed', 'parked', 'refused')),
        status integer,
        outcome text not null,
        took_ms integer not null,
        next_try_at timestamptz,
        url text not null,
        request_headers json not null,
        response_headers json,
        response_body text
      );
      create index on delivery.attempts (subscription, place desc);
      create index on delivery.attempts (delivery);
      create index on delivery.attempts (at);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(
      `drop table delivery.attempts, delivery.asides, delivery.deliveries, delivery.lanes, delivery.members, delivery.secrets, delivery.endpoints`,
    );
  }
}
