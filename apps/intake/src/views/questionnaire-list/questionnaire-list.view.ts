import type { View } from '#service-kit';
import { questionsOf } from '../../domain/questionnaire/questions.js';
import { happenedHere } from '../happened-here.js';
import { QuestionnaireRow, QuestionnaireVersionRow } from './questionnaire.entity.js';

/** The questionnaires with all their versions. */
export const questionnaireListView: View = {
  name: 'questionnaire-list',
  version: 1,
  tables: ['questionnaire', 'questionnaire_version'],
  sight: { questionnaire: 'open', questionnaire_version: 'open' },
  own: async (stored, db) => {
    const event = happenedHere(stored);
    if (event.type !== 'QuestionnairePublished') return;
    const { questionnaireId: id, version, content, provenance } = event.data;
    const latest = {
      version,
      title: content.title,
      questions: questionsOf(content).length,
      provenance: provenance ?? null,
    };
    if (version === 1) await db.insert(QuestionnaireRow, { id, position: stored.position, ...latest });
    else await db.update(QuestionnaireRow, { id }, latest);
    await db.insert(QuestionnaireVersionRow, {
      questionnaireId: id,
      version,
      publishedOn: stored.effectiveOn,
      publishedBy: stored.actor.person,
      content,
    } as QuestionnaireVersionRow);
  },
};
