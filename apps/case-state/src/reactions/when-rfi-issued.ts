import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { RfiIssuedV1 } from '#contracts';
import { feedOf, type FeedContextShape } from '#event-feed';
import { SYSTEM } from '#service-kit';
import type { z } from 'zod';
import { CaseStateDoors } from '../case-state.js';
import { noteRfi } from '../domain/case/case.decide.js';
import { noteOnCase } from './noting.js';

/** A request was issued: the case notes it, and takes the step that its procedure has for that. */
@Controller()
export class WhenRfiIssued {
  constructor(@Inject(CaseStateDoors) private readonly doors: CaseStateDoors) {}

  @EventPattern<string>('dossier.intake.RfiIssued.v1', feedOf('case-state.reactions'))
  async handle(@Payload() issued: z.infer<typeof RfiIssuedV1>, @Ctx() context: FeedContextShape): Promise<void> {
    const { actor, ...rfi } = issued;
    const fact = {
      operation: 'case.note-rfi',
      caseId: rfi.caseId,
      actor: actor ?? { person: rfi.issuedBy, role: SYSTEM.role },
    };
    await noteOnCase(this.doors, context, fact, (history, facts) =>
      noteRfi(history, { rfi, effectiveOn: facts.effectiveOn }, facts),
    );
  }
}
