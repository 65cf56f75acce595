import type { Answer, Question, QuestionnaireContent } from '#contracts';
import { questionsOf } from '../questionnaire/questions.js';
import type { Fault } from '../refusal.js';

/** Answers as they came: null takes one back. */
export type Changes = Record<string, Answer | null>;

/** Which kind of answer a kind of question takes. */
const TAKES = { text: 'text', choice: 'choices', number: 'number' } as const;

/**
 * What makes an answer one that cannot even be saved: to no question, of another kind, a choice that does not exist.
 * What is only unfinished (too long, out of bounds) is saved, and told at the submission: nobody loses what was typed.
 */
export function faultsOfSaving(changes: Changes, content: QuestionnaireContent): Fault[] {
  const questions = new Map(questionsOf(content).map((question) => [question.id, question]));
  return Object.entries(changes).flatMap(([id, answer]) => {
    const path = `answers.${id}`;
    const question = questions.get(id);
    if (!question) return [{ path, message: `The questionnaire has no question ${id}.` }];
    if (!answer) return [];
    if (!(TAKES[question.kind] in answer)) return [{ path, message: `Question ${id} takes a ${question.kind}.` }];
    return question.kind === 'choice' && 'choices' in answer ? faultsOfChoice(question, answer.choices, path) : [];
  });
}

/** What keeps a reply from being submitted. */
export function faultsOfReply(answers: Record<string, Answer>, content: QuestionnaireContent): Fault[] {
  return questionsOf(content).flatMap((question) => {
    const path = `answers.${question.id}`;
    const answer = answers[question.id];
    if (!answer || isEmpty(answer))
      return question.required ? [{ path, message: `Question ${question.id} must be answered.` }] : [];
    return faultsOfAnswer(question, answer, path);
  });
}

function faultsOfAnswer(question: Question, answer: Answer, path: string): Fault[] {
  switch (question.kind) {
    case 'text': {
      const length = 'text' in answer ? answer.text.length : 0;
      return length > question.maxLength
        ? [{ path, message: `At most ${question.maxLength} characters; these are ${length}.` }]
        : [];
    }
    case 'choice':
      return faultsOfChoice(question, 'choices' in answer ? answer.choices : [], path);
    case 'number':
      return 'number' in answer ? faultsOfNumber(question, answer.number, path) : [];
    default:
      return question satisfies never;
  }
}

function faultsOfChoice(question: Extract<Question, { kind: 'choice' }>, chosen: string[], path: string): Fault[] {
  const strange = chosen.find((id) => !question.choices.some((choice) => choice.id === id));
  if (strange !== undefined) return [{ path, message: `There is no choice "${strange}".` }];
  if (new Set(chosen).size < 2) return [];
  if (!question.multiple) return [{ path, message: 'Choose one only.' }];
  const alone = question.choices.find(({ id, exclusive }) => exclusive === true && chosen.includes(id));
  return alone ? [{ path, message: `"${alone.text.en ?? alone.id}" cannot be chosen together with others.` }] : [];
}

function faultsOfNumber(question: Extract<Question, { kind: 'number' }>, written: string, path: string): Fault[] {
  const { decimals, minimum, maximum } = question;
  if ((written.split('.')[1] ?? '').length > decimals)
    return [{ path, message: decimals === 0 ? 'A whole number.' : `At most ${decimals} decimals.` }];
  const value = inMillionths(written);
  if (minimum !== undefined && value < inMillionths(minimum.toFixed(6)))
    return [{ path, message: `Not less than ${minimum}.` }];
  if (maximum !== undefined && value > inMillionths(maximum.toFixed(6)))
    return [{ path, message: `Not more than ${maximum}.` }];
  return [];
}

/** Decimal strings of up to 18 digits do not fit into a number: they are compared in whole millionths. */
function inMillionths(written: string): bigint {
  const [whole = '0', fraction = ''] = written.replace('-', '').split('.');
  const size = BigInt(whole + fraction.padEnd(6, '0').slice(0, 6));
  return written.startsWith('-') ? -size : size;
}

/** Whether an answer says nothing: blanks only, no choice. */
export function isEmpty(answer: Answer): boolean {
  if ('text' in answer) return answer.text.trim() === '';
  return 'choices' in answer && answer.choices.length === 0;
}

/** An answer in the form in which it is kept: an empty one is none; choices once each, in the order in which they are offered. */
export function asKept(answer: Answer | null, question: Question): Answer | null {
  if (!answer || isEmpty(answer)) return null;
  if (!('choices' in answer) || question.kind !== 'choice') return answer;
  const chosen = new Set(answer.choices);
  return { choices: question.choices.map((choice) => choice.id).filter((id) => chosen.has(id)) };
}
