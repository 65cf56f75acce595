import type { View } from '#service-kit';
import { happenedHere } from '../happened-here.js';
import { RfiRow } from './rfi.entity.js';

/** The requests of every case, from draft to issued or withdrawn. */
export const rfiListView: View = {
  name: 'rfi-list',
  version: 1,
  tables: ['rfi'],
  sight: { rfi: { inquiry: 'inquiry_id' } },
  own: async (stored, db) => {
    const event = happenedHere(stored);
    const { version, effectiveOn } = stored;
    switch (event.type) {
      case 'RfiPrepared': {
        const { rfiId, inquiryId, caseId, draft } = event.data;
        await db.insert(RfiRow, {
          id: rfiId,
          version,
          position: stored.position,
          inquiryId,
          caseId,
          state: 'draft',
          number: null,
          draft,
          issued: null,
          preparedOn: effectiveOn,
          preparedBy: stored.actor.person,
          issuedOn: null,
          limit: null,
        } as never);
        return;
      }
      case 'RfiDraftChanged':
        await db.update(RfiRow, { id: event.data.rfiId }, { version, draft: event.data.draft as never });
        return;
      case 'RfiIssued': {
        const { rfiId: id, number, limit } = event.data;
        const issued = { state: 'issued' as const, number, issued: event.data as never, issuedOn: effectiveOn, limit };
        await db.update(RfiRow, { id }, { version, ...issued });
        return;
      }
      case 'RfiWithdrawn':
        await db.update(RfiRow, { id: event.data.rfiId }, { version, state: 'withdrawn' });
    }
  },
};
