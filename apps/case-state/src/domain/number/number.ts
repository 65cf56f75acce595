import type { Aggregate, Happened, Uuid } from '#contracts';

/**
 * A number that has been given out: of an inquiry or of a case. One stream per number, written in the append that gives it:
 * two cannot have it, whoever is first. Never reused, also when what it named is closed.
 */
export type NumberEvent = { type: 'NumberReserved'; data: { number: string; holder: Uuid } };

export interface NumberState {
  holder?: Uuid;
}

const evolve = (_state: NumberState, event: Happened<NumberEvent>): NumberState => ({ holder: event.data.holder });

export const inquiryNumber: Aggregate<NumberState, NumberEvent> = { kind: 'inquiry-number', initial: {}, evolve };
export const caseNumber: Aggregate<NumberState, NumberEvent> = { kind: 'case-number', initial: {}, evolve };

export const reserve = (number: string, holder: Uuid): NumberEvent[] => [
  { type: 'NumberReserved', data: { number, holder } },
];
