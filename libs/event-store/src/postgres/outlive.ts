import type { Client, Pool } from 'pg';

/**
 * A connection that breaks says so as an event, and an event `error` that nobody hears ends the process. pg-pool listens only to
 * clients that lie idle: one that is checked out while PostgreSQL is killed takes the process with it. Whoever was asking gets the
 * error as the answer to his query, and the pool throws the client away when it comes back: here it is only kept from doing more.
 * Every pool and every client of the product passes through one of these two, before it connects.
 */
export function outliving(pool: Pool): Pool {
  return pool.on('connect', (client) => client.on('error', () => {})) as Pool;
}

/** The same for a client that belongs to no pool. */
export function outlivingClient(client: Client): Client {
  return client.on('error', () => {}) as Client;
}
