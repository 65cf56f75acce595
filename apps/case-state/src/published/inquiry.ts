import type { PublishedAs } from '#event-feed';
import { actedBy } from '#service-kit';
import type { Stored } from '../domain/events.js';

/** The opening, without its lede: what an inquiry says of itself is for those who may see it. */
export const inquiryOpened: PublishedAs<Stored<'InquiryOpened'>> = {
  type: 'dossier.case-state.InquiryOpened.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data: { inquiryId, number, title, leadId, unit, provenance } }) => ({
    inquiryId,
    number,
    title,
    ...(leadId !== undefined && { leadId }),
    ...(unit !== undefined && { unit }),
    ...(provenance && { provenance }),
  }),
};

export const teamMemberJoined: PublishedAs<Stored<'TeamMemberJoined'>> = {
  type: 'dossier.case-state.TeamMemberJoined.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data: { inquiryId, person, role }, actor }) => ({ inquiryId, person, role, ...actedBy({ actor }) }),
};

/** That somebody left; the reason stays here. */
export const teamMemberLeft: PublishedAs<Stored<'TeamMemberLeft'>> = {
  type: 'dossier.case-state.TeamMemberLeft.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data: { inquiryId, person } }) => ({ inquiryId, person }),
};
