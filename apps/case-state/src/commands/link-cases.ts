import type { Decision, Uuid } from '#contracts';
import { commandIdFrom } from '#event-store';
import { record, type CommandHeaders, type CommandOutcome, type RequestActor } from '#service-kit';
import type { CaseStateDoors } from '../case-state.js';
import {
  otherUnknown,
  pairName,
  relation,
  type Pair,
  type RelationEvent,
  type RelationState,
} from '../domain/relation/relation.js';
import { isWalled } from '../domain/inquiry/access.state.js';
import { roleOn } from '../domain/inquiry/inquiry.state.js';
import { inOwnRole } from './in-own-role.js';

/**
 * Links two cases, or ends the link: an act of the team of the one, who may see the other.
 * @param decide the decision on the pair
 */
export async function changeLink(
  doors: CaseStateDoors,
  { reader, headers }: { reader: RequestActor; headers: CommandHeaders },
  { operation, caseId, other, reason }: { operation: string; caseId: Uuid; other: Uuid; reason: string },
  decide: (state: RelationState, pair: Pair['cases'], reason: string) => Decision<RelationEvent>,
): Promise<CommandOutcome> {
  const { state } = await doors.caseAtHand(caseId, reader);
  const spec = { operation, request: { caseId, other, reason } };
  return inOwnRole(doors, { reader, headers }, state.inquiryId, spec, async (act) => {
    const it = await act.load(relation, commandIdFrom(`relation|${pairName(caseId, other)}`), { subject: true });
    const inquiryId = await inquiryInSight(doors, reader, other);
    if (inquiryId === undefined) return otherUnknown();
    const pair: Pair['cases'] = [
      { caseId, inquiryId: state.inquiryId },
      { caseId: other, inquiryId },
    ];
    return record(act, it, decide(it.state, pair, reason));
  });
}

/**
 * The inquiry of a case, if the reader may see it; by the log where that suffices, since the view may not have heard yet of a team that was
 * put together a moment ago. That there is no such case, and that it is not for this reader, are found out on one way.
 */
async function inquiryInSight(doors: CaseStateDoors, reader: RequestActor, caseId: Uuid): Promise<Uuid | undefined> {
  const [opened] = await doors.runtime.log.read(`case-${caseId}`);
  const inquiryId = (opened?.data as { inquiryId: Uuid } | undefined)?.inquiryId;
  const history = await doors.inquiryHistory(inquiryId ?? caseId);
  const ground = await doors.runtime.access.groundFor(reader, inquiryId ?? caseId);
  const sees =
    !isWalled(history, reader.person) && (roleOn(history, reader.person) !== undefined || ground !== undefined);
  return sees ? inquiryId : undefined;
}
