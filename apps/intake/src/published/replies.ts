import type { StoredEvent } from '#contracts';
import type { PublishedAs } from '#event-feed';
import { actedBy } from '#service-kit';
import type { AddresseeEvent } from '../domain/addressee/addressee.events.js';

type DataOf<Type extends AddresseeEvent['type']> = Extract<AddresseeEvent, { type: Type }>['data'];

/** That a reply came, and when; never what it says. */
export const replySubmitted: PublishedAs<StoredEvent<'ReplySubmitted', DataOf<'ReplySubmitted'>>> = {
  type: 'dossier.intake.ReplySubmitted.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data, actor }) => ({
    rfiId: data.rfiId,
    inquiryId: data.inquiryId,
    caseId: data.caseId,
    addresseeId: data.addresseeId,
    addressee: data.addressee,
    number: data.number,
    submittedOn: data.submittedOn,
    limit: data.limit,
    late: data.late,
    workingDaysLate: data.workingDaysLate,
    answered: data.answered,
    asked: data.asked,
    ...(data.provenance && { provenance: data.provenance }),
    ...actedBy({ actor }),
  }),
};

export const replyOverdue: PublishedAs<StoredEvent<'ReplyOverdue', DataOf<'ReplyOverdue'>>> = {
  type: 'dossier.intake.ReplyOverdue.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data }) => ({
    rfiId: data.rfiId,
    inquiryId: data.inquiryId,
    caseId: data.caseId,
    addresseeId: data.addresseeId,
    addressee: data.addressee,
    number: data.number,
    limit: data.limit,
  }),
};
