import type { Aggregate, QuestionnaireContent, Uuid } from '#contracts';
import type { QuestionnaireEvent } from './questionnaire.events.js';

export interface Questionnaire {
  id?: Uuid;
  /** Contents by version: index 0 is version 1. */
  versions: QuestionnaireContent[];
}

export const initial: Questionnaire = { versions: [] };

export function evolve(questionnaire: Questionnaire, event: QuestionnaireEvent): Questionnaire {
  switch (event.type) {
    case 'QuestionnairePublished':
      return { id: event.data.questionnaireId, versions: [...questionnaire.versions, event.data.content] };
    default:
      return event.type satisfies never;
  }
}

export const questionnaireAggregate: Aggregate<Questionnaire, QuestionnaireEvent> = {
  kind: 'questionnaire',
  initial,
  evolve,
};

/** The content of a version, from 1; undefined when there is no such version. */
export function versionOf(questionnaire: Questionnaire, version: number): QuestionnaireContent | undefined {
  return questionnaire.versions[version - 1];
}
