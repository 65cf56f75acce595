import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { abandon, connect } from './connections.js';

const CHANNEL = 'log';
/** Milliseconds between two NOTIFYs of a busy process; the first after a pause goes out at once. A NOTIFY costs the server half an append. */
const BETWEEN = 2;

/**
 * Tells readers that the log has grown: those of this process at once, those of others by NOTIFY. It only shortens their wait; what matters
 * is that they look each second all the same, for a process that dies between commit and NOTIFY announces nothing.
 */
export class Bell {
  /** Counts up whenever the log may have grown. */
  rings = 0;
  private readonly ears = new EventEmitter().setMaxListeners(0);
  private client: Client | undefined;
  private connecting = false;
  private closed = false;
  private listening = false;
  private told = 0;
  private toTell = 0;
  private telling = false;

  constructor(private readonly url: string) {}

  /** After a commit: wakes the readers here, and tells the others. Under load several NOTIFYs melt into one. */
  ring(position: number): void {
    this.wake();
    this.toTell = Math.max(this.toTell, position);
    void this.tell();
  }

  /** From now on, this process is woken by others. */
  listen(): void {
    if (this.listening) return;
    this.listening = true;
    void this.connection();
  }

  /** Resolves when the log may have grown since `rings` was `seen`, when `limit` milliseconds are over, or when the signal aborts. */
  async heard(seen: number, limit: number, signal: AbortSignal): Promise<void> {
    if (this.rings !== seen || signal.aborted) return;
    const over = AbortSignal.any([signal, AbortSignal.timeout(limit)]);
    await once(this.ears, 'ring', { signal: over }).catch(() => {}); // aborted: the time is up
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.client?.end();
  }

  private wake(): void {
    this.rings++;
    this.ears.emit('ring');
  }

  private async tell(): Promise<void> {
    if (this.telling) return;
    this.telling = true;
    try {
      while (this.told < this.toTell) {
        const client = await this.connection();
        if (!client) return; // the database is away: the readers look each second
        const position = this.toTell;
        await client.query({ name: 'notify', text: 'select pg_notify($1, $2)', values: [CHANNEL, String(position)] });
        this.told = position;
        await pause(BETWEEN, undefined, { ref: false });
      }
    } catch {
      this.drop();
    } finally {
      this.telling = false;
    }
  }

  private async connection(): Promise<Client | undefined> {
    if (this.client || this.closed || this.connecting) return this.client;
    this.connecting = true;
    try {
      // Nothing durable happens on this connection: no need to wait for the disk at the end of a NOTIFY.
      const client = await connect(this.url, 'notify', (lost) => this.drop(lost), ['synchronous_commit=off']);
      client.on('notification', () => this.wake());
      await client.query(`listen ${CHANNEL}`);
      this.client = client;
      this.wake(); // what was announced while nobody listened
      return client;
    } catch {
      return undefined;
    } finally {
      this.connecting = false;
    }
  }

  /** Called by readers now and then: makes up for a lost connection. */
  async mend(): Promise<void> {
    if (this.listening) await this.connection();
  }

  private drop(client = this.client): void {
    if (!client || client !== this.client) return;
    this.client = undefined;
    abandon(client);
  }
}
