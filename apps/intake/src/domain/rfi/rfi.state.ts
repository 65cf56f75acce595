import type { Aggregate, Uuid } from '#contracts';
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
}

export const initial: Rfi = { state: 'draft', draft: {} };

export function evolve(rfi: Rfi, event: RfiEvent): Rfi {
  switch (event.type) {
    case 'RfiPrepared': {
      const { rfiId, inquiryId, caseId, draft } = event.data;
      return { id: rfiId, inquiryId, caseId, state: 'draft', draft };
    }
    case 'RfiDraftChanged':
      return { ...rfi, draft: event.data.draft };
    case 'RfiIssued':
      return { ...rfi, state: 'issued', issued: event.data };
    case 'RfiWithdrawn':
      return { ...rfi, state: 'withdrawn' };
    default:
      return event satisfies never;
  }
}

export const rfiAggregate: Aggregate<Rfi, RfiEvent> = { kind: 'rfi', initial, evolve };
