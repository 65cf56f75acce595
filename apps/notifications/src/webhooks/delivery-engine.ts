import type { Moment, Uuid } from '#contracts';
import type { Pool } from 'pg';
import { RETRY_SCHEDULE, type RetrySchedule } from '../domain/delivery/retry-schedule.js';
import { longestAttemptMs, type AttemptLimits, type Sender } from './attempt/send-attempt.js';
import { signedHeaders } from './attempt/signed-headers.js';
import { claimLane, releaseLane, type Claim, type NotNow } from './queue/claim.js';
import { settle } from './queue/settle.js';

export interface EngineLimits {
  /** Attempts in flight at once in this process, all subscriptions together. */
  concurrency: number;
  /** Attempts in flight at once of one subscription: a slow receiver with many lanes leaves room for the others. */
  perSubscription: number;
  /** Milliseconds between two looks for what has come due. What is queued by this process is sent without waiting for it. */
  pollMs: number;
  /** Milliseconds beyond the longest attempt after which another process may take a lane over whose process has died. */
  leaseMarginMs: number;
  /** Milliseconds that attempts in flight are given to end when the service stops. */
  graceMs: number;
}

export const ENGINE_LIMITS: EngineLimits = {
  concurrency: 32,
  perSubscription: 8,
  pollMs: 1_000,
  leaseMarginMs: 10_000,
  graceMs: 2_000,
};

export interface EngineOptions {
  pool: Pool;
  /** The service's clock: retries go by it, a demonstration's too. */
  clock: { now(): Promise<Moment> };
  sender: Sender;
  attempt: AttemptLimits;
  limits?: Partial<EngineLimits>;
  schedule?: RetrySchedule;
  /** In [0, 1); default Math.random. */
  random?: () => number;
  /** Whether it is known just now who may see what. */
  mayBeTold(): Promise<boolean>;
  report(error: Error): void;
  /** Called after each attempt, with whose it was: for live updates. */
  settled?: (claim: Pick<Claim, 'subscription' | 'lane'>) => void;
}

/**
 * Sends what is queued: per lane strictly one after the other, lanes beside each other. All it knows is in the database, so that
 * any number of processes may run one, and any of them may die at any moment: an attempt whose answer was not recorded is made again,
 * with the same `webhook-id`.
 */
export class DeliveryEngine {
  private readonly limits: EngineLimits;
  private readonly inFlight = new Map<Promise<void>, Claim>();
  private readonly stopping = new AbortController();
  private readonly calledOff = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private woken: () => void = () => undefined;
  private again = false;

  constructor(private readonly options: EngineOptions) {
    this.limits = { ...ENGINE_LIMITS, ...options.limits };
  }

  start(): void {
    this.running = this.run();
  }

  /** Something may have come due: look now. */
  wake(): void {
    this.again = true;
    this.woken();
  }

  /** Stops claiming, gives what is in flight a moment, calls the rest off. What was called off counts for nothing and is sent again. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.woken();
    await this.running;
    const timer = setTimeout(() => this.calledOff.abort(new Error('the service is stopping')), this.limits.graceMs);
    await Promise.all(this.inFlight.keys());
    clearTimeout(timer);
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.again = false;
      try {
        await this.fill();
      } catch (error) {
        this.options.report(error as Error);
      }
      await this.untilWoken();
    }
  }

  private async fill(): Promise<void> {
    if (this.inFlight.size >= this.limits.concurrency) return;
    // Whose wall it is that was raised meanwhile is not known: it is sent when it is.
    if (!(await this.options.mayBeTold())) return;
    const now = await this.options.clock.now();
    const leaseMs = longestAttemptMs(this.options.attempt) + this.limits.leaseMarginMs;
    while (this.inFlight.size < this.limits.concurrency && !this.stopping.signal.aborted) {
      const claim = await claimLane(this.options.pool, now, leaseMs, this.notNow());
      if (!claim) return;
      const attempt: Promise<void> = this.attempt(claim).finally(() => {
        this.inFlight.delete(attempt);
        this.wake();
      });
      this.inFlight.set(attempt, claim);
    }
  }

  private async attempt(claim: Claim): Promise<void> {
    const { pool, sender, clock, schedule = RETRY_SCHEDULE, random = Math.random, report } = this.options;
    try {
      const { subscription, lane, delivery: webhookId, body, secret, attempt, resend, url } = claim;
      const headers = signedHeaders({ webhookId, body, secret, attempt, resend }, new Date());
      const sent = await sender.send(url, headers, body, this.calledOff.signal);
      const ours = await settle(pool, claim, { ...sent, headers }, schedule, await clock.now(), random());
      if (!ours) report(new LeaseLost(claim));
      this.options.settled?.({ subscription, lane });
    } catch (error) {
      if (this.calledOff.signal.aborted) await releaseLane(pool, claim).catch(report);
      // Else it could not be signed or recorded: the lane is left to its lease, so that the receiver does not get the same all the time.
      else report(error as Error);
    }
  }

  private notNow(): NotNow {
    const inFlight = [...this.inFlight.values()];
    const counts = new Map<Uuid, number>();
    for (const { subscription } of inFlight) counts.set(subscription, (counts.get(subscription) ?? 0) + 1);
    const full = [...counts].filter(([, count]) => count >= this.limits.perSubscription);
    return { busy: full.map(([subscription]) => subscription), inFlight };
  }

  private untilWoken(): Promise<void> {
    if (this.again || this.stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.limits.pollMs);
      this.woken = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** An attempt took longer than its lease: another process has the lane by now, and may have sent the same once more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  constructor({ subscription, lane, delivery }: Pick<Claim, 'subscription' | 'lane' | 'delivery'>) {
    super(`the lease of lane ${lane} of subscription ${subscription} ended before delivery ${delivery} was recorded`);
  }
}
