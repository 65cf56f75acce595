import type { z } from 'zod';
import type { publishedContracts, PublishedType } from './index.js';

/** What a published type says, in a sentence, and one fact as it would travel. */
export interface PublishedExample<Type extends PublishedType = PublishedType> {
  summary: string;
  data: z.input<(typeof publishedContracts)[Type]>;
}

const inquiryId = '0190f1aa-0000-5000-8000-000000000007';
const caseId = '0190f1aa-0000-5000-8000-000000000011';
const rfiId = '0190f1aa-0000-5000-8000-000000000021';
const addresseeId = '0190f1aa-0000-5000-8000-000000000031';
const leadId = '0190f1aa-0000-5000-8000-000000000041';
const hash = '5a'.repeat(32);
const grantId = '0190f1aa-0000-5000-8000-000000000051';
const wallId = '0190f1aa-0000-5000-8000-000000000052';
const restrictionId = '0190f1aa-0000-5000-8000-000000000054';
const challengeId = '0190f1aa-0000-5000-8000-000000000053';
const person = '6f0a5c9e-0000-4000-8000-000000000001';

/** For those who read the contracts, and for the documents that are made of them; a test holds each against its contract. */
export const publishedExamples: { [Type in PublishedType]: PublishedExample<Type> } = {
  'dossier.intake.LeadRegistered.v1': {
    summary: 'A lead was registered: what may start an inquiry.',
    data: { leadId, kind: 'market-monitoring', subject: 'A tie between two undertakings' },
  },
  'dossier.intake.RfiIssued.v1': {
    summary: 'A request for information was issued: it binds its addressees from now on.',
    data: {
      rfiId,
      inquiryId,
      caseId,
      number: 1,
      kind: 'simple',
      subject: { en: 'Agreements on computing capacity' },
      basis: [{ citation: 'Regulation (EC) No 1/2003, Article 18(2)', celex: '32003R0001' }],
      limit: '2024-07-19',
      limitExplanation: {
        steps: [
          { day: '2024-06-28', rule: 'event-not-counted', source: 'Regulation 1182/71, Art 3(1)' },
          { day: '2024-07-19', rule: 'result', source: 'Regulation 1182/71, Art 3(2)(c)' },
        ],
        skipped: [],
        calendar: { id: 'ec-brussels', version: 1 },
        provisional: false,
      },
      questions: 12,
      addressees: [{ addresseeId, name: 'Example Cloud SA', country: 'BE' }],
      issuedBy: person,
    },
  },
  'dossier.intake.ReplySubmitted.v1': {
    summary: "An addressee submitted its reply: it is frozen. An answer's content never travels.",
    data: {
      rfiId,
      inquiryId,
      caseId,
      addresseeId,
      addressee: 'Example Cloud SA',
      number: 1,
      submittedOn: '2024-07-18',
      limit: '2024-07-19',
      late: false,
      workingDaysLate: 0,
      answered: 12,
      asked: 12,
    },
  },
  'dossier.intake.LimitWarningGiven.v1': {
    summary: 'The limit of a request has come near, and not everybody has replied.',
    data: {
      rfiId,
      inquiryId,
      caseId,
      number: 1,
      subject: { en: 'Exclusivity clauses' },
      ahead: '3wd',
      limit: '2024-07-19',
    },
  },
  'dossier.intake.ReplyOverdue.v1': {
    summary: "An addressee's limit ran out without a reply.",
    data: { rfiId, inquiryId, caseId, addresseeId, addressee: 'Example Cloud SA', number: 1, limit: '2024-07-19' },
  },
  'dossier.case-state.InquiryOpened.v1': {
    summary: 'An inquiry was opened.',
    data: { inquiryId, number: 'I-2024-007', title: { en: 'A tie between two undertakings' }, leadId },
  },
  'dossier.case-state.TeamMemberJoined.v1': {
    summary: "A person joined an inquiry's team: may see it from now on.",
    data: { inquiryId, person, role: 'case-handler' },
  },
  'dossier.case-state.TeamMemberLeft.v1': {
    summary: "A person left an inquiry's team: may not see it any more.",
    data: { inquiryId, person },
  },
  'dossier.case-state.AccessGranted.v1': {
    summary: "A person outside an inquiry's team may see it, until a moment.",
    data: {
      inquiryId,
      grantId,
      person,
      role: 'chief-economist',
      until: '2024-08-31',
      endsAt: '2024-08-31T21:59:59.999Z',
    },
  },
  'dossier.case-state.AccessRevoked.v1': {
    summary: 'A grant of access ended before its day.',
    data: { inquiryId, grantId, person },
  },
  'dossier.case-state.WallRaised.v1': {
    summary: 'A wall stands between a person and an inquiry: it beats the team, every grant and every role.',
    data: { inquiryId, wallId, person },
  },
  'dossier.case-state.WallLifted.v1': {
    summary: 'A wall between a person and an inquiry was lifted.',
    data: { inquiryId, wallId, person },
  },
  'dossier.case-state.AccessRestricted.v1': {
    summary: 'Something of an inquiry (a reply) is for named people alone, of those who see the inquiry.',
    data: { inquiryId, restrictionId, object: { kind: 'reply', id: addresseeId }, people: [person] },
  },
  'dossier.case-state.RestrictionLifted.v1': {
    summary: 'What was for named people alone is for all again who see the inquiry.',
    data: { inquiryId, restrictionId, object: { kind: 'reply', id: addresseeId } },
  },
  'dossier.case-state.AccessChallenged.v1': {
    summary: 'An officer took access without being given it, for a short time: to be reviewed.',
    data: { inquiryId, challengeId, person, role: 'case-handler', endsAt: '2024-08-07T12:30:00.000Z' },
  },
  'dossier.case-state.ChallengedAccessReviewed.v1': {
    summary: 'An access that was taken without being given was reviewed: upheld, or ended.',
    data: { inquiryId, challengeId, person, outcome: 'upheld' },
  },
  'dossier.case-state.CaseOpened.v1': {
    summary: 'A case was opened on an inquiry, under a procedure; it carries what intake must know of its rules.',
    data: {
      inquiryId,
      caseId,
      number: 'AT.40999',
      title: { en: 'Agreements on computing capacity' },
      procedure: { id: 'eu-antitrust', version: 1, hash },
      calendar: { id: 'ec-brussels', version: 1, hash },
      stage: 'preliminary',
      rfiRules: [],
    },
  },
  'dossier.case-state.StepTaken.v1': {
    summary: 'A procedural step was taken on a case: by an officer, by a fact of intake, or by the lapse of a clock.',
    data: {
      inquiryId,
      caseId,
      caseNumber: 'AT.40999',
      step: 'RfiIssued',
      title: { en: 'Request for information issued' },
      fromStage: 'preliminary',
      toStage: 'preliminary',
      closes: false,
      by: 'rfi-issued',
      clocks: [{ clock: 'rfi-limit', state: 'running', end: '2024-07-19' }],
    },
  },
  'dossier.case-state.ExpiryWarningGiven.v1': {
    summary: 'The end of a clock of a case has come near.',
    data: {
      inquiryId,
      caseId,
      caseNumber: 'AT.40999',
      clock: 'objections-reply',
      title: { en: 'Reply to the Statement of Objections' },
      ahead: '10wd',
      end: '2024-07-19',
      indicative: false,
      provisional: false,
      silenceSpeaks: false,
    },
  },
  'dossier.case-state.ClocksRecomputed.v1': {
    summary: 'A corrected list of holidays was published, and the open clocks of a case were reckoned anew.',
    data: {
      inquiryId,
      caseId,
      caseNumber: 'M.10999',
      calendar: { id: 'ec-brussels', version: 2, hash },
      moved: [
        {
          clock: 'phase-one',
          title: { en: 'Phase I' },
          from: { end: '2027-01-22' },
          to: { end: '2027-01-25' },
        },
      ],
      kept: [],
    },
  },
  'dossier.case-state.ProcedureMoved.v1': {
    summary: 'A case goes on under another version of its procedure; it carries what intake must know of its rules.',
    data: {
      inquiryId,
      caseId,
      caseNumber: 'AT.40999',
      from: { id: 'eu-antitrust', version: 1, hash },
      to: { id: 'eu-antitrust', version: 2, hash },
      rfiRules: [],
    },
  },
  'dossier.case-state.CalendarPublished.v1': {
    summary: 'A version of a calendar of holidays was published: what is counted from now on is counted on it.',
    data: {
      calendar: {
        id: 'ec-brussels',
        version: 2,
        title: 'Public holidays of the European Commission',
        places: [{ code: 'BE', name: 'Brussels' }],
        seat: 'BE',
        weekend: [6, 7],
        years: [
          { year: 2027, quality: 'published', source: 'OJ C, 2026', days: [{ day: '2027-01-01', name: 'New Year' }] },
        ],
      },
      hash,
    },
  },
};
