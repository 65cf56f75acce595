import { randomUUID } from 'node:crypto';
import type { LiveSignal } from '#contracts';
import pg from 'pg';

const CHANNEL = 'dossier_live';

/** First wait after the connection was lost, doubled up to the last. Milliseconds. */
const AGAIN_MS = 100;
const LATEST_AGAIN_MS = 5000;

/** Carries live signals to the other instances of the service, over its database. It is quick, and forgets: whoever misses one is told so. */
export interface SignalsBetweenInstances {
  start(): void;
  /** Tells the other instances. */
  send(what: LiveSignal): void;
  stop(): Promise<void>;
}

interface Hearing {
  /** A signal of another instance. */
  heard(what: LiveSignal): void;
  /** Some may have been missed. */
  missed(): void;
  report(error: Error): void;
}

export function signalsBetweenInstances(pool: pg.Pool, { heard, missed, report }: Hearing): SignalsBetweenInstances {
  const self = randomUUID();
  let listener: pg.Client | undefined;
  let again: NodeJS.Timeout | undefined;
  let wait = AGAIN_MS;
  let stopped = false;
  let connecting: Promise<void> = Promise.resolve();

  const connect = async (first: boolean): Promise<void> => {
    const client = new pg.Client({ ...pool.options, application_name: 'dossier-notifications-live' });
    client.on('error', () => lost(client)); // `end` follows, or has been
    client.once('end', () => lost(client));
    client.on('notification', ({ payload }) => {
      const { from, what } = JSON.parse(payload ?? '{}') as { from?: string; what?: LiveSignal };
      if (from !== self && what) heard(what);
    });
    listener = client;
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      wait = AGAIN_MS;
      if (!first) missed();
    } catch (error) {
      if (!stopped) report(error as Error);
      lost(client);
    }
  };

  const lost = (client: pg.Client): void => {
    if (stopped || listener !== client) return;
    listener = undefined;
    void client.end().catch(() => undefined); // it is gone already
    again = setTimeout(() => void (connecting = connect(false)), wait);
    wait = Math.min(2 * wait, LATEST_AGAIN_MS);
  };

  return {
    start: () => void (connecting = connect(true)),
    send(what) {
      pool.query('select pg_notify($1, $2)', [CHANNEL, JSON.stringify({ from: self, what })]).catch(report);
    },
    async stop() {
      stopped = true;
      clearTimeout(again);
      await connecting;
      await listener?.end();
    },
  };
}
