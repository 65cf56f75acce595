import { z } from 'zod';
import { Explanation } from '../explanation.js';
import { PeriodText, RfiRule } from '../procedure.js';
import { Answer, QuestionnaireContent } from '../questionnaire.js';
import { Country, Day, LegalBasis, LocalizedText, Moment, Name, Provenance, Uuid } from '../values.js';
import { effective } from './command.js';
import { pageOf } from './page.js';
import { twoTimes } from './two-times.js';

/* ---------- leads ---------- */

export const LeadKind = z.enum([
  'complaint',
  'ex-officio',
  'market-monitoring',
  'sector-inquiry',
  'merger-screening',
  'referral',
]);
/** POST /leads. A source must be named: it is the guard of the act. */
export const RegisterLead = z.strictObject({
  kind: LeadKind,
  subject: z.string().min(1).max(200),
  summary: z.string().max(4000).optional(),
  source: z.string().min(1).max(500),
  parties: z.array(Name).max(100).default([]),
  provenance: Provenance.optional(),
  ...effective,
});
export type RegisterLead = z.infer<typeof RegisterLead>;
/** POST /leads/:id/taking: takes a lead up in an inquiry that runs already. A lead is taken up once. */
export const TakeLeadUp = z.strictObject({ inquiryId: Uuid, ...effective });
export type TakeLeadUp = z.infer<typeof TakeLeadUp>;
/** GET /leads · GET /leads/:id */
export const LeadView = z
  .object({
    id: Uuid,
    version: z.number().int(),
    kind: LeadKind,
    subject: z.string(),
    summary: z.string().optional(),
    source: z.string(),
    parties: z.array(z.string()),
    registeredOn: Day,
    registeredBy: Uuid,
    /** The inquiry that took it up, if the reader may see that. */
    inquiryId: Uuid.optional(),
    taken: z.boolean(),
    provenance: Provenance.optional(),
  })
  .meta({ id: 'LeadView' });
export type LeadView = z.infer<typeof LeadView>;
export const LeadList = pageOf(LeadView).meta({ id: 'LeadList' });

/* ---------- questionnaires (templates) ---------- */

/** POST /questionnaires → version 1 · POST /questionnaires/:id/versions → the next */
export const DraftQuestionnaire = z.strictObject({
  content: QuestionnaireContent,
  provenance: Provenance.optional(),
  ...effective,
});
export type DraftQuestionnaire = z.infer<typeof DraftQuestionnaire>;
export const QuestionnaireView = z
  .object({
    id: Uuid,
    version: z.number().int(),
    title: LocalizedText,
    questions: z.number().int(),
    versions: z.array(z.object({ version: z.number().int(), publishedOn: Day, by: Uuid })),
    content: QuestionnaireContent,
    provenance: Provenance.optional(),
  })
  .meta({ id: 'QuestionnaireView' });
export type QuestionnaireView = z.infer<typeof QuestionnaireView>;
export const QuestionnaireList = pageOf(QuestionnaireView.omit({ content: true })).meta({ id: 'QuestionnaireList' });

/* ---------- requests for information ---------- */

export const AddresseeInput = z.strictObject({
  /** Kept over edits of the draft; absent = a new one. */
  id: Uuid.optional(),
  name: Name,
  country: Country,
  sector: z.string().max(100).optional(),
  /** The principal contact: kept in the directory, outside the log. */
  contact: z.strictObject({ name: Name, email: z.email().max(320) }),
  provenance: Provenance.optional(),
});

/** What a draft may say. Everything may be missing until the request is issued. */
export const RfiDraft = z.strictObject({
  kind: z.enum(['simple', 'decision']).optional(),
  subject: LocalizedText.optional(),
  purpose: z.string().max(4000).optional(),
  /** Citations chosen from the rule's bases. */
  basis: z.array(LegalBasis).max(20).optional(),
  questionnaire: z.strictObject({ id: Uuid, version: z.number().int().min(1).max(1_000_000) }).optional(),
  /** The limit as a calendar date. */
  limit: Day.optional(),
  narrow: z.boolean().optional(),
  /** Ids of the notices that the request carries. */
  notices: z.array(z.string().max(64)).max(20).optional(),
  addressees: z.array(AddresseeInput).max(500).optional(),
  provenance: Provenance.optional(),
});
export type RfiDraft = z.infer<typeof RfiDraft>;
/** POST /rfis */
export const PrepareRfi = z.strictObject({ caseId: Uuid, draft: RfiDraft, ...effective });
export type PrepareRfi = z.infer<typeof PrepareRfi>;
/** PUT /rfis/:id/draft: replaces the draft. */
export const ChangeRfi = z.strictObject({ draft: RfiDraft, ...effective });
/** POST /rfis/:id/issue */
export const IssueRfi = z.strictObject({ ...effective });
/** POST /rfis/:id/withdraw: a draft that will not be issued. */
export const WithdrawRfi = z.strictObject({ reason: z.string().min(3).max(500), ...effective });

/** One line of the list of what a request still lacks. */
export const RfiCheck = z
  .object({ guard: z.string(), ok: z.boolean(), sentence: LocalizedText, basis: z.array(LegalBasis) })
  .meta({ id: 'RfiCheck' });

export const AddresseeState = z.enum(['draft', 'running', 'saved', 'submitted', 'submitted-late', 'overdue']);
export const AddresseeSummary = z
  .object({
    id: Uuid,
    name: z.string(),
    country: Country,
    sector: z.string().optional(),
    contact: z.object({ person: Uuid, name: z.string(), email: z.string() }),
    limit: Day.optional(),
    state: AddresseeState,
    submittedOn: Day.optional(),
    workingDaysLate: z.number().int(),
    daysLeft: z.number().int().optional(),
    /** Absent, with `answers` empty, where the reply is withheld from the reader. */
    answered: z.number().int().optional(),
    asked: z.number().int(),
    /** For named people alone: who is named, and whether the reply is withheld from the reader. */
    restricted: z.object({ id: Uuid, people: z.array(Uuid), withheld: z.boolean() }).optional(),
    /** Per question id; before submission only whether something is saved, never what. */
    answers: z.record(z.string(), z.enum(['answered', 'saved', 'missing', 'not-yet'])),
    /** Absent where the reply is withheld: it grows with each save. */
    version: z.number().int().optional(),
    provenance: Provenance.optional(),
  })
  .meta({ id: 'AddresseeSummary' });
export type AddresseeSummary = z.infer<typeof AddresseeSummary>;

/** GET /rfis/:id?recordedAt=&asOf=. In a view of the past `checks` is empty and `mayIssue` false: nothing is done there. */
export const RfiView = z
  .object({
    id: Uuid,
    version: z.number().int(),
    position: z.number().int(),
    inquiryId: Uuid,
    caseId: Uuid,
    caseNumber: z.string(),
    caseTitle: LocalizedText,
    /** Number within the case; absent while a draft. */
    number: z.number().int().optional(),
    state: z.enum(['draft', 'issued', 'withdrawn']),
    draft: RfiDraft,
    /** The rules of the case's procedure for requests. */
    rules: z.array(RfiRule),
    checks: z.array(RfiCheck),
    questionnaire: QuestionnaireContent.optional(),
    preparedOn: Day,
    preparedBy: Uuid,
    issuedOn: Day.optional(),
    issuedBy: Uuid.optional(),
    limit: Day.optional(),
    limitExplanation: Explanation.optional(),
    addressees: z.array(AddresseeSummary),
    /** The reader may sign this request. */
    mayIssue: z.boolean(),
    provenance: Provenance.optional(),
  })
  .meta({ id: 'RfiView' });
export type RfiView = z.infer<typeof RfiView>;

/** GET /rfis?inquiry=&case=&state=&recordedAt=&asOf=&cursor= */
export const RfiListItem = z
  .object({
    id: Uuid,
    inquiryId: Uuid,
    caseId: Uuid,
    caseNumber: z.string(),
    number: z.number().int().optional(),
    subject: LocalizedText.optional(),
    kind: z.enum(['simple', 'decision']).optional(),
    basis: z.array(LegalBasis),
    state: z.enum(['draft', 'issued', 'withdrawn']),
    issuedOn: Day.optional(),
    limit: Day.optional(),
    asked: z.number().int(),
    repliesIn: z.number().int(),
    late: z.number().int(),
    overdue: z.number().int(),
    provenance: Provenance.optional(),
  })
  .meta({ id: 'RfiListItem' });
export type RfiListItem = z.infer<typeof RfiListItem>;
export const RfiList = pageOf(RfiListItem).meta({ id: 'RfiList' });
export const RfiListQuery = z.object({
  inquiry: Uuid.optional(),
  case: Uuid.optional(),
  state: z.enum(['draft', 'issued', 'withdrawn']).optional(),
  ...twoTimes,
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** GET /cases: cases on which the reader may prepare a request (intake's own knowledge of open cases). */
export const AskableCase = z
  .object({
    id: Uuid,
    inquiryId: Uuid,
    number: z.string(),
    title: LocalizedText,
    rules: z.array(RfiRule),
    open: z.boolean(),
  })
  .meta({ id: 'AskableCase' });
export const AskableCases = z.object({ items: z.array(AskableCase) }).meta({ id: 'AskableCases' });

/** GET /limits?case=&period=3w&from=: what a limit would be, with its reckoning. */
export const LimitQuery = z.object({ case: Uuid, period: PeriodText, from: Day.optional() });
export const LimitView = z.object({ from: Day, end: Day, explanation: Explanation }).meta({ id: 'LimitView' });

/** GET /rfis/:id/addressees/:addresseeId: the reply; answers only once submitted. */
export const ReplyView = z
  .object({
    addressee: AddresseeSummary,
    submitted: z.boolean(),
    answers: z.record(z.string(), Answer),
    submittedAt: Moment.optional(),
    provenance: Provenance.optional(),
  })
  .meta({ id: 'ReplyView' });
export type ReplyView = z.infer<typeof ReplyView>;
/** GET /rfis/:id/addressees/:addresseeId/link: the personal link of the principal contact (reading it is recorded). */
export const PersonalLink = z.object({ link: z.string(), expiresAt: Moment }).meta({ id: 'PersonalLink' });

/* ---------- the respondent ---------- */

/** POST /respondent/session (public): exchanges the token of a personal link for a cookie. DELETE /respondent/session signs out. */
export const OpenRespondentSession = z.strictObject({ token: z.string().min(20).max(4000) });
/** POST /respondent/links (public): a link that was used, or is over, is answered with a new one, by mail to the address that is known. */
export const AskForLink = z.strictObject({ token: z.string().min(20).max(4000) });
/** POST /respondent/codes: sends a code to the principal contact's address, for the submission. */
export const CodeSent = z
  .object({ /** The address, most of it hidden. */ to: z.string(), expiresAt: Moment })
  .meta({ id: 'CodeSent' });
export type CodeSent = z.infer<typeof CodeSent>;
/** In which way somebody answers for an addressee. */
export const RespondentRole = z.enum(['principal-contact', 'collaborator']);
export type RespondentRole = z.infer<typeof RespondentRole>;
/** GET /respondent/team: who answers, and the terms. A collaborator sees no other. */
export const RespondentTeam = z
  .object({
    addressee: z.string(),
    role: RespondentRole,
    terms: z.object({ version: z.number().int(), text: LocalizedText, accepted: z.boolean() }),
    collaborators: z.array(
      z.object({
        person: Uuid,
        name: z.string(),
        email: z.string(),
        state: z.enum(['invited', 'accepted', 'removed']),
      }),
    ),
    version: z.number().int(),
  })
  .meta({ id: 'RespondentTeam' });
export type RespondentTeam = z.infer<typeof RespondentTeam>;
/** POST /respondent/collaborators (principal contact); they get a personal link by mail. POST /respondent/collaborators/:person/removal. */
export const InviteCollaborator = z.strictObject({
  name: Name,
  email: z.email().max(320),
});
export type InviteCollaborator = z.infer<typeof InviteCollaborator>;
/** POST /respondent/terms: of a collaborator before anything else is shown; of the principal contact once, asked by the page. */
export const AcceptTerms = z.strictObject({
  accepted: z.literal(true),
  version: z.number().int().min(1).max(1_000_000),
});
/** GET /demo-mail: the mails that a demonstration would have sent; newest first. */
export const DemoMails = z
  .object({
    items: z.array(z.object({ id: Uuid, to: z.string(), subject: z.string(), text: z.string(), at: Moment })),
  })
  .meta({ id: 'DemoMails' });
export type DemoMails = z.infer<typeof DemoMails>;
/** GET /respondent/request */
export const RespondentView = z
  .object({
    rfiId: Uuid,
    addresseeId: Uuid,
    addressee: z.string(),
    contact: z.string(),
    /** Absent from services of before collaborators: the principal contact. */
    role: RespondentRole.optional(),
    caseNumber: z.string(),
    number: z.number().int(),
    subject: LocalizedText,
    purpose: z.string(),
    kind: z.enum(['simple', 'decision']),
    basis: z.array(LegalBasis),
    notices: z.array(z.object({ id: z.string(), text: LocalizedText, basis: z.array(LegalBasis) })),
    issuedOn: Day,
    limit: Day,
    limitExplanation: Explanation,
    daysLeft: z.number().int(),
    timeZone: z.string(),
    questionnaire: QuestionnaireContent,
    answers: z.record(z.string(), Answer),
    savedAt: Moment.optional(),
    state: AddresseeState,
    submittedOn: Day.optional(),
    submittedAt: Moment.optional(),
    workingDaysLate: z.number().int(),
    version: z.number().int(),
    provenance: Provenance.optional(),
  })
  .meta({ id: 'RespondentView' });
export type RespondentView = z.infer<typeof RespondentView>;
/** PUT /respondent/answers: the answers that changed; null takes one back. If-Match guards against two windows. */
export const SaveAnswers = z.strictObject({ answers: z.record(z.string().max(8), z.union([Answer, z.null()])) });
export type SaveAnswers = z.infer<typeof SaveAnswers>;
/** POST /respondent/submission: freezes the reply. Required questions must be answered; `code` is the one that was sent (POST /respondent/codes). */
export const SubmitReply = z.strictObject({
  confirmed: z.literal(true),
  code: z
    .string()
    .regex(/^\d{6}$/, 'six digits')
    .optional(),
});
