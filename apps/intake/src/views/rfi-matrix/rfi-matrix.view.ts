import type { StoredEvent } from '#contracts';
import type { View } from '#service-kit';
import { happenedHere } from '../happened-here.js';
import { AddresseeRow } from './addressee.entity.js';

/** Addressees × questions: whether something is saved, and whether it was submitted. */
export const rfiMatrixView: View = {
  name: 'rfi-matrix',
  version: 1,
  tables: ['addressee'],
  sight: { addressee: { inquiry: 'inquiry_id' } },
  own: async (stored, db) => {
    const event = happenedHere(stored);
    if (!stored.stream.startsWith('addressee-')) return;
    const { addresseeId: id } = event.data as { addresseeId: string };
    const next = addresseeAfter((await db.findOneBy(AddresseeRow, { id })) ?? undefined, stored);
    if (next) await db.save(AddresseeRow, next);
  },
};

/** An addressee after one more event of its own; the same fold now and at any other time. */
export function addresseeAfter(row: AddresseeRow | undefined, stored: StoredEvent): AddresseeRow | undefined {
  const event = happenedHere(stored);
  const version = Math.max(row?.version ?? 0, stored.version);
  if (event.type === 'AddresseeAsked') {
    const { addresseeId, addressee, sector, provenance, ...asked } = event.data;
    return {
      id: addresseeId,
      version,
      position: stored.position,
      rfiId: asked.rfiId,
      inquiryId: asked.inquiryId,
      name: addressee,
      country: asked.country,
      sector: sector ?? null,
      contact: asked.contact,
      limit: asked.limit,
      asked: asked.asked,
      answered: [],
      overdue: false,
      submittedOn: null,
      submittedAt: null,
      late: false,
      workingDaysLate: 0,
      provenance: provenance ?? null,
    };
  }
  if (!row) return undefined;
  switch (event.type) {
    case 'ReplySaved': {
      const answered = new Set(row.answered);
      for (const [question, answer] of Object.entries(event.data.answers)) {
        if (answer) answered.add(question);
        else answered.delete(question);
      }
      return { ...row, version, answered: [...answered].sort() };
    }
    case 'ReplySubmitted': {
      const { submittedOn, late, workingDaysLate } = event.data;
      return { ...row, version, submittedOn, submittedAt: new Date(stored.recordedAt), late, workingDaysLate };
    }
    case 'ReplyOverdue':
      return { ...row, version, overdue: true };
    default:
      return row;
  }
}
