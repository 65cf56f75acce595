import type { TakeStep, Uuid } from '#contracts';
import {
  mustHaveSignedInLately,
  record,
  type CommandHeaders,
  type CommandOutcome,
  type RequestActor,
} from '#service-kit';
import type { CaseStateDoors } from '../case-state.js';
import { takeStepByOfficer } from '../domain/case/case.decide.js';
import { isRejected } from '../domain/rejection.js';
import { isSigned } from '../domain/procedure/signing.js';
import { teamOn } from '../domain/inquiry/inquiry.state.js';
import { inOwnRole } from './in-own-role.js';

/** Takes a step on a case. The team that its guards saw is held: if it changes meanwhile, it is decided again. @throws Problem sign-in-again */
export async function takeStepOn(
  doors: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  caseId: Uuid,
  body: TakeStep,
): Promise<CommandOutcome> {
  const { state, rules, rulesOf } = await doors.caseAtHand(caseId);
  const spec = { operation: 'case.take-step', request: { caseId, body }, effective: body };
  return inOwnRole(doors, { reader, headers }, state.inquiryId, spec, async (act, { matter, role }) => {
    const it = await act.load(doors.cases, caseId, { subject: true });
    const { step, inputs, provenance } = body;
    const command = { step, inputs, role, effectiveOn: act.effectiveOn, ...(provenance && { provenance }) };
    const facts = { rules, rulesOf, teamOn: (day: string) => teamOn(matter.state, day) };
    const decided = takeStepByOfficer(it.state, command, facts);
    const definition = rules.procedure.steps.find(({ id }) => id === step);
    // Last of all: nobody is sent to sign in for a step that is then refused.
    if (!isRejected(decided) && definition && isSigned(rules.procedure, definition)) mustHaveSignedInLately(reader);
    return record(act, it, decided);
  });
}
