import type { Aggregate, Uuid } from '#contracts';
import type { CaseRfisEvent } from './rfi.events.js';

/** The register of a case's requests: the last number given, and to which. */
export interface CaseRfis {
  last: number;
  numbers: Record<Uuid, number>;
}

export const initialRegister: CaseRfis = { last: 0, numbers: {} };

export function evolveRegister(register: CaseRfis, event: CaseRfisEvent): CaseRfis {
  switch (event.type) {
    case 'RfiNumbered':
      return {
        last: event.data.number,
        numbers: { ...register.numbers, [event.data.rfiId]: event.data.number },
      };
    default:
      return event.type satisfies never;
  }
}

export const caseRfisAggregate: Aggregate<CaseRfis, CaseRfisEvent> = {
  kind: 'case-rfis',
  initial: initialRegister,
  evolve: evolveRegister,
};

/** The register gives each request one number, the next. */
export function numberRfi(register: CaseRfis, caseId: Uuid, rfiId: Uuid): CaseRfisEvent[] {
  return register.numbers[rfiId] ? [] : [{ type: 'RfiNumbered', data: { caseId, rfiId, number: register.last + 1 } }];
}
