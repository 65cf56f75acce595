import type { ZodType } from 'zod';
import {
  AccessChallengedV1,
  AccessGrantedV1,
  AccessRestrictedV1,
  AccessRevokedV1,
  CalendarPublishedV1,
  CaseOpenedV1,
  ExpiryWarningGivenV1,
  ChallengedAccessReviewedV1,
  ClocksRecomputedV1,
  InquiryOpenedV1,
  ProcedureMovedV1,
  RestrictionLiftedV1,
  StepTakenV1,
  TeamMemberJoinedV1,
  TeamMemberLeftV1,
  WallLiftedV1,
  WallRaisedV1,
} from './case-state.js';
import { LeadRegisteredV1, LimitWarningGivenV1, ReplyOverdueV1, ReplySubmittedV1, RfiIssuedV1 } from './intake.js';

export * from './case-state.js';
export * from './intake.js';

/** Every published type and version, and the shape of its data. A published shape only grows; anything else is a new version. */
export const publishedContracts = {
  'dossier.intake.LeadRegistered.v1': LeadRegisteredV1,
  'dossier.intake.RfiIssued.v1': RfiIssuedV1,
  'dossier.intake.ReplySubmitted.v1': ReplySubmittedV1,
  'dossier.intake.LimitWarningGiven.v1': LimitWarningGivenV1,
  'dossier.intake.ReplyOverdue.v1': ReplyOverdueV1,
  'dossier.case-state.InquiryOpened.v1': InquiryOpenedV1,
  'dossier.case-state.TeamMemberJoined.v1': TeamMemberJoinedV1,
  'dossier.case-state.TeamMemberLeft.v1': TeamMemberLeftV1,
  'dossier.case-state.AccessGranted.v1': AccessGrantedV1,
  'dossier.case-state.AccessRevoked.v1': AccessRevokedV1,
  'dossier.case-state.WallRaised.v1': WallRaisedV1,
  'dossier.case-state.WallLifted.v1': WallLiftedV1,
  'dossier.case-state.AccessRestricted.v1': AccessRestrictedV1,
  'dossier.case-state.RestrictionLifted.v1': RestrictionLiftedV1,
  'dossier.case-state.AccessChallenged.v1': AccessChallengedV1,
  'dossier.case-state.ChallengedAccessReviewed.v1': ChallengedAccessReviewedV1,
  'dossier.case-state.CaseOpened.v1': CaseOpenedV1,
  'dossier.case-state.StepTaken.v1': StepTakenV1,
  'dossier.case-state.ExpiryWarningGiven.v1': ExpiryWarningGivenV1,
  'dossier.case-state.ClocksRecomputed.v1': ClocksRecomputedV1,
  'dossier.case-state.ProcedureMoved.v1': ProcedureMovedV1,
  'dossier.case-state.CalendarPublished.v1': CalendarPublishedV1,
} as const satisfies Record<string, ZodType>;

export type PublishedType = keyof typeof publishedContracts;
