import type { Provenance, QuestionnaireContent, Uuid } from '#contracts';

/** What can have happened to a template of questions. A version once published is never edited: a change is the next version. */
export type QuestionnaireEvent = {
  type: 'QuestionnairePublished';
  data: { questionnaireId: Uuid; version: number; content: QuestionnaireContent; provenance?: Provenance };
};
