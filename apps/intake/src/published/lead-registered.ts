import type { StoredEvent } from '#contracts';
import type { PublishedAs } from '#event-feed';
import type { LeadEvent } from '../domain/lead/lead.events.js';

type LeadRegistered = Extract<LeadEvent, { type: 'LeadRegistered' }>;

/** A lead belongs to no inquiry yet: its lane is its own stream. Its summary and source stay here. */
export const leadRegistered: PublishedAs<StoredEvent<'LeadRegistered', LeadRegistered['data']>> = {
  type: 'dossier.intake.LeadRegistered.v1',
  lane: () => undefined,
  data: ({ data: { leadId, kind, subject, provenance } }) => ({
    leadId,
    kind,
    subject,
    ...(provenance && { provenance }),
  }),
};
