import { Relay } from '#event-feed';
import { cuttingProxy, eventually, type CuttingProxy } from '#testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { publisherIn, world, type World } from './contract/feed-world.js';

const LEASE_MS = 2_000;

/** With brokers that are not there: who holds the lease is a matter of the database alone. */
describe('a relay that has nothing to send', () => {
  let intake: World;
  let proxy: CuttingProxy;
  let pool: pg.Pool;
  let relay: Relay;
  let publishers = { opened: 0, closed: 0 };
  beforeEach(async () => {
    intake = await world();
    proxy = await cuttingProxy(Number(new URL(intake.store.serviceUrl).port));
    pool = new pg.Pool({ connectionString: proxy.through(intake.store.serviceUrl), max: 4 });
    pool.on('error', () => {}); // cut on purpose
    publishers = { opened: 0, closed: 0 };
    relay = new Relay({
      service: 'intake',
      pool,
      kafka: { brokers: ['127.0.0.1:1'] },
      epoch: intake.log.identity.epoch,
      leaseMs: LEASE_MS,
      publisher: () => {
        publishers.opened++;
        const publisher = publisherIn(intake);
        return Object.assign(Object.create(publisher) as typeof publisher, {
          close: async () => {
            publishers.closed++;
            await publisher.close();
          },
        });
      },
    });
    await relay.start();
    await eventually(() => relay.status().state === 'active' && publishers.opened === 1);
  });
  afterEach(async () => {
    await relay.close();
    await pool.end();
    await proxy.close();
    await intake.dispose();
  });

  test('says that it waits as soon as another has taken over, and numbers no more beside it', async () => {
    // The other one, by hand; it beats on for as long as it is looked at.
    const { rows } = await intake.pool.query<{ token: number }>(
      'update feed.relay set token = token + 1, beat = beat + 1, free = false returning token::float8 as token',
    );
    const beat = setInterval(() => void intake.pool.query('update feed.relay set beat = beat + 1'), LEASE_MS / 8);
    try {
      await eventually(() => relay.status().state === 'waiting');
      await eventually(() => publishers.closed === 1);
      await eventually(() => relay.status().error === undefined);
    } finally {
      clearInterval(beat);
    }
    // The other one has died: this one takes its place.
    await eventually(() => relay.status().state === 'active' && publishers.opened === 2);
    const after = await intake.pool.query<{ token: number }>('select token::float8 as token from feed.relay');
    expect(after.rows[0]!.token).toBe(rows[0]!.token + 1);
  });

  test('does not pass for the active one when its database has been away for longer than the lease', async () => {
    proxy.refuse(true);
    proxy.cutAll();
    await eventually(() => relay.status().state === 'waiting');
    expect(relay.status().error).toBeDefined();
    proxy.refuse(false);
    await eventually(() => relay.status().state === 'active');
  });
});
