import { Controller } from '@nestjs/common';
import { Ctx, EventPattern } from '@nestjs/microservices';
import { publishedContracts, type TeamMemberJoinedV1, type TeamMemberLeftV1, type WallRaisedV1 } from '#contracts';
import { FeedContext, feedOf, type FeedEvent } from '#event-feed';
import { LogUnavailable, moveCheckpoint } from '#event-store';
import { inTransaction } from '#service-kit';
import type { z } from 'zod';
import { TOLD } from '../domain/inbox/told-facts.js';
import { Notifications } from '../notifications.js';
import { enqueue } from '../webhooks/queue/enqueue.js';
import { memberJoined, memberLeft } from '../webhooks/queue/members.js';

/** Milliseconds that a live signal waits for its view; after that, whoever looks sees it all the same. */
const VIEW_PATIENCE_MS = 10_000;

/** Milliseconds that an event waits for the acts recorded before it: well below what a handler may take, which would count as its fault. */
const ACTS_PATIENCE_MS = 10_000;

/**
 * Whatever is published is queued for its subscribers, in one commit with the place in the feed. One handler for all types, and
 * the team's changes in it: who may see an inquiry is read in one order with what is told of it.
 */
@Controller()
export class WhenPublished {
  constructor(private readonly notifications: Notifications) {}

  @EventPattern(Object.keys(publishedContracts), feedOf('notifications.reactions'))
  async published(@Ctx() ctx: FeedContext): Promise<void> {
    const { runtime, engine } = this.notifications;
    const { event } = ctx;
    // A subscription that was created before now gets this event: its creation must be in the queue first.
    await this.knowsAllActs(await runtime.log.head(), ctx.signal);
    const now = await runtime.clock.now();
    await inTransaction(runtime.pool, async (db) => {
      await moveCheckpoint(db, ctx.checkpoint);
      if (event.type === 'dossier.case-state.TeamMemberJoined.v1') {
        const { inquiryId, person } = event.data as z.output<typeof TeamMemberJoinedV1>;
        await memberJoined(db, inquiryId, person);
      }
      if (event.type === 'dossier.case-state.TeamMemberLeft.v1') {
        const { inquiryId, person } = event.data as z.output<typeof TeamMemberLeftV1>;
        await memberLeft(db, inquiryId, person);
      }
      if (event.type === 'dossier.case-state.WallRaised.v1') {
        const { inquiryId, person } = event.data as z.output<typeof WallRaisedV1>;
        await memberLeft(db, inquiryId, person);
      }
      await enqueue(db, event, now);
    });
    engine.wake();
    if (event.type in TOLD) this.announceWhenSeen(event);
  }

  /** @throws LogUnavailable, which is nobody's fault: the event is tried again as long as it takes, and parks no lane */
  private async knowsAllActs(position: number, signal: AbortSignal): Promise<void> {
    try {
      await this.notifications.acts.reached(position, AbortSignal.any([signal, AbortSignal.timeout(ACTS_PATIENCE_MS)]));
    } catch (cause) {
      throw new LogUnavailable('not-written', 'The acts on subscriptions cannot be followed just now.', { cause });
    }
  }

  /** Live updates announce only what the view has reached. */
  private announceWhenSeen({ publisher, position, lane, type, id }: FeedEvent): void {
    const { runtime } = this.notifications;
    void runtime.foreignViews.consumer.caughtUpTo(publisher, position, { timeoutMs: VIEW_PATIENCE_MS, lane }).then(
      () =>
        this.notifications.announceEverywhere({
          position: runtime.projector.position(),
          inquiryId: lane,
          subject: id,
          type,
        }),
      // The view's lane is parked (its own report says so) or far behind: there is nothing to announce yet.
      () => undefined,
    );
  }
}
