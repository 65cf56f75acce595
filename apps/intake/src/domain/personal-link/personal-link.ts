import type { Aggregate, Uuid } from '#contracts';

/** Who holds a contact's personal link can answer in the contact's name: each time that an officer reads it is recorded. */
export type PersonalLinkEvent = {
  type: 'PersonalLinkRead';
  data: { inquiryId: Uuid; rfiId: Uuid; addresseeId: Uuid; contact: Uuid };
};

/** How often it was read. */
export interface PersonalLinkReads {
  times: number;
}

export const personalLinkAggregate: Aggregate<PersonalLinkReads, PersonalLinkEvent> = {
  // A stream beside the addressee's own: reading the link must not move the version that the respondent holds.
  kind: 'personal-link',
  initial: { times: 0 },
  evolve: ({ times }) => ({ times: times + 1 }),
};

export const readPersonalLink = (of: PersonalLinkEvent['data']): PersonalLinkEvent[] => [
  { type: 'PersonalLinkRead', data: of },
];
