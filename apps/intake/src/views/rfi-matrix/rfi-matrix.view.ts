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
    const { version } = stored;
    switch (event.type) {
      case 'AddresseeAsked': {
        const { addresseeId, addressee, sector, provenance, ...asked } = event.data;
        await db.insert(AddresseeRow, {
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
        });
        return;
      }
      case 'ReplySaved': {
        const { addresseeId: id, answers } = event.data;
        const row = await db.findOneByOrFail(AddresseeRow, { id });
        const answered = new Set(row.answered);
        for (const [question, answer] of Object.entries(answers)) {
          if (answer) answered.add(question);
          else answered.delete(question);
        }
        await db.update(AddresseeRow, { id }, { version, answered: [...answered].sort() });
        return;
      }
      case 'ReplySubmitted': {
        const { addresseeId: id, submittedOn, late, workingDaysLate } = event.data;
        const submittedAt = new Date(stored.recordedAt);
        await db.update(AddresseeRow, { id }, { version, submittedOn, submittedAt, late, workingDaysLate });
        return;
      }
      case 'ReplyOverdue':
        await db.update(AddresseeRow, { id: event.data.addresseeId }, { version, overdue: true });
    }
  },
};
