import type { ProcedureDefinition, Role, StepDefinition } from '#contracts';

/** Who answers for a case. What they alone may do, the authority does in its own name: it decides, opens, closes, asks, objects. */
const ANSWERING: readonly Role[] = ['case-manager', 'head-of-unit'];

/**
 * Whether taking a step is an act that is signed in somebody's name: whoever takes it must have signed in lately. The procedure says so
 * (`signed`); where it does not, it follows from who may take the step: those who answer for the case and nobody else, or, of a step that records
 * a signature which another one needs (`sign`), nobody who only prepares. What is received, noted or kept in the register is not signed.
 */
export function isSigned(procedure: ProcedureDefinition, step: StepDefinition): boolean {
  // A request is signed where it is issued.
  if (step.by === 'rfi-issued') return true;
  if (step.by !== 'officer') return false;
  if (step.signed !== undefined) return step.signed;
  if (step.may.every((role) => ANSWERING.includes(role))) return true;
  const isSignature = procedure.steps.some(({ consents = [] }) =>
    consents.some(({ must, step: by }) => must === 'sign' && by === step.id),
  );
  return isSignature && !step.may.includes('case-handler');
}
