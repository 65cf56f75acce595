import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { ReplySubmittedV1 } from '#contracts';
import { feedOf, type FeedContextShape } from '#event-feed';
import type { z } from 'zod';
import { CaseStateDoors } from '../case-state.js';
import { noteReply } from '../domain/case/case.decide.js';
import { noteOnCase } from './noting.js';

/** A reply came in: the case counts it, and takes the step that its procedure has for that. */
@Controller()
export class WhenReplySubmitted {
  constructor(@Inject(CaseStateDoors) private readonly doors: CaseStateDoors) {}

  @EventPattern<string>('dossier.intake.ReplySubmitted.v1', feedOf('case-state.reactions'))
  async handle(
    @Payload() submitted: z.infer<typeof ReplySubmittedV1>,
    @Ctx() context: FeedContextShape,
  ): Promise<void> {
    const { actor, ...reply } = submitted;
    const fact = { operation: 'case.note-reply', caseId: reply.caseId, actor };
    await noteOnCase(this.doors, context, fact, (history, facts) =>
      noteReply(history, { reply, effectiveOn: facts.effectiveOn }, facts),
    );
  }
}
