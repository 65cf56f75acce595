import type { Answer, CodeSent, CommandAnswer, DemoMails, RespondentTeam, RespondentView } from '#contracts';
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

/** @param code the six digits that came by mail */
export const submission = (code: string) => ({
  method: 'POST' as const,
  path: `${respondent}/submission`,
  body: { confirmed: true, code },
});
/** Has a code sent to the own address. */
export const sendCode = (): Promise<Answered<CodeSent>> =>
  send({ method: 'POST', path: `${respondent}/codes`, key: crypto.randomUUID() });
/** Has a new link sent in place of one that opens nothing any more. */
export const sendLinkAgain = (token: string): Promise<Answered<void>> =>
  send({ method: 'POST', path: `${respondent}/links`, body: { token }, key: crypto.randomUUID() });

/** Who answers, and the terms. */
export const teamQuery = ask<RespondentTeam>(['intake', 'respondent', 'team'], `${respondent}/team`);
export const invitation = (body: { name: string; email: string }) => ({
  method: 'POST' as const,
  path: `${respondent}/collaborators`,
  body,
});
export const removal = (person: string) => ({
  method: 'POST' as const,
  path: `${respondent}/collaborators/${person}/removal`,
});
export const acceptance = (version: number) => ({
  method: 'POST' as const,
  path: `${respondent}/terms`,
  body: { accepted: true, version },
});
/** The mails that a demonstration would have sent. */
export const demoMailQuery = ask<DemoMails>(['intake', 'demo-mail'], '/api/intake/demo-mail');
export const session = `${respondent}/session`;
