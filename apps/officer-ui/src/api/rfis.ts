import type { z } from 'zod';
import type * as Contracts from '#contracts';
import { get, withQuery } from './http';
import type { Times } from '../time/then';
import { ask, askPages, askThen } from './queries';

type Of<Schema extends z.ZodType> = z.infer<Schema>;
export type RfiView = Contracts.RfiView;
export type RfiDraft = Contracts.RfiDraft;
export type RfiCheck = Of<typeof Contracts.RfiCheck>;
export type RfiRule = Of<typeof Contracts.RfiRule>;
export type RfiList = Of<typeof Contracts.RfiList>;
export type AskableCase = Of<typeof Contracts.AskableCase>;
export type LimitView = Of<typeof Contracts.LimitView>;
export type PersonalLink = Of<typeof Contracts.PersonalLink>;
export type AddresseeInput = Of<typeof Contracts.AddresseeInput>;
export type AnswerMark = Contracts.AddresseeSummary['answers'][string];

const intake = '/api/intake';
/** Where requests are kept. */
export const rfisPath = `${intake}/rfis`;
/** Where questionnaires are kept. */
export const questionnairesPath = `${intake}/questionnaires`;
/** Announces what happens to any request that the reader may see. */
export const rfisStream = `${rfisPath}/stream`;

export const rfiQuery = (id: string, times: Times = {}) =>
  askThen<RfiView>(['intake', 'rfi', id], `${rfisPath}/${id}`, times);
/** The reply of one addressee; its answers only once submitted. */
export const replyQuery = (id: string, addressee: string, times: Times = {}) =>
  askThen<Contracts.ReplyView>(
    ['intake', 'rfi', id, 'reply', addressee],
    `${rfisPath}/${id}/addressees/${addressee}`,
    times,
  );
export const rfisQuery = (query: Record<string, string | undefined>) =>
  askPages<RfiList>(['intake', 'rfis'], rfisPath, query);
/** Cases on which the reader may prepare a request. */
export const askableQuery = ask<Of<typeof Contracts.AskableCases>>(['intake', 'cases'], `${intake}/cases`);
export const questionnairesQuery = askPages<Of<typeof Contracts.QuestionnaireList>>(
  ['intake', 'questionnaires'],
  questionnairesPath,
  {},
);
export const questionnaireQuery = (id: string, version: number) =>
  ask<Contracts.QuestionnaireView>(
    ['intake', 'questionnaires', id, version],
    withQuery(`${questionnairesPath}/${id}`, { version }),
  );
/** What a limit would be, with its reckoning. `period` as in `3w`. */
export const limitQuery = (caseId: string, period: string) =>
  ask<LimitView>(['intake', 'limits', caseId, period], withQuery(`${intake}/limits`, { case: caseId, period }));

/** Reads the personal link of an addressee's contact. Each reading is recorded: it is never asked for by itself, nor kept. */
export const readPersonalLink = async (id: string, addressee: string): Promise<PersonalLink> =>
  (await get<PersonalLink>(`${rfisPath}/${id}/addressees/${addressee}/link`)).data;
