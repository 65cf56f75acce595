import type { Uuid } from '#contracts';
import type { Stored } from '../domain/events.js';

/** How an event is called on the screen: a fact of intake bears intake's name. */
export function kindOf(event: Stored): string {
  switch (event.type) {
    case 'RfiNoted':
      return 'RfiIssued';
    case 'ReplyNoted':
      return 'ReplySubmitted';
    case 'ReplyOverdueNoted':
      return 'ReplyOverdue';
    default:
      return event.type;
  }
}

/** The inquiry that an event belongs to; undefined for links between cases (of two), numbers, leads (InquiryOpened names its own), persons, sessions, machine clients and rules. */
export function inquiryOf(event: Stored): Uuid | undefined {
  switch (event.type) {
    case 'CasesLinked':
    case 'CasesUnlinked':
    case 'NumberReserved':
    case 'LeadNoted':
    case 'LeadTakenUp':
    case 'PersonAdded':
    case 'SessionEnded':
    case 'MachineClientRegistered':
    case 'MachineClientSecretMade':
    case 'MachineClientRevoked':
    case 'ProcedurePublished':
    case 'ProcedureContinued':
    case 'CalendarPublished':
    case 'RecomputationStarted':
    case 'RecomputationStopped':
    case 'RecomputationResumed':
    case 'RecomputationFinished':
      return undefined;
    default:
      return event.data.inquiryId;
  }
}

/** The case that an event belongs to. */
export function caseOf(event: Stored): Uuid | undefined {
  switch (event.type) {
    case 'CaseOpened':
    case 'StepTaken':
    case 'StepRefused':
    case 'ExpiryWarningGiven':
    case 'ClocksRecomputed':
    case 'ProcedureMoved':
    case 'RfiNoted':
    case 'ReplyNoted':
    case 'ReplyOverdueNoted':
      return event.data.caseId;
    default:
      return undefined;
  }
}
