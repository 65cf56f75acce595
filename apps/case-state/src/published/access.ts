import type { PublishedAs } from '#event-feed';
import { actedBy } from '#service-kit';
import type { Stored } from '../domain/events.js';

/** Who may see what, for those who keep it: ids, roles and ends. Reasons stay here, and what a thing is called. */

export const accessGranted: PublishedAs<Stored<'AccessGranted'>> = {
  type: 'dossier.case-state.AccessGranted.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data: { inquiryId, grantId, person, role, until, endsAt }, actor }) => ({
    inquiryId,
    grantId,
    person,
    role,
    until,
    endsAt,
    ...actedBy({ actor }),
  }),
};

export const accessRevoked: PublishedAs<Stored<'AccessRevoked'>> = {
  type: 'dossier.case-state.AccessRevoked.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data: { inquiryId, grantId, person }, actor }) => ({ inquiryId, grantId, person, ...actedBy({ actor }) }),
};

export const wallRaised: PublishedAs<Stored<'WallRaised'>> = {
  type: 'dossier.case-state.WallRaised.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data: { inquiryId, wallId, person }, actor }) => ({ inquiryId, wallId, person, ...actedBy({ actor }) }),
};

export const wallLifted: PublishedAs<Stored<'WallLifted'>> = {
  type: 'dossier.case-state.WallLifted.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data: { inquiryId, wallId, person }, actor }) => ({ inquiryId, wallId, person, ...actedBy({ actor }) }),
};

export const accessChallenged: PublishedAs<Stored<'AccessChallenged'>> = {
  type: 'dossier.case-state.AccessChallenged.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data: { inquiryId, challengeId, person, role, endsAt }, actor }) => ({
    inquiryId,
    challengeId,
    person,
    role,
    endsAt,
    ...actedBy({ actor }),
  }),
};

export const challengedAccessReviewed: PublishedAs<Stored<'ChallengedAccessReviewed'>> = {
  type: 'dossier.case-state.ChallengedAccessReviewed.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data: { inquiryId, challengeId, person, outcome }, actor }) => ({
    inquiryId,
    challengeId,
    person,
    outcome,
    ...actedBy({ actor }),
  }),
};

export const accessRestricted: PublishedAs<Stored<'AccessRestricted'>> = {
  type: 'dossier.case-state.AccessRestricted.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data: { inquiryId, restrictionId, object, people, replaces }, actor }) => ({
    inquiryId,
    restrictionId,
    object: { kind: object.kind, id: object.id },
    people,
    ...(replaces !== undefined && { replaces }),
    ...actedBy({ actor }),
  }),
};

export const restrictionLifted: PublishedAs<Stored<'RestrictionLifted'>> = {
  type: 'dossier.case-state.RestrictionLifted.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data: { inquiryId, restrictionId, object }, actor }) => ({
    inquiryId,
    restrictionId,
    object: { kind: object.kind, id: object.id },
    ...actedBy({ actor }),
  }),
};
