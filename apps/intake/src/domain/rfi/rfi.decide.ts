import type { Uuid } from '#contracts';
import { warningDays } from '#legal-clock';
import { questionsOf } from '../questionnaire/questions.js';
import { sameContent } from '../same-content.js';
import { bytesOf, MOST_DATA_BYTES } from '../size.js';
import type { Draft } from './draft.js';
import { checksOf, limitOf, ruleOf, type IssueFacts } from './rfi.checks.js';
import type { RfiEvent } from './rfi.events.js';
import {
  caseClosed,
  idTwice,
  rfiIncomplete,
  rfiNotADraft,
  rfiTooLong,
  rfiUnknown,
  type RfiRejection,
} from './rfi.rejections.js';
import type { Rfi } from './rfi.state.js';

export interface PrepareRfi {
  type: 'PrepareRfi';
  rfiId: Uuid;
  inquiryId: Uuid;
  caseId: Uuid;
  /** Whether the case is open. */
  caseOpen: boolean;
  draft: Draft;
}

export interface ChangeRfi {
  type: 'ChangeRfi';
  draft: Draft;
}

export interface IssueRfi {
  type: 'IssueRfi';
  /** The next number of the case's register. */
  number: number;
  signer: Uuid;
  facts: IssueFacts;
}

export interface WithdrawRfi {
  type: 'WithdrawRfi';
  reason: string;
}

export type RfiCommand = PrepareRfi | ChangeRfi | IssueRfi | WithdrawRfi;
type Decided = RfiEvent[] | RfiRejection;

export function prepareRfi(rfi: Rfi, { rfiId, inquiryId, caseId, caseOpen, draft }: PrepareRfi): Decided {
  if (rfi.id) return [];
  if (!caseOpen) return caseClosed();
  return unfit(draft) ?? [{ type: 'RfiPrepared', data: { rfiId, inquiryId, caseId, draft } }];
}

export function changeRfi(rfi: Rfi, { draft }: ChangeRfi): Decided {
  if (!rfi.id || !rfi.inquiryId) return rfiUnknown();
  if (rfi.state !== 'draft') return rfiNotADraft(rfi.state);
  if (sameContent(rfi.draft, draft)) return [];
  return unfit(draft) ?? [{ type: 'RfiDraftChanged', data: { rfiId: rfi.id, inquiryId: rfi.inquiryId, draft } }];
}

/** A draft may lack anything; it may not be unrecordable. */
function unfit(draft: Draft): RfiRejection | undefined {
  const ids = (draft.addressees ?? []).map((addressee) => addressee.id);
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (twice >= 0) return idTwice(ids[twice] as Uuid, twice);
  const bytes = bytesOf(draft);
  return bytes > MOST_DATA_BYTES ? rfiTooLong(bytes) : undefined;
}

/** How far ahead of its limit a request is warned of. The rules that a case brings along have no place for it: their published shape is closed. */
const WARNED_AHEAD = ['3wd'];

/** Every check must hold; the first that does not names the refusal. Issued once already: nothing happens. */
export function issueRfi(rfi: Rfi, { number, signer, facts }: IssueRfi): Decided {
  if (!rfi.id || !rfi.inquiryId || !rfi.caseId) return rfiUnknown();
  if (rfi.state === 'issued') return [];
  if (rfi.state === 'withdrawn') return rfiNotADraft(rfi.state);
  const { draft } = rfi;
  const failing = checksOf(draft, facts).filter((check) => !check.ok);
  if (failing.length > 0) return rfiIncomplete(failing);

  const rule = ruleOf(draft, facts.case.rules);
  const limit = limitOf(draft, facts);
  const { subject, purpose, basis, questionnaire, addressees } = draft;
  // The checks have just said that all of this is there; the compiler cannot know it.
  if (!rule || !limit || 'calendarYearMissing' in limit || !facts.counting || !facts.questionnaire)
    throw new Error('a request passed all checks and cannot be reckoned');
  if (!subject || !purpose || !basis || !questionnaire || !addressees)
    throw new Error('a request passed all checks and lacks what they check');
  return [
    {
      type: 'RfiIssued',
      data: {
        rfiId: rfi.id,
        inquiryId: rfi.inquiryId,
        caseId: rfi.caseId,
        number,
        kind: rule.kind,
        subject,
        purpose,
        basis,
        notices: rule.notices.filter((notice) => draft.notices?.includes(notice.id)),
        narrow: draft.narrow ?? false,
        questionnaire,
        questions: questionsOf(facts.questionnaire).length,
        limitWritten: limit.written,
        limit: limit.end,
        limitExplanation: limit.explanation,
        warnings: warningDays(WARNED_AHEAD, limit.end, facts.effectiveOn, facts.counting),
        procedure: facts.case.procedure,
        calendar: facts.counting.pin,
        addressees,
        issuedBy: signer,
        ...(draft.provenance ? { provenance: draft.provenance } : {}),
      },
    },
  ];
}

export function withdrawRfi(rfi: Rfi, { reason }: WithdrawRfi): Decided {
  if (!rfi.id || !rfi.inquiryId) return rfiUnknown();
  if (rfi.state === 'withdrawn') return [];
  if (rfi.state === 'issued') return rfiNotADraft(rfi.state);
  return [{ type: 'RfiWithdrawn', data: { rfiId: rfi.id, inquiryId: rfi.inquiryId, reason } }];
}

export function decide(rfi: Rfi, command: RfiCommand): Decided {
  switch (command.type) {
    case 'PrepareRfi':
      return prepareRfi(rfi, command);
    case 'ChangeRfi':
      return changeRfi(rfi, command);
    case 'IssueRfi':
      return issueRfi(rfi, command);
    case 'WithdrawRfi':
      return withdrawRfi(rfi, command);
    default:
      return command satisfies never;
  }
}
