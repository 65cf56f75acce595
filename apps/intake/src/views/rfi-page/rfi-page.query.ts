import type { AddresseeSummary, Day, QuestionnaireContent, RfiDraft, RfiView, Uuid } from '#contracts';
import type { Log } from '#event-store';
import type { Sight, Then, Views } from '#service-kit';
import { unknownContact, type Contact, type Contacts } from '../../directory/contacts.js';
import { questionsOf } from '../../domain/questionnaire/questions.js';
import type { Draft } from '../../domain/rfi/draft.js';
import { checksOf, limitOf, ruleOf, type IssueFacts } from '../../domain/rfi/rfi.checks.js';
import { countingOf } from '../../reckoning/case-counting.js';
import type { KnownCaseRow } from '../open-cases/known-case.entity.js';
import { knownCase } from '../open-cases/open-cases.query.js';
import { questionnaireContent } from '../questionnaire-list/questionnaire-list.query.js';
import type { RfiRow } from '../rfi-list/rfi.entity.js';
import { rfiRow } from '../rfi-list/rfi-list.query.js';
import {
  addresseeIdsOf,
  addresseesOf,
  repliesSeen,
  summaryOf,
  type ReplySeen,
} from '../rfi-matrix/rfi-matrix.query.js';
import { addresseesThen, rfisThen } from '../then/rows-then.js';

/** Who looks at a request, and when: what it still lacks depends on both. */
export interface Looking {
  today: Day;
  /** Role of the reader on the inquiry's team; undefined for who only reads. */
  role: string | undefined;
  /** Position that the views have reached. */
  position: number;
  /** As it stood at another time; then nothing is done with it, and what a draft lacked is not said. */
  at?: Then | undefined;
}

/** What a request page shows: the request, its addressees with their state, and what it still lacks while it is a draft. */
export async function rfiPage(
  views: Views,
  sight: Sight,
  log: Log,
  contacts: Contacts,
  id: Uuid,
  looking: Looking,
): Promise<RfiView | undefined> {
  const then = looking.at;
  const row = then ? (await rfisThen(log, [id], then))[0] : await rfiRow(views, id);
  const known = row && (await knownCase(views, row.caseId));
  if (!row || !known) return undefined;
  const { draft, issued } = row;
  const named = issued?.questionnaire ?? draft.questionnaire;
  const content = named && (await questionnaireContent(views, named));
  const rows = then
    ? await addresseesThen(log, await addresseeIdsOf(views, [id]), then)
    : await addresseesOf(views, id);
  const replies = await repliesSeen(
    views,
    sight,
    rows.map(({ id: each }) => each),
  );
  /** As of then where that is asked for; what is withheld now is withheld of any time. */
  const seen = (each: { id: Uuid; answered?: string[] }): ReplySeen => {
    const now = replies.answered.get(each.id);
    return { answered: now && (each.answered ?? now), restricted: replies.restricted.get(each.id) };
  };
  const people = await contacts.find([...(draft.addressees ?? []), ...rows].map(({ contact }) => contact));

  const counting = await countingOf(views, known, then);
  const facts: IssueFacts = {
    effectiveOn: row.issuedOn ?? looking.today,
    case: caseFacts(known),
    ...(counting && { counting }),
    ...(content && { questionnaire: content }),
    signer: looking.role === undefined ? [] : [looking.role],
  };
  const reckoned = issued ? undefined : limitOf(draft, facts);
  const limit = issued
    ? { limit: issued.limit, limitExplanation: issued.limitExplanation }
    : reckoned && !('calendarYearMissing' in reckoned)
      ? { limit: reckoned.end, limitExplanation: reckoned.explanation }
      : {};
  return {
    id: row.id,
    version: row.version,
    position: looking.position,
    inquiryId: row.inquiryId,
    caseId: row.caseId,
    caseNumber: known.number,
    caseTitle: known.title,
    ...(row.number !== null && { number: row.number }),
    state: row.state,
    draft: draftShown(draft, people),
    rules: known.rules,
    checks:
      row.state === 'draft' && !then
        ? checksOf(draft, facts).map(({ guard, ok, sentence, basis }) => ({ guard, ok, sentence, basis }))
        : [],
    ...(content && { questionnaire: content }),
    preparedOn: row.preparedOn,
    preparedBy: row.preparedBy,
    ...(row.issuedOn && { issuedOn: row.issuedOn }),
    ...(issued && { issuedBy: issued.issuedBy }),
    ...limit,
    addressees:
      rows.length > 0
        ? rows.map((each) =>
            summaryOf(each, seen(each), {
              questions: questions(content),
              contact: contactOf(people, each.contact),
              today: looking.today,
            }),
          )
        : (draft.addressees ?? []).map((each) => notYetAsked(each, questions(content), people)),
    mayIssue: !then && mayIssue(row, known, looking),
    ...(draft.provenance && { provenance: draft.provenance }),
  };
}

/** What the checks must know of a case. */
export const caseFacts = (known: KnownCaseRow): IssueFacts['case'] => ({
  open: known.open,
  rules: known.rules,
  procedure: known.procedure,
  calendarId: known.calendarId,
});

/** Whether the reader may sign a request of this draft's kind (or, while none is chosen, of any kind). */
function mayIssue({ state, draft }: RfiRow, { open, rules }: KnownCaseRow, { role }: Looking): boolean {
  const rule = ruleOf(draft, rules);
  return (
    state === 'draft' &&
    open &&
    (rule ? [rule] : rules).some(({ maySign }) => (maySign as readonly (string | undefined)[]).includes(role))
  );
}

const questions = (content: QuestionnaireContent | undefined) => (content ? questionsOf(content) : []);

const contactOf = (people: Map<Uuid, Contact>, person: Uuid): Contact => people.get(person) ?? unknownContact(person);

/** The draft with its contacts by name: for the team's eyes. */
function draftShown({ addressees, ...rest }: Draft, people: Map<Uuid, Contact>): RfiDraft {
  if (!addressees) return rest;
  return {
    ...rest,
    addressees: addressees.map(({ contact, ...each }) => {
      const { name, email } = contactOf(people, contact);
      return { ...each, contact: { name, email } };
    }),
  };
}

function notYetAsked(
  { id, name, country, sector, contact, provenance }: NonNullable<Draft['addressees']>[number],
  asked: ReturnType<typeof questions>,
  people: Map<Uuid, Contact>,
): AddresseeSummary {
  return {
    id,
    name,
    country,
    ...(sector !== undefined && { sector }),
    contact: contactOf(people, contact),
    state: 'draft',
    workingDaysLate: 0,
    answered: 0,
    asked: asked.length,
    answers: Object.fromEntries(asked.map((question) => [question.id, 'not-yet' as const])),
    version: 0,
    ...(provenance && { provenance }),
  };
}
