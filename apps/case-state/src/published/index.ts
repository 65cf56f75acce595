import type { PublishedMapping } from '#event-feed';
import type { CaseStateEvent } from '../domain/events.js';
import { caseOpened, stepTaken } from './case.js';
import { inquiryOpened, teamMemberJoined, teamMemberLeft } from './inquiry.js';

/** What other services hear of. Total over the service's events: what is `null` stays inside. */
export const caseStatePublishes: PublishedMapping<CaseStateEvent> = {
  InquiryOpened: inquiryOpened,
  TeamMemberJoined: teamMemberJoined,
  TeamMemberLeft: teamMemberLeft,
  // A declaration concerns the person and the team alone.
  ConflictDeclared: null,
  // CaseOpened tells it.
  CaseLinked: null,
  CaseOpened: caseOpened,
  StepTaken: stepTaken,
  StepRefused: null,
  // Intake's own facts: who wants them hears them from intake.
  RfiNoted: null,
  ReplyNoted: null,
  ReplyOverdueNoted: null,
  // InquiryOpened names the lead.
  LeadNoted: null,
  LeadTakenUp: null,
  NumberReserved: null,
  PersonAdded: null,
  // A case carries what others must know of its rules.
  ProcedurePublished: null,
  CalendarPublished: null,
};
