import type { LiveSignal, Uuid } from '#contracts';
import { viewBehind, type AccessReader, type Positions, type ServiceRuntime, type Sight } from '#service-kit';
import { InboxQueries } from './views/inbox/inbox.query.js';
import { LiveSignals } from './live-signals.js';
import { type SignalsBetweenInstances, signalsBetweenInstances } from './signals-between-instances.js';
import { AddressGuard } from './webhooks/address/address-guard.js';
import { ATTEMPT_LIMITS, createSender, type AttemptLimits, type Sender } from './webhooks/attempt/send-attempt.js';
import { DeliveryEngine, type EngineLimits } from './webhooks/delivery-engine.js';
import { followActs, type ActFollower } from './webhooks/queue/follow-acts.js';
import { forgetOldDeliveries } from './webhooks/queue/retention.js';

export interface NotificationsOptions {
  /** Address ranges that webhooks may reach besides public ones (`DOSSIER_WEBHOOK_ALLOW`). */
  allow: readonly string[];
  attempt?: AttemptLimits;
  engine?: Partial<EngineLimits>;
  report(error: Error): void;
}

const RETENTION_EVERY_MS = 3_600_000;
/** How long a query waits for acts to be in the queue; the same as for views. */
const PATIENCE_MS = 2_000;

/** The parts of the service that its doors work with, and what runs in it by itself. */
export class Notifications {
  readonly inbox: InboxQueries;
  readonly live = new LiveSignals();
  private readonly stopping = new AbortController();
  /** Aborts when the service stops: open streams would keep the server from closing. */
  readonly ending = this.stopping.signal;
  readonly guard: AddressGuard;
  readonly acts: ActFollower;
  readonly engine: DeliveryEngine;
  private readonly between: SignalsBetweenInstances;
  private readonly sender: Sender;
  private retention: NodeJS.Timeout | undefined;

  constructor(
    readonly runtime: ServiceRuntime,
    private readonly options: NotificationsOptions,
  ) {
    const { pool, log, clock } = runtime;
    const attempt = options.attempt ?? ATTEMPT_LIMITS;
    this.inbox = new InboxQueries(runtime);
    this.guard = new AddressGuard(options.allow);
    this.sender = createSender(this.guard, attempt);
    this.engine = new DeliveryEngine({
      pool,
      clock,
      sender: this.sender,
      attempt,
      mayBeTold: () => runtime.access.isKnown(),
      ...(options.engine && { limits: options.engine }),
      report: options.report,
      settled: ({ subscription, lane }) =>
        this.announceEverywhere({
          position: runtime.projector.position(),
          type: 'DeliveryAttempted',
          subject: subscription,
          ...(lane !== subscription && { inquiryId: lane }),
        }),
    });
    this.between = signalsBetweenInstances(pool, {
      heard: (what) => this.live.announce(what),
      missed: () => this.live.endAll(),
      report: options.report,
    });
    this.acts = followActs(log, pool, () => this.engine.wake(), options.report);
    // What the demonstration's time has made due is sent without waiting for the next look.
    clock.onAdvance(async () => this.engine.wake());
  }

  /** What one instance alone has noticed, to the open streams of all. What stands in the own log each instance notices by itself. */
  announceEverywhere(what: LiveSignal): void {
    this.live.announce(what);
    this.between.send(what);
  }

  start(): void {
    this.between.start();
    this.acts.start();
    this.engine.start();
    const tidy = () => void this.tidy().catch(this.options.report);
    this.retention = setInterval(tidy, RETENTION_EVERY_MS);
    this.retention.unref();
    tidy();
  }

  async stop(): Promise<void> {
    clearInterval(this.retention);
    this.stopping.abort();
    await this.engine.stop();
    await this.acts.stop();
    await this.sender.close();
    await this.between.stop();
  }

  sightOf(reader: AccessReader): Promise<Sight> {
    return this.runtime.access.sightOf(reader);
  }

  async maySee(reader: AccessReader, inquiryId: Uuid): Promise<boolean> {
    return (await this.runtime.access.groundFor(reader, inquiryId)) !== undefined;
  }

  /** Waits for what the caller has seen: views, reactions, and the acts in the queue. @throws Problem view-behind */
  async waitFor(positions: Positions): Promise<void> {
    await this.runtime.waitFor(positions);
    const own = positions.notifications;
    if (own === undefined) return;
    await this.acts.reached(own, AbortSignal.timeout(PATIENCE_MS)).catch(() => {
      throw viewBehind();
    });
  }

  /**
   * Those of the inquiries wanted whose team a person is on. When one is missing, looks again after all that the other services have
   * published is taken in: a command that follows another service's answer at once must not be told that its inquiry does not exist.
   */
  async teamsOf(person: Uuid, wanted: readonly Uuid[]): Promise<Set<Uuid>> {
    const known = await this.runtime.access.teamsOf(person, wanted);
    if (wanted.every((inquiry) => known.has(inquiry))) return known;
    const heads = await Promise.all(
      this.runtime.sources.map(async (source) => [source.publisher, (await source.numbered()).position] as const),
    );
    await this.runtime.waitFor(Object.fromEntries(heads));
    return this.runtime.access.teamsOf(person, wanted);
  }

  private async tidy(): Promise<void> {
    await forgetOldDeliveries(this.runtime.pool, await this.runtime.clock.now());
  }
}
