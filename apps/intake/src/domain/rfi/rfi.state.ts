import type { Aggregate, Day, Lapse, Uuid } from '#contracts';
import { isAfter, type WarningDay } from '#legal-clock';
import type { Draft } from './draft.js';
import type { IssuedRequest, RfiEvent } from './rfi.events.js';

export interface Rfi {
  /** Absent: nothing was prepared under this id. */
  id?: Uuid;
  inquiryId?: Uuid;
  caseId?: Uuid;
  state: 'draft' | 'issued' | 'withdrawn';
  draft: Draft;
  issued?: IssuedRequest;
  /** Warnings of its limit that are still to be given, the next one first. */
  warnings: WarningDay[];
}

export const initial: Rfi = { state: 'draft', draft: {}, warnings: [] };

export function evolve(rfi: Rfi, event: RfiEvent): Rfi {
  switch (event.type) {
    case 'RfiPrepared': {
      const { rfiId, inquiryId, caseId, draft } = event.data;
      return { ...rfi, id: rfiId, inquiryId, caseId, state: 'draft', draft };
    }
    case 'RfiDraftChanged':
      return { ...rfi, draft: event.data.draft };
    case 'RfiIssued':
      return { ...rfi, state: 'issued', issued: event.data, warnings: event.data.warnings ?? [] };
    case 'LimitWarningGiven':
      return { ...rfi, warnings: rfi.warnings.filter(({ ahead }) => ahead !== event.data.ahead) };
    case 'RfiWithdrawn':
      return { ...rfi, state: 'withdrawn' };
    default:
      return event satisfies never;
  }
}

export const rfiAggregate: Aggregate<Rfi, RfiEvent> = { kind: 'rfi', initial, evolve };

/** The warnings of its limit that have come about by the beginning of a day. */
function limitWarnings({ issued, warnings }: Rfi, day: Day): Lapse<RfiEvent>[] {
  if (!issued) return [];
  const { rfiId, inquiryId, caseId, number, subject, limit, provenance } = issued;
  const of = { rfiId, inquiryId, caseId, number, subject, limit, ...(provenance && { provenance }) };
  return warnings
    .filter(({ on }) => !isAfter(on, day))
    .map(({ ahead, on }) => ({
      clock: `limit ${limit} ${ahead} ahead`,
      revision: 1,
      due: on,
      events: [{ type: 'LimitWarningGiven', data: { ...of, ahead } }],
    }));
}

/**
 * A request that somebody has not replied to, with the warnings of its limit. Whether there is such an addressee stands in other streams: this is
 * loaded by who knows it, a reply that is about to come or the timer that has asked the matrix and the log.
 */
export const awaitedRfi: Aggregate<Rfi, RfiEvent> = { ...rfiAggregate, lapses: limitWarnings };
