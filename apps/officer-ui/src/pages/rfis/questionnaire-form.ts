import type { Question, QuestionnaireContent } from '#contracts';

/** A question while it is written. Choices stand one to a line. */
export interface QuestionForm {
  key: string;
  kind: Question['kind'];
  text: string;
  required: boolean;
  choices: string;
  multiple: boolean;
  /** Of several that may be chosen, the last stands alone: "none of these". */
  lastAlone: boolean;
  unit: string;
}

export interface SectionForm {
  key: string;
  title: string;
  questions: QuestionForm[];
}

export interface QuestionnaireForm {
  title: string;
  sections: SectionForm[];
}

const LONGEST_ANSWER = 20_000;
const MOST_DECIMALS = 6;

export const noQuestion = (): QuestionForm => ({
  key: crypto.randomUUID(),
  kind: 'text',
  text: '',
  required: true,
  choices: '',
  multiple: false,
  lastAlone: false,
  unit: '',
});
export const noSection = (): SectionForm => ({ key: crypto.randomUUID(), title: '', questions: [noQuestion()] });

export const choicesOf = (question: QuestionForm): string[] =>
  question.choices
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

export const isAskable = (question: QuestionForm): boolean =>
  question.text.trim() !== '' && (question.kind !== 'choice' || choicesOf(question).length >= 2);

export const isComplete = (form: QuestionnaireForm): boolean =>
  form.title.trim() !== '' &&
  form.sections.every((section) => section.title.trim() !== '' && section.questions.every(isAskable));

/** The letter of a section by its place. */
export const letterOf = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + index);

/** What is published: sections take their letters and questions their numbers from their places. */
export const contentOf = (form: QuestionnaireForm): QuestionnaireContent => ({
  title: { en: form.title.trim() },
  sections: form.sections.map((section, at) => ({
    id: letterOf(at),
    title: { en: section.title.trim() },
    questions: section.questions.map((question, index): Question => {
      const common = {
        id: `${letterOf(at)}${index + 1}`,
        text: { en: question.text.trim() },
        required: question.required,
      };
      switch (question.kind) {
        case 'text':
          return { kind: 'text', ...common, maxLength: LONGEST_ANSWER };
        case 'choice':
          return {
            kind: 'choice',
            ...common,
            multiple: question.multiple,
            choices: choicesOf(question).map((text, place, all) => ({
              id: `c${place + 1}`,
              text: { en: text },
              ...(question.multiple && question.lastAlone && place === all.length - 1 && { exclusive: true }),
            })),
          };
        case 'number':
          return {
            kind: 'number',
            ...common,
            ...(question.unit.trim() ? { unit: question.unit.trim() } : {}),
            decimals: MOST_DECIMALS,
          };
      }
    }),
  })),
});
