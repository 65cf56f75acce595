import type { PublishedMapping } from '#event-feed';
import type { IntakeEvent } from '../domain/events.js';
import { leadRegistered } from './lead-registered.js';
import { limitWarningGiven } from './limit-warning-given.js';
import { replyOverdue, replySubmitted } from './replies.js';
import { rfiIssued } from './rfi-issued.js';

/** What other services hear of. Total over the service's events: what is `null` stays inside. */
export const intakePublishes: PublishedMapping<IntakeEvent> = {
  LeadRegistered: leadRegistered,
  LeadTaken: null,
  LeadNotTaken: null,
  QuestionnairePublished: null,
  RfiPrepared: null,
  RfiDraftChanged: null,
  RfiIssued: rfiIssued,
  LimitWarningGiven: limitWarningGiven,
  RfiWithdrawn: null,
  RfiNumbered: null,
  // RfiIssued tells of all its addressees at once.
  AddresseeAsked: null,
  // Until it is submitted, a reply is the addressee's own.
  ReplySaved: null,
  ReplySubmitted: replySubmitted,
  ReplyOverdue: replyOverdue,
  PersonalLinkRead: null,
  // Who helps an undertaking to answer is its own affair.
  CollaboratorInvited: null,
  TermsAccepted: null,
  CollaboratorRemoved: null,
};
