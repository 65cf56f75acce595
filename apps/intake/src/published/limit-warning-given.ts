import type { StoredEvent } from '#contracts';
import type { PublishedAs } from '#event-feed';
import type { LimitWarningGiven } from '../domain/rfi/rfi.events.js';

export const limitWarningGiven: PublishedAs<StoredEvent<'LimitWarningGiven', LimitWarningGiven>> = {
  type: 'dossier.intake.LimitWarningGiven.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data: { rfiId, inquiryId, caseId, number, subject, ahead, limit, provenance } }) => ({
    rfiId,
    inquiryId,
    caseId,
    number,
    subject,
    ahead,
    limit,
    ...(provenance && { provenance }),
  }),
};
