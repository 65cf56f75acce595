import type { AddresseeEvent } from './addressee/addressee.events.js';
import type { LeadEvent } from './lead/lead.events.js';
import type { PersonalLinkEvent } from './personal-link/personal-link.js';
import type { QuestionnaireEvent } from './questionnaire/questionnaire.events.js';
import type { ReplyTeamEvent } from './reply-team/reply-team.js';
import type { CaseRfisEvent, RfiEvent } from './rfi/rfi.events.js';

/** Everything that can stand in this service's log. */
export type IntakeEvent =
  LeadEvent | QuestionnaireEvent | RfiEvent | CaseRfisEvent | AddresseeEvent | PersonalLinkEvent | ReplyTeamEvent;
