import type { Provenance, QuestionnaireContent, Uuid } from '#contracts';
import { sameContent } from '../same-content.js';
import { bytesOf, MOST_DATA_BYTES } from '../size.js';
import type { QuestionnaireEvent } from './questionnaire.events.js';
import {
  questionnaireTooLong,
  questionnaireUnfit,
  questionnaireUnknown,
  type QuestionnaireRejection,
} from './questionnaire.rejections.js';
import type { Questionnaire } from './questionnaire.state.js';
import { faultsOf } from './questions.js';

/** Publishes version 1 of a new questionnaire. */
export interface DraftQuestionnaire {
  type: 'DraftQuestionnaire';
  questionnaireId: Uuid;
  content: QuestionnaireContent;
  provenance?: Provenance;
}

/** Publishes the next version; those before it stay as they are, and requests that carry them too. */
export interface ReviseQuestionnaire {
  type: 'ReviseQuestionnaire';
  content: QuestionnaireContent;
  provenance?: Provenance;
}

export type QuestionnaireCommand = DraftQuestionnaire | ReviseQuestionnaire;
type Decision = QuestionnaireEvent[] | QuestionnaireRejection;

export function draftQuestionnaire(questionnaire: Questionnaire, command: DraftQuestionnaire): Decision {
  if (questionnaire.id) return [];
  return publish(command.questionnaireId, 1, command);
}

export function reviseQuestionnaire(questionnaire: Questionnaire, command: ReviseQuestionnaire): Decision {
  if (!questionnaire.id) return questionnaireUnknown();
  if (sameContent(questionnaire.versions.at(-1), command.content)) return [];
  return publish(questionnaire.id, questionnaire.versions.length + 1, command);
}

function publish(
  questionnaireId: Uuid,
  version: number,
  { content, provenance }: { content: QuestionnaireContent; provenance?: Provenance },
): Decision {
  const faults = faultsOf(content);
  if (faults.length > 0) return questionnaireUnfit(faults);
  const data = { questionnaireId, version, content, ...(provenance ? { provenance } : {}) };
  const bytes = bytesOf(data);
  if (bytes > MOST_DATA_BYTES) return questionnaireTooLong(bytes);
  return [{ type: 'QuestionnairePublished', data }];
}

export function decide(questionnaire: Questionnaire, command: QuestionnaireCommand): Decision {
  switch (command.type) {
    case 'DraftQuestionnaire':
      return draftQuestionnaire(questionnaire, command);
    case 'ReviseQuestionnaire':
      return reviseQuestionnaire(questionnaire, command);
    default:
      return command satisfies never;
  }
}
