import type { Answer, Question } from '#contracts';

/** What stands in a field while it is written: a text (also of a number), or the ids of the choices. */
export type Written = string | string[];

export const writtenOf = (answer: Answer | undefined, question: Question): Written => {
  if (!answer) return question.kind === 'choice' ? [] : '';
  if ('choices' in answer) return answer.choices;
  return 'text' in answer ? answer.text : answer.number;
};

/**
 * A number as people write it: spaces group, a comma or a point begins the decimals.
 * @returns the decimal string that is sent, or undefined when it is not a number
 */
export const numberOf = (written: string): string | undefined => {
  const plain = written.replace(/[\s\u00a0\u202f']/g, '');
  const marks = plain.match(/[.,]/g) ?? [];
  const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  // More than one mark: all but the last group thousands; the same mark twice groups throughout.
  const groupsOnly = marks.length > 1 && new Set(marks).size === 1;
  const text =
    last < 0 || groupsOnly
      ? plain.replace(/[.,]/g, '')
      : `${plain.slice(0, last).replace(/[.,]/g, '')}.${plain.slice(last + 1)}`;
  return /^-?\d{1,18}(\.\d{1,6})?$/.test(text) ? text : undefined;
};

/** What is to be sent: an answer, null for "taken back", undefined when what is written cannot be sent as it is. */
export const answerOf = (written: Written, question: Question): Answer | null | undefined => {
  if (Array.isArray(written)) return written.length > 0 ? { choices: written } : null;
  if (written.trim() === '') return null;
  if (question.kind !== 'number') return { text: written };
  const number = numberOf(written);
  return number === undefined ? undefined : { number };
};

type Choosing = Extract<Question, { kind: 'choice' }>;

/** What is chosen after a click. One that stands alone drives out the others, and goes when another is chosen. */
export const chosenAfter = (
  { multiple, choices }: Choosing,
  chosen: readonly string[],
  { id, exclusive }: Choosing['choices'][number],
  on: boolean,
): string[] => {
  if (!multiple) return [id];
  if (!on) return chosen.filter((each) => each !== id);
  if (exclusive) return [id];
  const alone = new Set(choices.filter((choice) => choice.exclusive).map((choice) => choice.id));
  return [...chosen.filter((each) => !alone.has(each)), id];
};

export type Wrong = { id: string; values?: Record<string, string | number> } | undefined;

/** What is wrong with what is written, as the service would say on submission; undefined when nothing is. */
export const wrongWith = (written: Written, question: Question): Wrong => {
  const answer = answerOf(written, question);
  if (answer === null) return question.required ? { id: 'respond.wrong.required' } : undefined;
  if (answer === undefined) return { id: 'respond.wrong.number' };
  if (question.kind === 'choice' && 'choices' in answer && new Set(answer.choices).size > 1) {
    const alone = question.choices.some(({ id, exclusive }) => exclusive && answer.choices.includes(id));
    if (alone || !question.multiple) return { id: 'respond.wrong.together' };
  }
  if (question.kind === 'text' && 'text' in answer && answer.text.length > question.maxLength)
    return { id: 'respond.wrong.long', values: { most: question.maxLength } };
  if (question.kind === 'number' && 'number' in answer) {
    const value = Number(answer.number);
    const decimals = answer.number.split('.')[1]?.length ?? 0;
    if (decimals > question.decimals) return { id: 'respond.wrong.decimals', values: { most: question.decimals } };
    if (question.minimum !== undefined && value < question.minimum)
      return { id: 'respond.wrong.minimum', values: { least: question.minimum } };
    if (question.maximum !== undefined && value > question.maximum)
      return { id: 'respond.wrong.maximum', values: { most: question.maximum } };
  }
  return undefined;
};
