import type { Aggregate, LegalBasis, LocalizedText, Rejection, Uuid } from '#contracts';
import { refusal } from '../refusal.js';

/** Which addressee's: every event of the stream says so. */
export interface OfAddressee {
  inquiryId: Uuid;
  rfiId: Uuid;
  addresseeId: Uuid;
}

/** Who answers, and who has accepted the terms. Persons are ids; names and addresses stand in the directory. */
export type ReplyTeamEvent =
  | { type: 'CollaboratorInvited'; data: OfAddressee & { person: Uuid } }
  /** The version of the terms that was accepted: of a collaborator `TERMS`, of the principal contact `PRINCIPAL_TERMS`. */
  | { type: 'TermsAccepted'; data: OfAddressee & { person: Uuid; terms: number } }
  | { type: 'CollaboratorRemoved'; data: OfAddressee & { person: Uuid } };

export interface ReplyTeam {
  collaborators: { person: Uuid; accepted?: number; removed: boolean }[];
  /** Principal contacts, one after the other, who have accepted theirs. */
  principals: { person: Uuid; accepted: number }[];
}

/** A stream beside the addressee's own: who answers must not move the version that those hold who answer. */
export const replyTeamAggregate: Aggregate<ReplyTeam, ReplyTeamEvent> = {
  kind: 'reply-team',
  initial: { collaborators: [], principals: [] },
  evolve(team, event) {
    const { person } = event.data;
    const others = team.collaborators.filter((one) => one.person !== person);
    const invited = team.collaborators.find((one) => one.person === person);
    const known = invited ?? { person, removed: false };
    switch (event.type) {
      case 'CollaboratorInvited':
        return { ...team, collaborators: [...others, { ...known, removed: false }] };
      case 'TermsAccepted':
        // Who was not invited is the principal contact.
        if (!invited)
          return {
            ...team,
            principals: [
              ...team.principals.filter((one) => one.person !== person),
              { person, accepted: event.data.terms },
            ],
          };
        return { ...team, collaborators: [...others, { ...known, accepted: event.data.terms }] };
      case 'CollaboratorRemoved':
        return { ...team, collaborators: [...others, { ...known, removed: true }] };
      default:
        return event satisfies never;
    }
  },
};

/** What collaborators accept before they see anything. Another text is another version; who accepted the one before is asked again. */
export const TERMS: { version: number; text: LocalizedText } = {
  version: 1,
  text: {
    en: 'You help one undertaking to answer one request for information. What you see here you use for that answer alone, and you show it to nobody outside the undertaking and its advisers. What you write is saved under your name. The principal contact submits the answer for the undertaking, and can end your access at any time.',
  },
};

/**
 * What the principal contact is asked to accept, once, when the request is first opened. The page asks; nothing is kept from who has not: the
 * duty to answer, and the time for it, come from the law and not from terms of ours.
 */
export const PRINCIPAL_TERMS: typeof TERMS = {
  version: 1,
  text: {
    en: 'You answer one request for information for your undertaking. What you see here you use for that answer alone. You may take in others, who accept terms of their own first; you can end their access at any time, and you alone submit the answer. What is written is saved under the name of who wrote it, and what you submit is recorded as it is.',
  },
};

/** A group's lawyers and departments; more would be a mailing list. */
export const MOST_COLLABORATORS = 20;

export type ReplyTeamRejection = Rejection<
  'principal-contact-only' | 'terms-not-accepted' | 'terms-changed' | 'too-many-collaborators' | 'collaborator-unknown'
>;

/** Practice of the Commission’s own questionnaires: one principal contact answers for the undertaking, and takes in others. */
const PRACTICE: LegalBasis[] = [{ citation: 'Reg 1/2003 Art 18(4)' }];

export const principalOnly = (what: string): ReplyTeamRejection =>
  refusal('principal-contact-only', `Only the principal contact ${what}.`, {
    status: 403,
    guard: 'principal-contact',
    basis: PRACTICE,
    first: ['The principal contact does it, or names another principal contact to the case team.'],
  });

export const termsNotAccepted = (): ReplyTeamRejection =>
  refusal('terms-not-accepted', 'Accept the terms first; then the request is shown to you.', {
    status: 403,
    guard: 'terms-accepted',
    basis: PRACTICE,
    first: ['Read the terms and accept them.'],
  });

const termsChanged = (): ReplyTeamRejection =>
  refusal('terms-changed', 'The terms have changed since you read them. Read them again.', { guard: 'terms-accepted' });

const collaboratorUnknown = (): ReplyTeamRejection =>
  refusal('collaborator-unknown', 'Nobody is invited under this id.', { status: 404 });

const tooMany = (): ReplyTeamRejection =>
  refusal('too-many-collaborators', `At most ${MOST_COLLABORATORS} can answer together. Remove somebody first.`, {
    guard: 'few-collaborators',
    first: ['Remove a collaborator who is not needed any more.'],
  });

type Decided = ReplyTeamEvent[] | ReplyTeamRejection;

/** Whether somebody is on it, and has accepted the terms as they are. */
export function standingOf(team: ReplyTeam, person: Uuid): 'stranger' | 'invited' | 'accepted' {
  const known = team.collaborators.find((one) => one.person === person);
  if (!known || known.removed) return 'stranger';
  return known.accepted === TERMS.version ? 'accepted' : 'invited';
}

export function invite(team: ReplyTeam, of: OfAddressee, person: Uuid): Decided {
  if (standingOf(team, person) !== 'stranger') return [];
  if (team.collaborators.filter(({ removed }) => !removed).length >= MOST_COLLABORATORS) return tooMany();
  return [{ type: 'CollaboratorInvited', data: { ...of, person } }];
}

export function acceptTerms(team: ReplyTeam, of: OfAddressee, person: Uuid, version: number): Decided {
  if (version !== TERMS.version) return termsChanged();
  const standing = standingOf(team, person);
  if (standing === 'stranger') return collaboratorUnknown();
  return standing === 'accepted' ? [] : [{ type: 'TermsAccepted', data: { ...of, person, terms: version } }];
}

export function acceptAsPrincipal(team: ReplyTeam, of: OfAddressee, person: Uuid, version: number): Decided {
  if (version !== PRINCIPAL_TERMS.version) return termsChanged();
  if (hasAcceptedAsPrincipal(team, person)) return [];
  return [{ type: 'TermsAccepted', data: { ...of, person, terms: version } }];
}

export const hasAcceptedAsPrincipal = (team: ReplyTeam, person: Uuid): boolean =>
  team.principals.some((one) => one.person === person && one.accepted === PRINCIPAL_TERMS.version);

export function remove(team: ReplyTeam, of: OfAddressee, person: Uuid): Decided {
  const known = team.collaborators.find((one) => one.person === person);
  if (!known) return collaboratorUnknown();
  return known.removed ? [] : [{ type: 'CollaboratorRemoved', data: { ...of, person } }];
}
