import type { StoredEvent } from '#contracts';
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
    if (!stored.stream.startsWith('lead-')) return;
    const { leadId: id } = happenedHere(stored).data as { leadId: string };
    const next = leadAfter((await db.findOneBy(LeadRow, { id })) ?? undefined, stored);
    if (next) await db.save(LeadRow, next);
  },
};

/** A lead after one more event of its own; the same fold now and at any other time. */
export function leadAfter(row: LeadRow | undefined, stored: StoredEvent): LeadRow | undefined {
  const event = happenedHere(stored);
  const version = Math.max(row?.version ?? 0, stored.version);
  if (event.type === 'LeadRegistered') {
    const { leadId, summary, provenance, kind, subject, source, parties } = event.data;
    return {
      id: leadId,
      version,
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
    };
  }
  if (!row) return undefined;
  switch (event.type) {
    case 'LeadTaken':
      return { ...row, version, inquiryId: event.data.inquiryId };
    case 'LeadNotTaken':
      return { ...row, version };
    default:
      return row;
  }
}
