import type { ActedBy, Day, Uuid } from '#contracts';
import type { FeedContextShape } from '#event-feed';
import { SYSTEM } from '#service-kit';
import type { CaseStateDoors } from '../case-state.js';
import { notBefore, type CaseFacts } from '../domain/case/case.decide.js';
import type { CaseEvent } from '../domain/case/case.events.js';
import type { CaseHistory } from '../domain/case/case.state.js';
import { inquiry, teamOn } from '../domain/inquiry/inquiry.state.js';

/**
 * Notes a fact of intake on its case, with the place in the lane moved in the same commit. A step that is shut is a recorded
 * outcome, not an error; only a fact of a case that does not exist is one, and parks its lane.
 */
export async function noteOnCase(
  doors: CaseStateDoors,
  context: FeedContextShape,
  fact: { operation: string; caseId: Uuid; actor?: ActedBy | undefined },
  decide: (history: CaseHistory, facts: CaseFacts & { effectiveOn: Day }) => CaseEvent[],
): Promise<void> {
  const { event, checkpoint } = context;
  const { state, rules, rulesOf } = await doors.caseAtHand(fact.caseId);
  const effectiveOn = notBefore(state, event.effectiveOn);
  await doors.runtime.commands.run(
    {
      operation: fact.operation,
      origin: {
        // The service's own hand, in the name and the role of who acted at the other desk.
        actor: { ...SYSTEM, role: fact.actor?.role ?? SYSTEM.role },
        ...(fact.actor && { onBehalfOf: fact.actor.person }),
        idempotencyKey: event.id,
        correlation: event.correlation,
        causation: event.id,
        checkpoint,
      },
      request: { event: event.id },
      // The day is the fact's own, whatever this service's clock says: one that was away meanwhile records what one that was there did.
      factOf: effectiveOn,
    },
    async (act) => {
      const it = await act.load(doors.cases, fact.caseId, { subject: true });
      const team = await act.load(inquiry, state.inquiryId, { hold: true });
      act.add(it, decide(it.state, { rules, rulesOf, teamOn: (on) => teamOn(team.state, on), effectiveOn }));
    },
  );
}
