import type { CheckpointMove } from '#event-store';
import { BaseRpcContext } from '@nestjs/microservices';
import type { FeedBatchShape, FeedContextShape, FeedEvent } from '../feed.js';

/** What a handler gets as `@Ctx()`: the event, and the checkpoint that it must move in its effect's own commit. */
export class FeedContext extends BaseRpcContext<[FeedEvent]> implements FeedContextShape {
  constructor(
    readonly event: FeedEvent,
    readonly checkpoint: CheckpointMove,
    readonly attempt: number,
    readonly signal: AbortSignal,
    private readonly move: (moves: CheckpointMove[]) => Promise<void>,
  ) {
    super([event]);
  }

  get consumer(): string {
    return this.checkpoint.consumer;
  }
  get publisher(): string {
    return this.event.publisher;
  }
  get lane(): string {
    return this.event.lane;
  }
  get sequence(): number {
    return this.event.sequence;
  }

  async settle(): Promise<void> {
    await this.move([this.checkpoint]);
  }
}

/** What a handler of batches gets as `@Ctx()`. */
export class FeedBatch extends BaseRpcContext<[FeedEvent[]]> implements FeedBatchShape {
  constructor(
    readonly consumer: string,
    readonly publisher: string,
    readonly events: FeedEvent[],
    readonly checkpoints: CheckpointMove[],
    readonly attempt: number,
    readonly signal: AbortSignal,
    private readonly move: (moves: CheckpointMove[]) => Promise<void>,
  ) {
    super([events]);
  }

  async settle(): Promise<void> {
    await this.move(this.checkpoints);
  }
}
