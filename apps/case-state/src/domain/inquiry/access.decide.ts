import { readingRoles, roleInFrench, type Day, type Decision, type Moment, type Role, type Uuid } from '#contracts';
import { dayInWords } from '#legal-clock';
import { mayDo, rolesWith } from '../powers.js';
import { reject } from '../rejection.js';
import { CHALLENGED_ACCESS_HOURS } from './access-rules.js';
import type { RestrictedObject, ReviewOutcome } from './access.events.js';
import type { AccessRejection } from './access.rejections.js';
import { accessIn, isRunning, lastChallenge, runningGrant, standingRestriction, standingWall } from './access.state.js';
import { caseOn } from '../case/case.state.js';
import { changed, left, memberOf, notYourRole, walled, type RolesOf, type TeamFacts } from './inquiry.decide.js';
import type { InquiryEvent } from './inquiry.events.js';
import type { InquiryRejection } from './inquiry.rejections.js';
import { inquiryOn, roleOn, type InquiryHistory } from './inquiry.state.js';
import { wallRaised } from './wall.js';

type Decided = Decision<InquiryEvent, AccessRejection | InquiryRejection>;

/** What a decision on access rests on besides the inquiry. */
export interface AccessFacts {
  /** Role of the acting person on the team. */
  role: string | undefined;
  rolesOf: RolesOf;
  now: Moment;
  today: Day;
  /** Id of what the command creates. */
  newId: Uuid;
  /** The moment at which a day ends at the seat. */
  endOf(day: Day): Moment;
}

/** Lets a person outside the team see the inquiry, in a role, to the end of a day. */
export function grantAccess(
  history: InquiryHistory,
  { person, role, until, reason }: { person: Uuid; role: Role; until: Day; reason: string },
  facts: AccessFacts,
): Decided {
  if (!mayDo('grantAccess', [facts.role ?? '']))
    return notYourRole({ en: 'Granting access', fr: 'L’octroi d’un accès' }, 'grantAccess');
  const refused = unfit(person, role, facts.rolesOf);
  if (refused) return refused;
  const state = accessIn(history);
  if (standingWall(state, person)) return walled();
  if (roleOn(history, person))
    return reject(
      'on-the-team',
      {
        en: 'This person is on the team and sees the inquiry anyhow.',
        fr: 'Cette personne fait partie de l’équipe et voit l’enquête de toute façon.',
      },
      {
        guard: 'outside-the-team',
      },
    );
  if (until < facts.today)
    return reject(
      'end-in-the-past',
      {
        en: `A grant cannot end on ${dayInWords(until)}: that day has passed.`,
        fr: `Un accès ne peut pas prendre fin le ${dayInWords(until, 'fr')}\u00a0: ce jour est passé.`,
      },
      {
        guard: 'ends-in-the-future',
        errors: [{ path: 'until', message: 'A day from today on.' }],
      },
    );
  const running = runningGrant(state, person, facts.now);
  if (running && running.role === role && running.until === until) return [];
  if (running)
    return reject(
      'granted-already',
      {
        en: `Access until ${dayInWords(running.until)} has been granted to this person. Revoke that first.`,
        fr: `Un accès jusqu’au ${dayInWords(running.until, 'fr')} a été donné à cette personne. Mettez-y d’abord fin.`,
      },
      { guard: 'one-grant-at-a-time' },
    );
  const { id: inquiryId } = opened(history);
  return [
    {
      type: 'AccessGranted',
      data: { inquiryId, grantId: facts.newId, person, role, until, endsAt: facts.endOf(until) },
      personal: { [person]: { reason } },
    },
  ];
}

/** Ends a grant before its day. One that has ended stays as it is. */
export function revokeAccess(
  history: InquiryHistory,
  { grantId, reason }: { grantId: Uuid; reason: string },
  facts: Pick<AccessFacts, 'role' | 'now'>,
): Decided {
  if (!mayDo('grantAccess', [facts.role ?? '']))
    return notYourRole({ en: 'Revoking access', fr: 'Le retrait d’un accès' }, 'grantAccess');
  const grant = accessIn(history).grants.find((one) => one.id === grantId);
  if (!grant)
    return reject(
      'grant-unknown',
      { en: 'There is no such grant on this inquiry.', fr: 'Cette enquête ne connaît pas cet accès.' },
      { status: 404 },
    );
  if (grant.revoked !== undefined || grant.endsAt <= facts.now) return [];
  const { person } = grant;
  return [
    {
      type: 'AccessRevoked',
      data: { inquiryId: opened(history).id, grantId, person },
      personal: { [person]: { reason } },
    },
  ];
}

/** Raises a wall: from now on the person sees nothing of the inquiry, whatever else is given. Who is on the team leaves it with that. */
export function raiseWall(
  history: InquiryHistory,
  { person, reason }: { person: Uuid; reason: string },
  facts: Pick<AccessFacts, 'role' | 'rolesOf' | 'newId' | 'today'> & Pick<TeamFacts, 'cases'>,
): Decided {
  if (!mayDo('raiseWall', [facts.role ?? '']))
    return notYourRole({ en: 'Raising a wall', fr: 'La mise en place d’une cloison' }, 'raiseWall');
  if (!facts.rolesOf(person)) return unknown(person);
  if (standingWall(accessIn(history), person)) return [];
  return changed(history, { person, effectiveOn: facts.today }, facts, (state) => {
    const wall = wallRaised({ inquiryId: state.id, wallId: facts.newId, person, cause: 'raised', reason });
    return memberOf(state, person) ? [left(state, person, 'A wall was raised.'), wall] : [wall];
  });
}

/** Lifts a wall. The person is let in again by the team or by a grant, not by this. */
export function liftWall(
  history: InquiryHistory,
  { wallId, reason }: { wallId: Uuid; reason: string },
  facts: Pick<AccessFacts, 'role'>,
): Decided {
  if (!mayDo('raiseWall', [facts.role ?? '']))
    return notYourRole({ en: 'Lifting a wall', fr: 'La levée d’une cloison' }, 'raiseWall');
  const wall = accessIn(history).walls.find((one) => one.id === wallId);
  if (!wall)
    return reject(
      'wall-unknown',
      { en: 'There is no such wall on this inquiry.', fr: 'Cette enquête ne connaît pas cette cloison.' },
      { status: 404 },
    );
  if (wall.lifted !== undefined) return [];
  const { person } = wall;
  return [
    {
      type: 'WallLifted',
      data: { inquiryId: opened(history).id, wallId, person },
      personal: { [person]: { reason } },
    },
  ];
}

/** Restricts the reply of an addressee to named people of the team, also before it is in. Who names need not be among them. */
export function restrictAccess(
  history: InquiryHistory,
  { reply, people, reason }: { reply: Uuid; people: readonly Uuid[]; reason: string },
  facts: Pick<AccessFacts, 'role' | 'rolesOf' | 'newId'> & Pick<TeamFacts, 'cases'>,
): Decided {
  if (!mayDo('restrictAccess', [facts.role ?? '']))
    return notYourRole(
      { en: 'Restricting a reply', fr: 'La réserve d’une réponse à des personnes désignées' },
      'restrictAccess',
    );
  const object = replyIn(facts.cases, reply);
  if (!object)
    return reject(
      'reply-unknown',
      {
        en: 'Nobody was asked under this id by a request of this inquiry.',
        fr: 'Aucune demande de cette enquête n’a interrogé quelqu’un sous cet identifiant.',
      },
      { status: 404 },
    );
  const named = namedOf(history, people, facts.rolesOf);
  if ('rejected' in named) return named;
  if (standingRestriction(accessIn(history), reply))
    return reject(
      'restricted-already',
      {
        en: 'This reply is restricted. Change who is named, or lift that first.',
        fr: 'Cette réponse est réservée. Changez les personnes désignées, ou levez d’abord la réserve.',
      },
      {
        guard: 'not-restricted',
        first: ['RestrictionLifted'],
      },
    );
  const { id: inquiryId } = opened(history);
  return [{ type: 'AccessRestricted', data: { inquiryId, restrictionId: facts.newId, object, people: named, reason } }];
}

/** Names others in a restriction. Another one stands in its place: links and readings go by the one under which they were. */
export function changeRestriction(
  history: InquiryHistory,
  { restrictionId: replaces, people, reason }: { restrictionId: Uuid; people: readonly Uuid[]; reason: string },
  facts: Pick<AccessFacts, 'role' | 'rolesOf' | 'newId'>,
): Decided {
  if (!mayDo('restrictAccess', [facts.role ?? '']))
    return notYourRole({ en: 'Changing who is named', fr: 'Le choix des personnes désignées' }, 'restrictAccess');
  const standing = stillStanding(history, replaces);
  if ('rejected' in standing) return standing;
  const named = namedOf(history, people, facts.rolesOf);
  if ('rejected' in named) return named;
  const { object } = standing;
  if (named.join() === standing.people.join()) return [];
  const { id: inquiryId } = opened(history);
  const data = { inquiryId, restrictionId: facts.newId, object, people: named, reason, replaces };
  return [{ type: 'AccessRestricted', data }];
}

/** Lifts a restriction: the reply is for all again who see the inquiry. */
export function liftRestriction(
  history: InquiryHistory,
  { restrictionId, reason }: { restrictionId: Uuid; reason: string },
  facts: Pick<AccessFacts, 'role'>,
): Decided {
  if (!mayDo('restrictAccess', [facts.role ?? '']))
    return notYourRole({ en: 'Lifting a restriction', fr: 'La levée d’une réserve' }, 'restrictAccess');
  const standing = stillStanding(history, restrictionId);
  if ('rejected' in standing) return standing;
  const { object } = standing;
  return [{ type: 'RestrictionLifted', data: { inquiryId: opened(history).id, restrictionId, object, reason } }];
}

/** Who is to be named, each once, in a fixed order; all of them on the team. */
function namedOf(history: InquiryHistory, people: readonly Uuid[], rolesOf: RolesOf) {
  const state = opened(history);
  const named = [...new Set(people)].toSorted();
  for (const person of named) {
    if (!rolesOf(person)) return unknown(person);
    if (!memberOf(state, person))
      return reject(
        'not-on-the-team' as const,
        {
          en: `Named are people of the team. Nobody on it has the id ${person}.`,
          fr: `Seules des personnes de l’équipe peuvent être désignées. Personne n’y a l’identifiant ${person}.`,
        },
        {
          guard: 'on-the-team',
          first: ['TeamMemberJoined'],
        },
      );
  }
  return named;
}

/** A restriction that neither was lifted nor has another in its place. */
function stillStanding(history: InquiryHistory, id: Uuid) {
  const restriction = accessIn(history).restrictions.find((one) => one.id === id);
  if (!restriction)
    return reject(
      'restriction-unknown' as const,
      { en: 'There is no such restriction on this inquiry.', fr: 'Cette enquête ne connaît pas cette réserve.' },
      { status: 404 },
    );
  if (restriction.replacedBy !== undefined)
    return reject(
      'restriction-replaced' as const,
      {
        en: 'Others have been named since. Look who they are, and act on that.',
        fr: 'D’autres personnes ont été désignées depuis. Voyez lesquelles, et agissez sur cette base.',
      },
      { guard: 'restricted' },
    );
  if (restriction.lifted !== undefined)
    return reject(
      'restriction-lifted' as const,
      { en: 'This restriction was lifted already.', fr: 'Cette réserve a déjà été levée.' },
      { guard: 'restricted' },
    );
  return restriction;
}

/** The reply of an addressee, asked by a request of one of the cases; undefined = nobody was asked there under this id. */
function replyIn(cases: TeamFacts['cases'], id: Uuid): RestrictedObject | undefined {
  for (const { history } of cases) {
    const state = caseOn(history);
    for (const rfi of Object.values(state?.rfis ?? {})) {
      const addressee = rfi.addressees[id];
      if (state && addressee)
        return {
          kind: 'reply',
          id,
          rfiId: rfi.id,
          caseId: state.id,
          number: rfi.number,
          addressee: addressee.name,
        };
    }
  }
  return undefined;
}

/**
 * Takes access without being given it, for a short time. Whether a wall stands is asked before: who is walled off is told what somebody is
 * told who asks for an inquiry that does not exist.
 */
export function challengeAccess(
  history: InquiryHistory,
  { person, roles, reason }: { person: Uuid; roles: readonly string[]; reason: string },
  facts: Pick<AccessFacts, 'now' | 'newId'>,
): Decided {
  const [role] = rolesWith('challengeAccess', roles);
  if (role === undefined) return notYourRole({ en: 'Asking for access', fr: 'La prise d’un accès' }, 'challengeAccess');
  const state = accessIn(history);
  const last = lastChallenge(state, person);
  if (last && isRunning(last, facts.now)) return [];
  if (roleOn(history, person) || runningGrant(state, person, facts.now))
    return reject(
      'in-sight-already',
      { en: 'You may see this inquiry already.', fr: 'Vous pouvez déjà voir cette enquête.' },
      { guard: 'not-in-sight' },
    );
  if (last?.review?.outcome === 'ended')
    return reject(
      'challenge-was-ended',
      {
        en: 'The access that you took last was ended by review. The case manager can give you access for as long as you need it.',
        fr: 'Il a été mis fin, après examen, au dernier accès que vous avez pris. Le responsable de l’affaire peut vous donner accès aussi longtemps que nécessaire.',
      },
      { guard: 'not-ended-before', first: ['AccessGranted'] },
    );
  const endsAt = new Date(Date.parse(facts.now) + CHALLENGED_ACCESS_HOURS * 3_600_000).toISOString();
  return [
    {
      type: 'AccessChallenged',
      data: { inquiryId: opened(history).id, challengeId: facts.newId, person, role, endsAt },
      personal: { [person]: { reason } },
    },
  ];
}

/** Says whether an access that was taken without being given was right. What was upheld can still be ended, not the other way round. */
export function reviewChallenge(
  history: InquiryHistory,
  { challengeId, outcome, note }: { challengeId: Uuid; outcome: ReviewOutcome; note: string },
  facts: Pick<AccessFacts, 'role'> & { by: Uuid },
): Decided {
  if (!mayDo('reviewChallenge', [facts.role ?? '']))
    return notYourRole({ en: 'Reviewing', fr: 'L’examen d’un accès' }, 'reviewChallenge');
  const challenge = accessIn(history).challenges.find((one) => one.id === challengeId);
  if (!challenge)
    return reject(
      'challenge-unknown',
      { en: 'There is no such access on this inquiry.', fr: 'Cette enquête ne connaît pas cet accès.' },
      { status: 404 },
    );
  const { person, review } = challenge;
  if (person === facts.by)
    return reject(
      'own-challenge',
      {
        en: 'Somebody else reviews the access that you took yourself.',
        fr: 'L’accès que vous avez pris vous-même est examiné par quelqu’un d’autre.',
      },
      {
        status: 403,
        guard: 'another-person',
      },
    );
  if (review?.outcome === outcome) return [];
  if (review?.outcome === 'ended')
    return reject(
      'reviewed-already',
      {
        en: 'It was ended by review. Grant access anew if it is needed after all.',
        fr: 'Il y a été mis fin après examen. Donnez un nouvel accès s’il est tout de même nécessaire.',
      },
      {
        guard: 'not-reviewed',
        first: ['AccessGranted'],
      },
    );
  return [
    {
      type: 'ChallengedAccessReviewed',
      data: { inquiryId: opened(history).id, challengeId, person, outcome },
      personal: { [person]: { note } },
    },
  ];
}

function opened(history: InquiryHistory) {
  const state = inquiryOn(history);
  if (!state) throw new Error('access to an inquiry is given after it was opened');
  return state;
}

function unfit(person: Uuid, role: Role, rolesOf: RolesOf) {
  const roles = rolesOf(person);
  if (!roles) return unknown(person);
  // A program holds no office: it reads in the one that it is granted, and acts in none.
  if (roles.includes('machine'))
    return (readingRoles as readonly Role[]).includes(role)
      ? undefined
      : reject('role-not-held' as const, {
          en: `A machine client only reads, and nobody reads as ${role}.`,
          fr: `Un client machine ne fait que lire, et personne ne lit dans la fonction\u00a0: ${roleInFrench(role)}.`,
        });
  if (!roles.includes(role))
    return reject('role-not-held' as const, {
      en: `The directory does not give this person the role ${role}.`,
      fr: `L’annuaire ne donne pas à cette personne la fonction\u00a0: ${roleInFrench(role)}.`,
    });
  return undefined;
}

const unknown = (person: Uuid) =>
  reject('person-unknown' as const, {
    en: `Nobody in the directory has the id ${person}.`,
    fr: `Personne dans l’annuaire n’a l’identifiant ${person}.`,
  });
