import type { Answer, CommandAnswer, RespondentView } from '#contracts';
import { send, type Answer as Answered } from './http';
import { ask } from './queries';

const respondent = '/api/intake/respondent';

/** The one request that the signed-in respondent was sent, with the own answers. */
export const ownRequestQuery = ask<RespondentView>(['intake', 'respondent', 'request'], `${respondent}/request`);

/** Keeps the answers that changed; null takes one back. `version` is the one that they were written on: a second window is noticed. */
export const saveAnswers = (
  answers: Record<string, Answer | null>,
  version: number,
  key: string,
): Promise<Answered<CommandAnswer>> =>
  send({ method: 'PUT', path: `${respondent}/answers`, body: { answers }, ifMatch: version, key });

export const submission = { method: 'POST' as const, path: `${respondent}/submission`, body: { confirmed: true } };
export const session = `${respondent}/session`;
