import { expect, it } from '@jest/globals';
import type { Question } from '#contracts';
import { chosenAfter, wrongWith } from '../src/pages/respondent/answer-text';

const choice = (id: string, exclusive?: boolean) => ({ id, text: { en: id }, ...(exclusive && { exclusive }) });
const question = {
  kind: 'choice',
  id: 'A1',
  text: { en: 'Which?' },
  required: true,
  multiple: true,
  choices: [choice('rate'), choice('region'), choice('none', true)],
} satisfies Question;
const [rate, region, none] = question.choices;

it('a choice that stands alone drives out the others, and goes when another is chosen', () => {
  expect(chosenAfter(question, ['rate'], region!, true)).toEqual(['rate', 'region']);
  expect(chosenAfter(question, ['rate', 'region'], none!, true)).toEqual(['none']);
  expect(chosenAfter(question, ['none'], rate!, true)).toEqual(['rate']);
  expect(chosenAfter(question, ['none'], none!, false)).toEqual([]);
  expect(chosenAfter({ ...question, multiple: false }, ['rate'], region!, true)).toEqual(['region']);
});

it('what cannot be chosen together is said to be wrong, however it was saved, as on submission', () => {
  expect(wrongWith(['rate', 'region'], question)).toBeUndefined();
  expect(wrongWith(['none'], question)).toBeUndefined();
  expect(wrongWith(['rate', 'none'], question)).toEqual({ id: 'respond.wrong.together' });
  expect(wrongWith(['rate', 'region'], { ...question, multiple: false })).toEqual({ id: 'respond.wrong.together' });
});
