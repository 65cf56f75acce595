import type { Question, QuestionnaireContent } from '#contracts';
import type { Fault } from '../refusal.js';

/** All questions in the order in which they are asked. */
export function questionsOf(content: QuestionnaireContent): Question[] {
  return content.sections.flatMap((section) => section.questions);
}

/** Everything that makes a questionnaire unfit to be answered; empty when it is fit. */
export function faultsOf(content: QuestionnaireContent): Fault[] {
  const faults: Fault[] = [];
  const sections = new Set<string>();
  const questions = new Set<string>();
  content.sections.forEach((section, s) => {
    const at = `content.sections.${s}`;
    if (sections.has(section.id))
      faults.push({ path: `${at}.id`, message: `Section ${section.id} stands there twice.` });
    sections.add(section.id);
    section.questions.forEach((question, q) => {
      const here = `${at}.questions.${q}`;
      if (!question.id.startsWith(section.id))
        faults.push({
          path: `${here}.id`,
          message: `${question.id} does not begin with its section's letter, ${section.id}.`,
        });
      if (questions.has(question.id))
        faults.push({ path: `${here}.id`, message: `Question ${question.id} stands there twice.` });
      questions.add(question.id);
      faults.push(...faultsOfQuestion(question, here));
    });
  });
  return faults;
}

function faultsOfQuestion(question: Question, at: string): Fault[] {
  switch (question.kind) {
    case 'text':
      return [];
    case 'choice': {
      const ids = question.choices.map((choice) => choice.id);
      const twice = ids.find((id, index) => ids.indexOf(id) !== index);
      return twice === undefined ? [] : [{ path: `${at}.choices`, message: `Choice ${twice} stands there twice.` }];
    }
    case 'number':
      return question.minimum !== undefined && question.maximum !== undefined && question.minimum > question.maximum
        ? [{ path: `${at}.minimum`, message: 'The minimum is greater than the maximum: no number could be given.' }]
        : [];
    default:
      return question satisfies never;
  }
}
