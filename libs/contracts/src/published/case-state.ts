import { z } from 'zod';
import { RfiRule, Role, RulePin } from '../procedure.js';
import { ActedBy, CaseNumber, Day, LocalizedText, Provenance, Uuid } from '../values.js';

/** An inquiry was opened. Lane: the inquiry. */
export const InquiryOpenedV1 = z.object({
  inquiryId: Uuid,
  number: z.string(),
  title: LocalizedText,
  leadId: Uuid.optional(),
  unit: z.string().optional(),
  provenance: Provenance.optional(),
});

/** A person joined the inquiry's team: may see it from now on. */
export const TeamMemberJoinedV1 = z.object({ inquiryId: Uuid, person: Uuid, role: Role, actor: ActedBy.optional() });

/** A person left the inquiry's team: may not see it any more. */
export const TeamMemberLeftV1 = z.object({ inquiryId: Uuid, person: Uuid });

/** A case was opened on an inquiry, under a procedure; carries what intake must know of its rules. */
export const CaseOpenedV1 = z.object({
  inquiryId: Uuid,
  caseId: Uuid,
  number: CaseNumber,
  title: LocalizedText,
  procedure: RulePin,
  calendar: RulePin,
  /** Rules of counting and site of its limits, as the procedure names them; default: Regulation 1182/71, the calendar's seat. */
  counting: z.string().optional(),
  site: z.string().optional(),
  stage: z.string(),
  follows: Uuid.optional(),
  rfiRules: z.array(RfiRule),
  provenance: Provenance.optional(),
  actor: ActedBy.optional(),
});

/** A procedural step was taken on a case: by an officer, by a fact of intake, or by the lapse of a clock. */
export const StepTakenV1 = z.object({
  inquiryId: Uuid,
  caseId: Uuid,
  caseNumber: CaseNumber,
  step: z.string(),
  title: LocalizedText,
  fromStage: z.string(),
  toStage: z.string(),
  /** The case is at its end. */
  closes: z.boolean(),
  by: z.enum(['officer', 'opening', 'rfi-issued', 'reply-submitted', 'lapse']),
  /** New ends of the clocks that the step touched. */
  clocks: z.array(
    z.object({ clock: z.string(), state: z.enum(['running', 'suspended', 'ended', 'lapsed']), end: Day.nullable() }),
  ),
  hypothetical: z.boolean().optional(),
  provenance: Provenance.optional(),
  actor: ActedBy.optional(),
});
