import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { InquiryOpenedV1 } from '#contracts';
import { feedOf, type FeedContextShape } from '#event-feed';
import { SYSTEM } from '#service-kit';
import type { z } from 'zod';
import { takeLead } from '../domain/lead/lead.decide.js';
import { leadAggregate } from '../domain/lead/lead.state.js';
import { Intake } from '../intake.js';

/** An inquiry was opened from a lead: the lead is taken, or it is recorded why it is not. */
@Controller()
export class WhenInquiryOpened {
  constructor(@Inject(Intake) private readonly intake: Intake) {}

  @EventPattern<string>('dossier.case-state.InquiryOpened.v1', feedOf('intake.reactions'))
  async handle(
    @Payload() { leadId, inquiryId }: z.infer<typeof InquiryOpenedV1>,
    @Ctx() context: FeedContextShape,
  ): Promise<void> {
    if (!leadId) return context.settle();
    const { event, checkpoint } = context;
    await this.intake.runtime.commands.run(
      {
        operation: 'lead.take',
        origin: {
          actor: SYSTEM,
          idempotencyKey: event.id,
          correlation: event.correlation,
          causation: event.id,
          checkpoint,
        },
        request: { leadId, inquiryId },
        factOf: event.effectiveOn,
      },
      async (act) => {
        const lead = await act.load(leadAggregate, leadId);
        act.add(lead, takeLead(lead.state, leadId, inquiryId));
      },
    );
  }
}
