import { z } from 'zod';
import { Explanation } from '../explanation.js';
import { ActedBy, Country, Day, LegalBasis, LocalizedText, Provenance, Uuid } from '../values.js';

/** A lead was registered: what may start an inquiry. Lane: the lead's own id. */
export const LeadRegisteredV1 = z.object({
  leadId: Uuid,
  kind: z.enum(['complaint', 'ex-officio', 'market-monitoring', 'sector-inquiry', 'merger-screening', 'referral']),
  subject: z.string(),
  provenance: Provenance.optional(),
});

/** A request for information was issued: it binds its addressees from now on. Lane: the inquiry. */
export const RfiIssuedV1 = z.object({
  rfiId: Uuid,
  inquiryId: Uuid,
  caseId: Uuid,
  /** Number within the case, from 1. */
  number: z.number().int().min(1),
  kind: z.enum(['simple', 'decision']),
  subject: LocalizedText,
  basis: z.array(LegalBasis),
  limit: Day,
  limitExplanation: Explanation,
  questions: z.number().int().min(1),
  addressees: z.array(
    z.object({ addresseeId: Uuid, name: z.string(), country: Country, provenance: Provenance.optional() }),
  ),
  issuedBy: Uuid,
  provenance: Provenance.optional(),
  actor: ActedBy.optional(),
});

/** An addressee submitted its reply: it is frozen. Never an answer's content. */
export const ReplySubmittedV1 = z.object({
  rfiId: Uuid,
  inquiryId: Uuid,
  caseId: Uuid,
  addresseeId: Uuid,
  addressee: z.string(),
  number: z.number().int().min(1),
  submittedOn: Day,
  limit: Day,
  late: z.boolean(),
  /** Working days after the limit; 0 when in time. */
  workingDaysLate: z.number().int().min(0),
  answered: z.number().int().min(0),
  asked: z.number().int().min(1),
  provenance: Provenance.optional(),
  actor: ActedBy.optional(),
});

/** The limit of a request has come near, and not everybody has replied: one warning for all whom it asks. */
export const LimitWarningGivenV1 = z.object({
  rfiId: Uuid,
  inquiryId: Uuid,
  caseId: Uuid,
  number: z.number().int().min(1),
  subject: LocalizedText,
  /** How far ahead of the limit the warning is given: `3wd`. */
  ahead: z.string(),
  limit: Day,
  provenance: Provenance.optional(),
});

/** An addressee's limit ran out without a reply. */
export const ReplyOverdueV1 = z.object({
  rfiId: Uuid,
  inquiryId: Uuid,
  caseId: Uuid,
  addresseeId: Uuid,
  addressee: z.string(),
  number: z.number().int().min(1),
  limit: Day,
});
