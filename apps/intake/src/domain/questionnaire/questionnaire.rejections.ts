import type { Rejection } from '#contracts';
import { refusal, type Fault } from '../refusal.js';
import { MOST_DATA_BYTES } from '../size.js';

export type QuestionnaireRejection = Rejection<
  'questionnaire-unfit' | 'questionnaire-too-long' | 'questionnaire-unknown'
>;

export const questionnaireUnfit = (errors: Fault[]): QuestionnaireRejection =>
  refusal('questionnaire-unfit', `These questions cannot be asked as they stand. ${errors[0]?.message ?? ''}`, {
    guard: 'questions-fit-to-answer',
    status: 400,
    errors,
  });

export const questionnaireTooLong = (bytes: number): QuestionnaireRejection =>
  refusal(
    'questionnaire-too-long',
    `A questionnaire has room for ${MOST_DATA_BYTES} bytes, this one takes ${bytes}: shorten it or make two of it.`,
    { guard: 'questionnaire-fits', status: 400, errors: [{ path: 'content', message: `It takes ${bytes} bytes.` }] },
  );

export const questionnaireUnknown = (): QuestionnaireRejection =>
  refusal('questionnaire-unknown', 'There is no questionnaire under this id.', { status: 404 });
