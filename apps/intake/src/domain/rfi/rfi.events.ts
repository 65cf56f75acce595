import type { Day, Explanation, LegalBasis, LocalizedText, Provenance, RulePin, Uuid } from '#contracts';
import type { WarningDay } from '#legal-clock';
import type { Draft, DraftAddressee } from './draft.js';

/** What can have happened to a request for information. */
export type RfiEvent =
  | { type: 'RfiPrepared'; data: { rfiId: Uuid; inquiryId: Uuid; caseId: Uuid; draft: Draft } }
  /** The whole draft as it now stands: it replaces the one before. */
  | { type: 'RfiDraftChanged'; data: { rfiId: Uuid; inquiryId: Uuid; draft: Draft } }
  /** Reg 1/2003 Art 18(2) or (3): from now on it binds those it is addressed to. */
  | { type: 'RfiIssued'; data: IssuedRequest }
  /** The limit has come near and somebody has not replied: the team is warned, and who is asked is reminded. */
  | { type: 'LimitWarningGiven'; data: LimitWarningGiven }
  /** A draft that will not be issued. */
  | { type: 'RfiWithdrawn'; data: { rfiId: Uuid; inquiryId: Uuid; reason: string } };

/** The request as it went out: complete in itself, whatever becomes of the rules. */
export interface IssuedRequest {
  rfiId: Uuid;
  inquiryId: Uuid;
  caseId: Uuid;
  /** Number within the case, from 1. */
  number: number;
  kind: 'simple' | 'decision';
  subject: LocalizedText;
  purpose: string;
  basis: LegalBasis[];
  notices: { id: string; text: LocalizedText; basis: LegalBasis[] }[];
  narrow: boolean;
  questionnaire: { id: Uuid; version: number };
  /** How many questions it asks. */
  questions: number;
  /** The calendar date that was written, and the last day on which a reply is in time: the same, unless nobody works on it. */
  limitWritten: Day;
  limit: Day;
  limitExplanation: Explanation;
  /** When the limit is warned of, the first day first. Absent from requests of before: they are not. */
  warnings?: WarningDay[];
  procedure: RulePin;
  /** The holiday calendar that the limit was reckoned on. */
  calendar: RulePin;
  addressees: DraftAddressee[];
  issuedBy: Uuid;
  provenance?: Provenance;
}

export interface LimitWarningGiven {
  rfiId: Uuid;
  inquiryId: Uuid;
  caseId: Uuid;
  number: number;
  subject: LocalizedText;
  /** How far ahead of the limit: `3wd`. */
  ahead: string;
  /** The limit, as it was known when the warning was given. */
  limit: Day;
  provenance?: Provenance;
}

/** The register of a case: which requests bear which number. */
export type CaseRfisEvent = { type: 'RfiNumbered'; data: { caseId: Uuid; rfiId: Uuid; number: number } };
