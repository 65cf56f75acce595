import type { Provenance, RegisterLead as Registration, Uuid } from '#contracts';
import type { LeadEvent } from './lead.events.js';
import { leadAlreadyTaken, leadUnknown, notTakenUp, sourceNotNamed, type LeadRejection } from './lead.rejections.js';
import type { Lead } from './lead.state.js';

export interface RegisterLead {
  type: 'RegisterLead';
  leadId: Uuid;
  kind: Registration['kind'];
  subject: string;
  summary?: string;
  source: string;
  parties: string[];
  provenance?: Provenance;
}

/** An inquiry was opened from the lead. */
export interface TakeLead {
  type: 'TakeLead';
  leadId: Uuid;
  inquiryId: Uuid;
}

/** A person takes the lead up in an inquiry that runs already. */
export interface TakeLeadUp {
  type: 'TakeLeadUp';
  leadId: Uuid;
  inquiryId: Uuid;
}

export type LeadCommand = RegisterLead | TakeLead | TakeLeadUp;

/** Guard: a source is named. A lead that is there already stays as it is. */
export function registerLead(lead: Lead, said: RegisterLead): LeadEvent[] | LeadRejection {
  if (said.source.trim() === '') return sourceNotNamed();
  if (lead.id) return [];
  const { leadId, kind, subject, summary, source, parties, provenance } = said;
  return [
    {
      type: 'LeadRegistered',
      data: {
        leadId,
        kind,
        subject,
        ...(summary === undefined ? {} : { summary }),
        source: source.trim(),
        parties,
        ...(provenance ? { provenance } : {}),
      },
    },
  ];
}

/**
 * A lead starts one inquiry; told twice of the same one, it stays as it is. The inquiry has been opened in any case: that the lead is not
 * taken by it is an outcome, recorded with its reason.
 */
export function takeLead(lead: Lead, leadId: Uuid, inquiryId: Uuid): LeadEvent[] {
  if (lead.inquiryId === inquiryId || lead.notFor?.includes(inquiryId)) return [];
  const why = !lead.id ? leadUnknown : lead.inquiryId ? leadAlreadyTaken : undefined;
  return why
    ? [{ type: 'LeadNotTaken', data: { leadId, inquiryId, why: [why] } }]
    : [{ type: 'LeadTaken', data: { leadId, inquiryId } }];
}

/** Told of an inquiry that has it already, it stays as it is; of another one, that is refused to whoever asked. */
export function takeLeadUp(lead: Lead, leadId: Uuid, inquiryId: Uuid): LeadEvent[] | LeadRejection {
  if (!lead.id) return notTakenUp('lead-unknown', leadUnknown);
  if (lead.inquiryId === inquiryId) return [];
  if (lead.inquiryId) return notTakenUp('lead-already-taken', leadAlreadyTaken);
  return [{ type: 'LeadTaken', data: { leadId, inquiryId } }];
}

export function decide(lead: Lead, command: LeadCommand): LeadEvent[] | LeadRejection {
  switch (command.type) {
    case 'RegisterLead':
      return registerLead(lead, command);
    case 'TakeLead':
      return takeLead(lead, command.leadId, command.inquiryId);
    case 'TakeLeadUp':
      return takeLeadUp(lead, command.leadId, command.inquiryId);
    default:
      return command satisfies never;
  }
}
