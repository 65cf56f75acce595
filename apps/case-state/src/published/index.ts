import type { PublishedMapping } from '#event-feed';
import type { CaseStateEvent } from '../domain/events.js';
import {
  accessChallenged,
  accessGranted,
  accessRestricted,
  accessRevoked,
  challengedAccessReviewed,
  restrictionLifted,
  wallLifted,
  wallRaised,
} from './access.js';
import { calendarPublished } from './calendar.js';
import { caseOpened, clocksRecomputed, expiryWarningGiven, procedureMoved, stepTaken } from './case.js';
import { inquiryOpened, teamMemberJoined, teamMemberLeft } from './inquiry.js';

/** What other services hear of. Total over the service's events: what is `null` stays inside. */
export const caseStatePublishes: PublishedMapping<CaseStateEvent> = {
  InquiryOpened: inquiryOpened,
  TeamMemberJoined: teamMemberJoined,
  TeamMemberLeft: teamMemberLeft,
  // A declaration concerns the person and the team alone.
  ConflictDeclared: null,
  AccessGranted: accessGranted,
  AccessRevoked: accessRevoked,
  WallRaised: wallRaised,
  WallLifted: wallLifted,
  AccessRestricted: accessRestricted,
  RestrictionLifted: restrictionLifted,
  AccessChallenged: accessChallenged,
  ChallengedAccessReviewed: challengedAccessReviewed,
  // CaseOpened tells it.
  CaseLinked: null,
  CaseOpened: caseOpened,
  StepTaken: stepTaken,
  StepRefused: null,
  ExpiryWarningGiven: expiryWarningGiven,
  // Of two inquiries: who hears of one of them must not learn of the other.
  CasesLinked: null,
  CasesUnlinked: null,
  ClocksRecomputed: clocksRecomputed,
  ProcedureMoved: procedureMoved,
  // Intake's own facts: who wants them hears them from intake.
  RfiNoted: null,
  ReplyNoted: null,
  ReplyOverdueNoted: null,
  // InquiryOpened names the lead.
  LeadNoted: null,
  LeadTakenUp: null,
  NumberReserved: null,
  PersonAdded: null,
  SessionEnded: null,
  MachineClientRegistered: null,
  MachineClientSecretMade: null,
  MachineClientRevoked: null,
  // A case carries what others must know of its rules.
  ProcedurePublished: null,
  ProcedureContinued: null,
  CalendarPublished: calendarPublished,
  // Each case tells what became of it.
  RecomputationStarted: null,
  RecomputationStopped: null,
  RecomputationResumed: null,
  RecomputationFinished: null,
};
