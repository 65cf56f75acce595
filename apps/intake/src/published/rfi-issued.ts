import type { StoredEvent } from '#contracts';
import type { PublishedAs } from '#event-feed';
import { actedBy } from '#service-kit';
import type { IssuedRequest } from '../domain/rfi/rfi.events.js';

/** Who is asked by what, until when. The purpose, the questions and the contacts stay here. */
export const rfiIssued: PublishedAs<StoredEvent<'RfiIssued', IssuedRequest>> = {
  type: 'dossier.intake.RfiIssued.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data, actor }) => ({
    rfiId: data.rfiId,
    inquiryId: data.inquiryId,
    caseId: data.caseId,
    number: data.number,
    kind: data.kind,
    subject: data.subject,
    basis: data.basis,
    limit: data.limit,
    limitExplanation: data.limitExplanation,
    questions: data.questions,
    addressees: data.addressees.map(({ id, name, country, provenance }) => ({
      addresseeId: id,
      name,
      country,
      ...(provenance && { provenance }),
    })),
    issuedBy: data.issuedBy,
    ...(data.provenance && { provenance: data.provenance }),
    ...actedBy({ actor }),
  }),
};
