import type { Answer, Day, QuestionnaireContent } from '#contracts';
import { isAfter, type AtSite } from '#legal-clock';
import { questionsOf } from '../questionnaire/questions.js';
import type { DraftAddressee } from '../rfi/draft.js';
import { workingDaysLate } from '../rfi/limit.js';
import type { IssuedRequest } from '../rfi/rfi.events.js';
import { sameContent } from '../same-content.js';
import { bytesOf, MOST_DATA_BYTES } from '../size.js';
import type { AddresseeEvent } from './addressee.events.js';
import {
  addresseeUnknown,
  answersUnfit,
  answerTooLong,
  replyFrozen,
  replyIncomplete,
  type AddresseeRejection,
} from './addressee.rejections.js';
import type { Addressee } from './addressee.state.js';
import { asKept, faultsOfReply, faultsOfSaving, isEmpty, type Changes } from './answers.js';

/** The request goes out to this undertaking. */
export interface AskAddressee {
  type: 'AskAddressee';
  request: IssuedRequest;
  who: DraftAddressee;
}

export interface SaveReply {
  type: 'SaveReply';
  changes: Changes;
  /** The questions that were asked. */
  content: QuestionnaireContent;
}

export interface SubmitReply {
  type: 'SubmitReply';
  content: QuestionnaireContent;
  on: Day;
  /** Where and by which calendar working days are counted. */
  at: AtSite;
}

export type AddresseeCommand = AskAddressee | SaveReply | SubmitReply;
type Decided = AddresseeEvent[] | AddresseeRejection;

export function askAddressee(addressee: Addressee, { request, who }: AskAddressee): Decided {
  if (addressee.of) return [];
  const { rfiId, inquiryId, caseId, number, limit, questionnaire, questions, calendar } = request;
  const { id, name, country, sector, contact, provenance } = who;
  return [
    {
      type: 'AddresseeAsked',
      data: {
        rfiId,
        inquiryId,
        caseId,
        number,
        addresseeId: id,
        addressee: name,
        country,
        ...(sector === undefined ? {} : { sector }),
        contact,
        limit,
        questionnaire,
        asked: questions,
        calendar,
        ...(provenance ? { provenance } : {}),
      },
    },
  ];
}

/** Keeps the answers that changed, and only those. More than one envelope holds is kept in several events. */
export function saveReply(addressee: Addressee, { changes, content }: SaveReply): Decided {
  if (!addressee.of) return addresseeUnknown();
  if (addressee.submitted) return replyFrozen();
  const faults = faultsOfSaving(changes, content);
  if (faults.length > 0) return answersUnfit(faults);

  const { rfiId, inquiryId, addresseeId } = addressee.of;
  const changed: [string, Answer | null][] = [];
  for (const question of questionsOf(content)) {
    const change = changes[question.id];
    if (change === undefined) continue;
    const kept = asKept(change, question);
    if (sameContent(kept ?? undefined, addressee.answers[question.id])) continue;
    const bytes = bytesOf(kept);
    if (bytes > MOST_ANSWER_BYTES) return answerTooLong(question.id, bytes, MOST_ANSWER_BYTES);
    changed.push([question.id, kept]);
  }
  return inEnvelopes(changed).map((answers) => ({
    type: 'ReplySaved',
    data: { rfiId, inquiryId, addresseeId, answers },
  }));
}

/** Room that ids and member names take beside the answers. */
const MOST_ANSWER_BYTES = MOST_DATA_BYTES - 1_000;

function inEnvelopes(changed: [string, Answer | null][]): Record<string, Answer | null>[] {
  const envelopes: Record<string, Answer | null>[] = [];
  let room = 0;
  for (const [question, answer] of changed) {
    // A member's name, its quotes, colon and comma: at most 10 bytes.
    const bytes = bytesOf(answer) + 10;
    let last = envelopes.at(-1);
    if (!last || bytes > room) {
      envelopes.push((last = {}));
      room = MOST_ANSWER_BYTES + 10;
    }
    last[question] = answer;
    room -= bytes;
  }
  return envelopes;
}

/** Freezes the reply. Late is what comes after the limit; it is taken all the same. A second submission changes nothing. */
export function submitReply(addressee: Addressee, { content, on, at }: SubmitReply): Decided {
  if (!addressee.of || !addressee.limit) return addresseeUnknown();
  if (addressee.submitted) return [];
  const faults = faultsOfReply(addressee.answers, content);
  if (faults.length > 0) return replyIncomplete(faults);
  const late = isAfter(on, addressee.limit);
  return [
    {
      type: 'ReplySubmitted',
      data: {
        ...addressee.of,
        submittedOn: on,
        limit: addressee.limit,
        late,
        workingDaysLate: late ? workingDaysLate(addressee.limit, on, at) : 0,
        answered: Object.values(addressee.answers).filter((answer) => !isEmpty(answer)).length,
        asked: addressee.asked,
        secondFactor: 'code-by-mail',
        ...(addressee.provenance ? { provenance: addressee.provenance } : {}),
      },
    },
  ];
}

export function decide(addressee: Addressee, command: AddresseeCommand): Decided {
  switch (command.type) {
    case 'AskAddressee':
      return askAddressee(addressee, command);
    case 'SaveReply':
      return saveReply(addressee, command);
    case 'SubmitReply':
      return submitReply(addressee, command);
    default:
      return command satisfies never;
  }
}
