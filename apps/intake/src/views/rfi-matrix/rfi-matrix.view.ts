import type { StoredEvent } from '#contracts';
import type { View } from '#service-kit';
import { happenedHere } from '../happened-here.js';
import { AddresseeRow, ReplyRow } from './addressee.entity.js';

/** Addressees × questions: whether something is saved, and whether it was submitted. */
export const rfiMatrixView: View = {
  name: 'rfi-matrix',
  version: 2,
  tables: ['addressee', 'reply'],
  sight: { addressee: { inquiry: 'inquiry_id' }, reply: { inquiry: 'inquiry_id', restricted: 'id' } },
  own: async (stored, db) => {
    const event = happenedHere(stored);
    if (!stored.stream.startsWith('addressee-')) return;
    const { addresseeId: id } = event.data as { addresseeId: string };
    const next = addresseeAfter((await db.findOneBy(AddresseeRow, { id })) ?? undefined, stored);
    if (!next) return;
    await db.save(AddresseeRow, next);
    if (event.type !== 'AddresseeAsked' && event.type !== 'ReplySaved') return;
    const before = await db.findOneBy(ReplyRow, { id });
    const answered = answeredAfter(before?.answered ?? [], stored);
    await db.save(ReplyRow, { id, inquiryId: next.inquiryId, answered });
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
    case 'ReplySaved':
      return { ...row, version };
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

/** Ids of the questions that hold an answer, after one more event of the addressee's. */
export function answeredAfter(before: string[], stored: StoredEvent): string[] {
  const event = happenedHere(stored);
  if (event.type !== 'ReplySaved') return before;
  const answered = new Set(before);
  for (const [question, answer] of Object.entries(event.data.answers)) {
    if (answer) answered.add(question);
    else answered.delete(question);
  }
  return [...answered].sort();
}
