import type { Aggregate, Uuid } from '#contracts';
import type { LeadEvent } from './lead.events.js';

export interface Lead {
  /** Absent: nothing was registered under this id. */
  id?: Uuid;
  inquiryId?: Uuid;
  /** Inquiries that said to be opened from it, and are not. */
  notFor?: readonly Uuid[];
}

export const initial: Lead = {};

export function evolve(lead: Lead, event: LeadEvent): Lead {
  switch (event.type) {
    case 'LeadRegistered':
      return { ...lead, id: event.data.leadId };
    case 'LeadTaken':
      return { ...lead, inquiryId: event.data.inquiryId };
    case 'LeadNotTaken':
      return { ...lead, notFor: [...(lead.notFor ?? []), event.data.inquiryId] };
    default:
      return event satisfies never;
  }
}

export const leadAggregate: Aggregate<Lead, LeadEvent> = { kind: 'lead', initial, evolve };
