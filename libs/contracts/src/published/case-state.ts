import { z } from 'zod';
import { HolidayCalendarFile } from '../calendar.js';
import { RfiRule, Role, RulePin } from '../procedure.js';
import { ActedBy, CaseNumber, Day, LocalizedText, Moment, Provenance, Uuid } from '../values.js';

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

/** A person outside the team may see the inquiry, in a role, until a moment. Why is for those who see it. */
export const AccessGrantedV1 = z.object({
  inquiryId: Uuid,
  grantId: Uuid,
  person: Uuid,
  role: Role,
  /** The last day on which it holds, and the moment at which it ends. */
  until: Day,
  endsAt: Moment,
  actor: ActedBy.optional(),
});

/** A grant ended before its day. */
export const AccessRevokedV1 = z.object({ inquiryId: Uuid, grantId: Uuid, person: Uuid, actor: ActedBy.optional() });

/** A wall stands between a person and the inquiry: it beats the team, every grant and every role. */
export const WallRaisedV1 = z.object({ inquiryId: Uuid, wallId: Uuid, person: Uuid, actor: ActedBy.optional() });

/** A wall was lifted: what it beat and is still running counts again. */
export const WallLiftedV1 = z.object({ inquiryId: Uuid, wallId: Uuid, person: Uuid, actor: ActedBy.optional() });

/** What can be restricted to named people: now the reply of one addressee of a request, by the addressee's id. */
export const RestrictedObject = z.object({ kind: z.enum(['reply']), id: Uuid });

/** Something of an inquiry is for named people alone, of those who see the inquiry. Being named lets nobody in. Why stays inside. */
export const AccessRestrictedV1 = z.object({
  inquiryId: Uuid,
  restrictionId: Uuid,
  object: RestrictedObject,
  people: z.array(Uuid).min(1),
  /** The restriction in whose place it stands: others were named there, and nobody else read it in between. */
  replaces: Uuid.optional(),
  actor: ActedBy.optional(),
});

/** It is for all again who see the inquiry. */
export const RestrictionLiftedV1 = z.object({
  inquiryId: Uuid,
  restrictionId: Uuid,
  object: RestrictedObject,
  actor: ActedBy.optional(),
});

/** An officer took access without being given it, until a moment: to be reviewed. */
export const AccessChallengedV1 = z.object({
  inquiryId: Uuid,
  challengeId: Uuid,
  person: Uuid,
  role: Role,
  endsAt: Moment,
  actor: ActedBy.optional(),
});

/** An access that was taken without being given was reviewed. `ended`: it is over; `upheld`: it runs to its end. */
export const ChallengedAccessReviewedV1 = z.object({
  inquiryId: Uuid,
  challengeId: Uuid,
  person: Uuid,
  outcome: z.enum(['upheld', 'ended']),
  actor: ActedBy.optional(),
});

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
  /** The case, which was at its end, is open again. */
  reopens: z.boolean().optional(),
  /** The step is recorded anew, in the place of this event: the case has moved by it already. */
  corrects: Uuid.optional(),
  by: z.enum(['officer', 'opening', 'rfi-issued', 'reply-submitted', 'lapse']),
  /** New ends of the clocks that the step touched. */
  clocks: z.array(
    z.object({ clock: z.string(), state: z.enum(['running', 'suspended', 'ended', 'lapsed']), end: Day.nullable() }),
  ),
  hypothetical: z.boolean().optional(),
  provenance: Provenance.optional(),
  actor: ActedBy.optional(),
});

/** The end of a clock has come near: the warning that the procedure asks for ahead of it. */
export const ExpiryWarningGivenV1 = z.object({
  inquiryId: Uuid,
  caseId: Uuid,
  caseNumber: CaseNumber,
  clock: z.string(),
  /** Whose clock it is, where each complaint or undertaking has its own. */
  subject: z.string().optional(),
  title: LocalizedText,
  /** How far ahead of the end the warning is given: `10wd`, `1m`. */
  ahead: z.string(),
  /** The last day of the clock, as it was known then. */
  end: Day,
  /** No guard and no lapse hang on it. */
  indicative: z.boolean(),
  /** The end rests on a holiday list that is not the published one. */
  provisional: z.boolean(),
  /** Silence takes a step when it runs out. */
  silenceSpeaks: z.boolean(),
});

const MovedDay = z.object({ end: Day.nullable(), hardEnd: Day.optional() });

/** A corrected list of holidays was published, and the open clocks of a case were reckoned anew; `moved` is empty where no day is another one now. */
export const ClocksRecomputedV1 = z.object({
  inquiryId: Uuid,
  caseId: Uuid,
  caseNumber: CaseNumber,
  /** The version that the case is counted on from now on. */
  calendar: RulePin,
  moved: z.array(z.object({ clock: z.string(), title: LocalizedText, from: MovedDay, to: MovedDay })),
  /** Clocks that keep their day all the same: their new one would lie in the past, or leads into a year without a list. */
  kept: z.array(
    z.object({
      clock: z.string(),
      title: LocalizedText,
      end: Day.nullable(),
      why: z.enum(['in-the-past', 'no-list']),
      would: Day.optional(),
      year: z.number().int().optional(),
    }),
  ),
});

/** A case goes on under another version of its procedure; carries what intake must know of its rules. */
export const ProcedureMovedV1 = z.object({
  inquiryId: Uuid,
  caseId: Uuid,
  caseNumber: CaseNumber,
  from: RulePin,
  to: RulePin,
  counting: z.string().optional(),
  site: z.string().optional(),
  rfiRules: z.array(RfiRule),
  actor: ActedBy.optional(),
});

/**
 * A version of a calendar of holidays was published, whole: what is counted from now on is counted on it. Lane: the calendar's stream, for it
 * is of no inquiry.
 */
export const CalendarPublishedV1 = z.object({
  calendar: HolidayCalendarFile,
  /** SHA-256 (hex) of its canonical content. */
  hash: RulePin.shape.hash,
});
