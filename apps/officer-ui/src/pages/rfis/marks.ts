import type { AddresseeSummary } from '#contracts';
import type { Shape, Tone } from '../../components/glyph';

/** How a question stands with an addressee, as the matrix shows it. `empty`: the reply came without an answer to it. */
export type Mark = 'answered' | 'saved' | 'not-yet' | 'missing' | 'empty' | 'withheld';

export const marks: Mark[] = ['answered', 'saved', 'not-yet', 'missing', 'empty', 'withheld'];

export const markShapes: Record<Mark, [Shape, Tone]> = {
  answered: ['full', 'ink'],
  saved: ['half', 'here'],
  'not-yet': ['clock', 'here'],
  missing: ['tri', 'stop'],
  empty: ['dash', 'wait'],
  withheld: ['no', 'ink'],
};

const submitted = (state: AddresseeSummary['state']): boolean => state === 'submitted' || state === 'submitted-late';

/** The reply is for named people, and the reader is not among them. */
export const isWithheld = (addressee: AddresseeSummary): boolean => addressee.answered === undefined;

/** The mark of one cell. What a submitted reply left out was not required, so it is not missing. */
export const markOf = (addressee: AddresseeSummary, question: string): Mark => {
  if (isWithheld(addressee)) return 'withheld';
  const answer = addressee.answers[question] ?? 'not-yet';
  return answer === 'missing' && submitted(addressee.state) ? 'empty' : answer;
};

export const hasReplied = (addressee: AddresseeSummary): boolean => submitted(addressee.state);
