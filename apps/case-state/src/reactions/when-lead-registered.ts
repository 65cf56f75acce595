import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { LeadRegisteredV1 } from '#contracts';
import { feedOf, type FeedContextShape } from '#event-feed';
import { SYSTEM } from '#service-kit';
import type { z } from 'zod';
import { CaseStateDoors } from '../case-state.js';
import { lead, noteLead } from '../domain/lead/lead.js';

/** A lead was registered: an inquiry can be opened from it. */
@Controller()
export class WhenLeadRegistered {
  constructor(@Inject(CaseStateDoors) private readonly doors: CaseStateDoors) {}

  @EventPattern<string>('dossier.intake.LeadRegistered.v1', feedOf('case-state.reactions'))
  async handle(
    @Payload() { leadId }: z.infer<typeof LeadRegisteredV1>,
    @Ctx() { event, checkpoint }: FeedContextShape,
  ): Promise<void> {
    await this.doors.runtime.commands.run(
      {
        operation: 'lead.note',
        origin: {
          actor: SYSTEM,
          idempotencyKey: event.id,
          correlation: event.correlation,
          causation: event.id,
          checkpoint,
        },
        request: { event: event.id },
      },
      async (act) => {
        const it = await act.load(lead, leadId, { subject: true });
        // The day is the fact's own, as with every fact of another service.
        act.add(
          it,
          noteLead(it.state, leadId).map((noted) => ({ ...noted, effectiveOn: event.effectiveOn })),
        );
      },
    );
  }
}
