import type { View } from '#service-kit';
import { happenedHere } from '../happened-here.js';
import { LeadRow } from './lead.entity.js';

/** The leads, newest first. */
export const leadListView: View = {
  name: 'lead-list',
  version: 1,
  tables: ['lead'],
  sight: { lead: { unlessWalled: 'inquiry_id' } },
  own: async (stored, db) => {
    const event = happenedHere(stored);
    switch (event.type) {
      case 'LeadRegistered': {
        const { leadId, summary, provenance, kind, subject, source, parties } = event.data;
        await db.insert(LeadRow, {
          id: leadId,
          version: stored.version,
          position: stored.position,
          kind,
          subject,
          summary: summary ?? null,
          source,
          parties,
          registeredOn: stored.effectiveOn,
          registeredBy: stored.actor.person,
          inquiryId: null,
          provenance: provenance ?? null,
        });
        return;
      }
      case 'LeadTaken':
        await db.update(
          LeadRow,
          { id: event.data.leadId },
          { inquiryId: event.data.inquiryId, version: stored.version },
        );
        return;
      case 'LeadNotTaken':
        await db.update(LeadRow, { id: event.data.leadId }, { version: stored.version });
    }
  },
};
