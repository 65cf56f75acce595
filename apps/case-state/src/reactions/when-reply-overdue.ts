import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { ReplyOverdueV1 } from '#contracts';
import { feedOf, type FeedContextShape } from '#event-feed';
import type { z } from 'zod';
import { CaseStateDoors } from '../case-state.js';
import { noteOverdue } from '../domain/case/case.decide.js';
import { noteOnCase } from './noting.js';

/** A limit ran out without a reply: the case knows it. */
@Controller()
export class WhenReplyOverdue {
  constructor(@Inject(CaseStateDoors) private readonly doors: CaseStateDoors) {}

  @EventPattern<string>('dossier.intake.ReplyOverdue.v1', feedOf('case-state.reactions'))
  async handle(@Payload() overdue: z.infer<typeof ReplyOverdueV1>, @Ctx() context: FeedContextShape): Promise<void> {
    const fact = { operation: 'case.note-overdue', caseId: overdue.caseId };
    await noteOnCase(this.doors, context, fact, (history) => noteOverdue(history, overdue));
  }
}
