import type { CorrectStep, ReopenCase, TakeStep, Uuid } from '#contracts';
import {
  mustHaveSignedInLately,
  record,
  SYSTEM,
  type CommandHeaders,
  type CommandOutcome,
  type RequestActor,
} from '#service-kit';
import { uuid7 } from '#event-store';
import type { CaseStateDoors } from '../case-state.js';
import { takeStepByOfficer } from '../domain/case/case.decide.js';
import { correctStep } from '../domain/case/correct.js';
import { reopenCase } from '../domain/case/reopen.js';
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
  const { state, rules, rulesOf } = await doors.caseAtHand(caseId, reader);
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

/** Opens a closed case again. */
export async function reopenCaseOn(
  doors: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  caseId: Uuid,
  body: ReopenCase,
): Promise<CommandOutcome> {
  const { state, rules, rulesOf } = await doors.caseAtHand(caseId, reader);
  const spec = { operation: 'case.reopen', request: { caseId, body }, effective: body };
  return inOwnRole(doors, { reader, headers }, state.inquiryId, spec, async (act, { matter, role }) => {
    const it = await act.load(doors.cases, caseId, { subject: true });
    const { reason, stage } = body;
    const facts = { rules, rulesOf, teamOn: (day: string) => teamOn(matter.state, day) };
    const decided = reopenCase(it.state, { reason, stage, role, effectiveOn: act.effectiveOn }, facts);
    // As each act that those alone may do who answer for the case.
    if (!isRejected(decided)) mustHaveSignedInLately(reader);
    return record(act, it, decided);
  });
}

/** Records a step once more, as it really was, in the place of an earlier record of it. */
export async function correctStepOn(
  doors: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  caseId: Uuid,
  body: CorrectStep,
): Promise<CommandOutcome> {
  const { state, rules, rulesOf } = await doors.caseAtHand(caseId, reader);
  const { event, inputs, reason, effectiveOn } = body;
  // Why it is corrected is why it takes effect on an earlier day.
  const effective = { effectiveOn, backdatingReason: reason };
  const spec = { operation: 'case.correct', request: { caseId, body }, effective };
  return inOwnRole(doors, { reader, headers }, state.inquiryId, spec, async (act, { matter, role }) => {
    const it = await act.load(doors.cases, caseId, { subject: true });
    const facts = { rules, rulesOf, teamOn: (day: string) => teamOn(matter.state, day) };
    const command = { event, inputs, reason, role, effectiveOn: act.effectiveOn, today: act.today };
    const decided = correctStep(it.state, command, facts);
    if (isRejected(decided)) return decided;
    const [corrected, ...consequences] = decided;
    if (!corrected) return undefined;
    // Signed as the step itself is.
    const taken = corrected.type === 'StepTaken' ? corrected.data.step : undefined;
    const definition = rules.procedure.steps.find(({ id }) => id === taken);
    if (definition && isSigned(rules.procedure, definition)) mustHaveSignedInLately(reader);
    const id = uuid7();
    const further = consequences.map((one) => ({ ...one, actor: SYSTEM, causation: id }));
    return record(act, it, [{ ...corrected, id }, ...further]);
  });
}
