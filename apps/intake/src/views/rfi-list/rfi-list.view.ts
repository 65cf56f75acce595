import type { StoredEvent } from '#contracts';
import type { View } from '#service-kit';
import { happenedHere } from '../happened-here.js';
import { RfiRow } from './rfi.entity.js';

/** The requests of every case, from draft to issued or withdrawn. */
export const rfiListView: View = {
  name: 'rfi-list',
  version: 2,
  tables: ['rfi'],
  sight: { rfi: { inquiry: 'inquiry_id' } },
  own: async (stored, db) => {
    const event = happenedHere(stored);
    if (!stored.stream.startsWith('rfi-')) return;
    const { rfiId: id } = event.data as { rfiId: string };
    const next = rfiAfter((await db.findOneBy(RfiRow, { id })) ?? undefined, stored);
    if (next) await db.save(RfiRow, next);
  },
};

/** A request after one more event of its own; the same fold now and at any other time. */
export function rfiAfter(row: RfiRow | undefined, stored: StoredEvent): RfiRow | undefined {
  const event = happenedHere(stored);
  const { effectiveOn } = stored;
  const version = Math.max(row?.version ?? 0, stored.version);
  if (event.type === 'RfiPrepared') {
    const { rfiId, inquiryId, caseId, draft } = event.data;
    return {
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
      warnings: [],
      warnOn: null,
      warnedAhead: null,
    };
  }
  if (!row) return undefined;
  switch (event.type) {
    case 'RfiDraftChanged':
      return { ...row, version, draft: event.data.draft };
    case 'RfiIssued': {
      const { number, limit, warnings = [] } = event.data;
      const issued = { number, issued: event.data, issuedOn: effectiveOn, limit };
      return { ...row, version, state: 'issued', ...issued, warnings, warnOn: warnings[0]?.on ?? null };
    }
    case 'LimitWarningGiven': {
      const { ahead } = event.data;
      const warnings = row.warnings.filter((warning) => warning.ahead !== ahead);
      return { ...row, version, warnings, warnOn: warnings[0]?.on ?? null, warnedAhead: ahead };
    }
    case 'RfiWithdrawn':
      return { ...row, version, state: 'withdrawn' };
    default:
      return row;
  }
}
