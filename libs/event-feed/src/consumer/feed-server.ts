import type { Json } from '#contracts';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { ConsumerOptions } from '../feed.js';
import type { BatchGroup } from './handlers.js';
import { FeedConsumer } from './feed-consumer.js';

/**
 * The transport of a consumer's handlers: `@EventPattern<string>('dossier.intake.RfiIssued.v1', feedOf('case-state'))`
 * (without `<string>` the compiler takes Nest's overload for handlers that have no context).
 * Several services can share a process: each server takes the handlers that name its consumer, and only these.
 */
export function feedOf(consumer: string): symbol {
  return Symbol.for(`dossier.feed.${consumer}`);
}

/** NestJS transport strategy of one consumer. Give it to `connectFeed`; `close` comes with the application's. */
export class FeedServer extends Server implements CustomTransportStrategy {
  /** Catching up, dead letters, counters. */
  readonly consumer: FeedConsumer;
  // Failures come back to us: Nest need not log them.
  override readonly propagatesEventHandlerErrors = true;
  private readonly groups = new Map<unknown, BatchGroup>();
  private readonly name: string;

  constructor(options: ConsumerOptions) {
    super();
    this.name = options.consumer;
    this.transportId = feedOf(options.consumer);
    this.consumer = new FeedConsumer(options);
  }

  /** @throws TwoHandlers; an Error for a type without contract, or for a handler that is no event handler */
  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    const type = this.normalizePattern(pattern as string);
    if (!isEventHandler)
      throw new Error(`consumer ${this.name}: ${type} is a @MessagePattern; the feed has nobody to answer`);
    const handle = async (data: unknown, context: unknown) => {
      const answer: unknown = await callback(data, context);
      // An interceptor turns a handler's answer into a stream: it has handled when the stream ends.
      return isObservable(answer) ? lastValueFrom(answer, { defaultValue: undefined }) : answer;
    };
    const { batch } = extras;
    if (batch === undefined)
      this.consumer.handlers.add(type, { kind: 'each', handle: async (data: Json, context) => handle(data, context) });
    else this.consumer.handlers.add(type, { kind: 'batch', group: this.groupOf(extras, batch), handle });
    super.addHandler(pattern, callback, isEventHandler, extras);
  }

  listen(callback: (error?: unknown) => void): void {
    this.consumer.start().then(() => callback(), callback);
  }

  async close(): Promise<void> {
    await this.consumer.stop();
  }

  on(): never {
    throw new Error('the feed has no events of its own: see `consumer.status()`');
  }

  unwrap<T>(): T {
    return this.consumer as T;
  }

  /** All types of one decorated method come with the same extras: they share their batches. */
  private groupOf(extras: unknown, size: unknown): BatchGroup {
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 1) {
      throw new Error(`consumer ${this.name}: batch must be a whole number from 1`);
    }
    let group = this.groups.get(extras);
    if (!group) this.groups.set(extras, (group = { size, waiting: new Set() }));
    return group;
  }
}
