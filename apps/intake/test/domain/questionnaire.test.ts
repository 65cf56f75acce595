import { describe, expect, test } from '@jest/globals';
import type { QuestionnaireContent } from '#contracts';
import { givenWhenThen } from '#testing';
import { decide } from '../../src/domain/questionnaire/questionnaire.decide.js';
import type { QuestionnaireEvent } from '../../src/domain/questionnaire/questionnaire.events.js';
import { evolve, initial, versionOf } from '../../src/domain/questionnaire/questionnaire.state.js';
import { content, id } from './material.js';

const given = givenWhenThen({ initial, evolve, decide });
const questionnaireId = id('questions');
const published = (version: number, of: QuestionnaireContent): QuestionnaireEvent => ({
  type: 'QuestionnairePublished',
  data: { questionnaireId, version, content: of },
});
const revised: QuestionnaireContent = { ...content, title: { en: 'Supply of widgets, again' } };
const draft = (of: QuestionnaireContent) => ({ type: 'DraftQuestionnaire' as const, questionnaireId, content: of });

/** The material with its first question changed. */
const withFirst = (change: object): QuestionnaireContent => {
  const [first, ...rest] = content.sections;
  const [question, ...questions] = first!.questions;
  return {
    ...content,
    sections: [{ ...first!, questions: [{ ...question!, ...change } as never, ...questions] }, ...rest],
  };
};

describe('A questionnaire', () => {
  test('is published as version 1', () =>
    given()
      .when(draft(content))
      .then([published(1, content)]));

  test('changes by a next version', () =>
    given(published(1, content))
      .when({ type: 'ReviseQuestionnaire', content: revised })
      .then([published(2, revised)]));

  test('keeps what its earlier versions said', () => {
    const state = given(published(1, content), published(2, revised)).state();
    expect(versionOf(state, 1)).toEqual(content);
    expect(versionOf(state, 2)).toEqual(revised);
    expect(versionOf(state, 3)).toBeUndefined();
  });

  test('gets no new version that says the same', () =>
    given(published(1, content))
      .when({ type: 'ReviseQuestionnaire', content: structuredClone(content) })
      .then([]));

  test('names each question after its section', () =>
    given()
      .when(draft(withFirst({ id: 'B7' })))
      .then({ code: 'questionnaire-unfit', guard: 'questions-fit-to-answer' }));

  test('asks no question twice', () => {
    const { outcome } = given().when(draft(withFirst({ id: 'A2' })));
    expect(outcome).toMatchObject({
      code: 'questionnaire-unfit',
      errors: [{ path: 'content.sections.0.questions.1.id' }],
    });
  });

  test('offers no choice twice and no number that cannot be given', () => {
    const odd = structuredClone(content);
    const choice = odd.sections[0]!.questions[1]!;
    if (choice.kind === 'choice') choice.choices[1]!.id = 'make';
    const number = odd.sections[1]!.questions[0]!;
    if (number.kind === 'number') number.minimum = 200;
    expect(given().when(draft(odd)).outcome).toMatchObject({
      errors: [{ path: 'content.sections.0.questions.1.choices' }, { path: 'content.sections.1.questions.0.minimum' }],
    });
  });

  test('that does not fit into an event is refused', () =>
    given()
      .when(draft(withFirst({ text: { en: 'x'.repeat(4000), fr: 'é'.repeat(40_000) } })))
      .then({ code: 'questionnaire-too-long' }));
});
