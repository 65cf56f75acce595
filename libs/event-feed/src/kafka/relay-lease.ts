import type { Pool } from 'pg';
import { pause } from '../pause.js';

/** Another relay has taken over: this one publishes nothing any more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  constructor() {
    super('another relay of this log has taken over');
  }
}

/** Part of the lease that the holder leaves unused, so that it has stopped before another begins. */
const MARGIN = 0.1;

/**
 * The right to send a log's events, held by one process at a time.
 *
 * No wall clock has a say. Who waits takes over when the holder's beat has stood still for the length of the lease by his own monotonic clock; the
 * holder counts from before his last beat, by his own: his time is over first, also when he was stopped in between (SIGSTOP does not stop that
 * clock). The token fences what he writes to the database, `isHeld` what he writes to the broker; of what he was halted in the middle of writing, the
 * brokers refuse what comes after the next holder's (the fence of PartitionSender).
 */
export class RelayLease {
  private validUntil: number;
  private beating: NodeJS.Timeout;
  private lost = false;
  private readonly ending = new AbortController();
  /** Aborts when another relay is found to have taken over: by the next beat, when not before. */
  readonly over = this.ending.signal;

  private constructor(
    private readonly pool: Pool,
    private readonly token: number,
    /** Sent and acknowledged up to here when the lease began. */
    readonly ordinal: number,
    private readonly leaseMs: number,
    takenAt: number,
    private readonly trouble: (error: Error) => void,
  ) {
    this.validUntil = takenAt + leaseMs * (1 - MARGIN);
    this.beating = setInterval(() => {
      this.beat().catch((error: unknown) => this.trouble(error as Error));
    }, leaseMs / 4);
  }

  /** Waits for its turn. undefined when the signal aborts before. While the database is away it waits on, and says so. */
  static async acquire(
    pool: Pool,
    leaseMs: number,
    signal: AbortSignal,
    trouble: (error: Error) => void,
  ): Promise<RelayLease | undefined> {
    let seen: { token: number; beat: number; since: number } | undefined;
    while (!signal.aborted) {
      try {
        const { rows } = await pool.query<{ token: number; beat: number; free: boolean }>(
          'select token::float8 as token, beat::float8 as beat, free from feed.relay',
        );
        const row = rows[0];
        if (!row) throw new Error('feed.relay has no row');
        const now = performance.now();
        if (!seen || seen.token !== row.token || seen.beat !== row.beat) seen = { ...row, since: now };
        if (row.free || now - seen.since >= leaseMs) {
          const taken = await pool.query<{ ordinal: number }>(
            `update feed.relay set token = token + 1, beat = beat + 1, free = false where token = $1 and beat = $2
             returning ordinal::float8 as ordinal`,
            [row.token, row.beat],
          );
          const ordinal = taken.rows[0]?.ordinal;
          if (ordinal !== undefined) return new RelayLease(pool, row.token + 1, ordinal, leaseMs, now, trouble);
          continue;
        }
      } catch (error) {
        trouble(error as Error);
        seen = undefined;
      }
      await pause(leaseMs / 5, signal);
    }
    return undefined;
  }

  isHeld(): boolean {
    return !this.lost && performance.now() < this.validUntil;
  }

  /** Sent and acknowledged up to `ordinal`. @throws LeaseLost */
  async moveTo(ordinal: number): Promise<void> {
    await this.write('update feed.relay set beat = beat + 1, ordinal = $2 where token = $1 and not free', [
      this.token,
      ordinal,
    ]);
  }

  /** Lets the next one begin at once. */
  async release(): Promise<void> {
    clearInterval(this.beating);
    this.lost = true;
    await this.pool.query('update feed.relay set free = true, beat = beat + 1 where token = $1 and not free', [
      this.token,
    ]);
  }

  private async beat(): Promise<void> {
    await this.write('update feed.relay set beat = beat + 1 where token = $1 and not free', [this.token]);
  }

  private async write(text: string, values: unknown[]): Promise<void> {
    const before = performance.now();
    const { rowCount } = await this.pool.query(text, values);
    if (rowCount === 0) {
      this.lost = true;
      clearInterval(this.beating);
      this.ending.abort();
      throw new LeaseLost();
    }
    this.validUntil = Math.max(this.validUntil, before + this.leaseMs * (1 - MARGIN));
  }
}
