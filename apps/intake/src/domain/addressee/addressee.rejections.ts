import type { LegalBasis, Rejection } from '#contracts';
import { refusal, type Fault } from '../refusal.js';

export type AddresseeRejection = Rejection<
  | 'addressee-unknown'
  | 'reply-frozen'
  | 'answers-unfit'
  | 'answer-too-long'
  | 'reply-incomplete'
  | 'code-needed'
  | 'code-wrong'
  | 'reply-restricted'
>;

/** A reply is evidence from the moment that it is given. */
const FROZEN: LegalBasis[] = [{ citation: 'Reg 1/2003 Art 18' }];

export const addresseeUnknown = (): AddresseeRejection =>
  refusal('addressee-unknown', 'Nobody was asked under this id.', { status: 404 });

export const replyFrozen = (): AddresseeRejection =>
  refusal('reply-frozen', 'The reply has been submitted and stays as it was given.', {
    guard: 'reply-not-submitted',
    basis: FROZEN,
  });

export const answersUnfit = (errors: Fault[]): AddresseeRejection =>
  refusal('answers-unfit', `These answers do not fit the questions. ${errors[0]?.message ?? ''}`, {
    guard: 'answers-fit-the-questions',
    status: 400,
    errors,
  });

export const answerTooLong = (question: string, bytes: number, most: number): AddresseeRejection =>
  refusal(
    'answer-too-long',
    `The answer to ${question} takes ${bytes} bytes; one answer has room for ${most}. Shorten it.`,
    {
      guard: 'answer-fits',
      status: 400,
      errors: [{ path: `answers.${question}`, message: `It takes ${bytes} bytes.` }],
    },
  );

export const replyIncomplete = (errors: Fault[]): AddresseeRejection =>
  refusal(
    'reply-incomplete',
    errors.length === 1
      ? `The reply cannot be submitted yet. ${errors[0]?.message ?? ''}`
      : `The reply cannot be submitted yet: ${errors.length} answers are missing or do not fit.`,
    { guard: 'reply-complete', basis: FROZEN, errors },
  );

/** Security of processing by the institutions of the Union. */
const SECURITY: LegalBasis[] = [{ citation: 'Reg 2018/1725 Art 33' }];

export const codeNeeded = (): AddresseeRejection =>
  refusal('code-needed', 'A reply is submitted with the code that is sent to the principal contact’s address.', {
    status: 403,
    guard: 'second-factor',
    basis: SECURITY,
    first: ['Have a code sent to your address, and enter it.'],
  });

export const codeWrong = (triesLeft: number): AddresseeRejection =>
  refusal(
    'code-wrong',
    triesLeft > 0
      ? `This is not the code that was sent, or it is over. ${triesLeft} ${triesLeft === 1 ? 'try is' : 'tries are'} left.`
      : 'This code does not hold, or not any more. Have another one sent.',
    {
      status: 403,
      guard: 'second-factor',
      basis: SECURITY,
      first: ['Enter the code of the newest mail, or have another one sent.'],
    },
  );

export const replyRestricted = (): AddresseeRejection =>
  refusal('reply-restricted', 'This reply is restricted to named people: they alone may read the link to it.', {
    status: 403,
    guard: 'named-people',
    basis: SECURITY,
    first: ['Ask one of those who are named; the people of the inquiry are listed with what is restricted.'],
  });
