import type { Day, Happened, Moment, Role, Uuid } from '#contracts';
import type { AccessEvent, RestrictedObject, ReviewOutcome, WallCause } from './access.events.js';
import type { InquiryEvent } from './inquiry.events.js';
import type { InquiryHistory } from './inquiry.state.js';

/** Words about a person; undefined once they have been erased. */
type Erasable = string | undefined;

export interface Grant {
  id: Uuid;
  person: Uuid;
  role: Role;
  /** The last day on which it holds, and the moment at which it ends. */
  until: Day;
  endsAt: Moment;
  reason: Erasable;
  givenBy: Uuid;
  givenOn: Day;
  revoked?: { on: Day; by: Uuid; reason: Erasable };
}

export interface Wall {
  id: Uuid;
  person: Uuid;
  cause: WallCause;
  reason: Erasable;
  raisedBy: Uuid;
  raisedOn: Day;
  lifted?: { on: Day; by: Uuid; reason: Erasable };
}

/** What is for named people alone, of those who see the inquiry. */
export interface Restriction {
  id: Uuid;
  object: RestrictedObject;
  people: readonly Uuid[];
  reason: string;
  restrictedBy: Uuid;
  restrictedOn: Day;
  /** The one in whose place it stands, with others named; and the one that stands in its place. */
  replaces?: Uuid;
  replacedBy?: Uuid;
  lifted?: { on: Day; by: Uuid; reason: string };
}

export interface Challenge {
  id: Uuid;
  person: Uuid;
  role: Role;
  reason: Erasable;
  askedOn: Day;
  endsAt: Moment;
  /** The last word; a review that was changed keeps it alone. */
  review?: { outcome: ReviewOutcome; on: Day; by: Uuid; note: Erasable };
}

/** All that was ever given, asked for, walled off and restricted, in the order of recording. */
export interface AccessState {
  grants: Grant[];
  walls: Wall[];
  restrictions: Restriction[];
  challenges: Challenge[];
}

const nothing: AccessState = { grants: [], walls: [], restrictions: [], challenges: [] };

/** One event further. What happened to the inquiry and its team changes nothing here. */
function evolveAccess(state: AccessState, event: Happened<InquiryEvent>): AccessState {
  switch (event.type) {
    case 'AccessGranted': {
      const { grantId: id, person, role, until, endsAt } = event.data;
      const { actor, effectiveOn: givenOn } = event;
      const grant: Grant = { id, person, role, until, endsAt, reason: reasonOf(event), givenBy: actor.person, givenOn };
      return { ...state, grants: [...state.grants, grant] };
    }
    case 'AccessRevoked':
      return {
        ...state,
        grants: changed(state.grants, event.data.grantId, (grant) => ({ ...grant, revoked: closing(event) })),
      };
    case 'WallRaised': {
      const { wallId: id, person, cause } = event.data;
      const { actor, effectiveOn: raisedOn } = event;
      const wall: Wall = { id, person, cause, reason: reasonOf(event), raisedBy: actor.person, raisedOn };
      return { ...state, walls: [...state.walls, wall] };
    }
    case 'WallLifted':
      return {
        ...state,
        walls: changed(state.walls, event.data.wallId, (wall) => ({ ...wall, lifted: closing(event) })),
      };
    case 'AccessRestricted': {
      const { restrictionId: id, object, people, reason, replaces } = event.data;
      const { actor, effectiveOn: restrictedOn } = event;
      const restriction = { id, object, people, reason, restrictedBy: actor.person, restrictedOn };
      if (replaces === undefined) return { ...state, restrictions: [...state.restrictions, restriction] };
      const before = changed(state.restrictions, replaces, (one) => ({ ...one, replacedBy: id }));
      return { ...state, restrictions: [...before, { ...restriction, replaces }] };
    }
    case 'RestrictionLifted': {
      const { restrictionId, reason } = event.data;
      const lifted = { on: event.effectiveOn, by: event.actor.person, reason };
      return { ...state, restrictions: changed(state.restrictions, restrictionId, (one) => ({ ...one, lifted })) };
    }
    case 'AccessChallenged': {
      const { challengeId: id, person, role, endsAt } = event.data;
      const challenge: Challenge = { id, person, role, endsAt, reason: reasonOf(event), askedOn: event.effectiveOn };
      return { ...state, challenges: [...state.challenges, challenge] };
    }
    case 'ChallengedAccessReviewed': {
      const { challengeId, person, outcome } = event.data;
      const { actor, effectiveOn: on, personal } = event;
      const review = { outcome, on, by: actor.person, note: personal[person]?.note };
      return {
        ...state,
        challenges: changed(state.challenges, challengeId, (challenge) => ({ ...challenge, review })),
      };
    }
    case 'InquiryOpened':
    case 'TeamMemberJoined':
    case 'ConflictDeclared':
    case 'TeamMemberLeft':
    case 'CaseLinked':
      return state;
  }
}

type WithReason = Happened<
  Exclude<AccessEvent, { type: 'ChallengedAccessReviewed' | 'AccessRestricted' | 'RestrictionLifted' }>
>;

/** Absent from the event once it has been erased. */
const reasonOf = ({ data, personal }: WithReason): Erasable =>
  (personal as Partial<typeof personal> | undefined)?.[data.person]?.reason;

const closing = (event: WithReason) => ({ on: event.effectiveOn, by: event.actor.person, reason: reasonOf(event) });

const changed = <It extends { id: Uuid }>(all: It[], id: Uuid, change: (it: It) => It): It[] =>
  all.map((it) => (it.id === id ? change(it) : it));

/** The access to an inquiry with everything that is recorded. */
export const accessIn = (history: InquiryHistory): AccessState => history.reduce(evolveAccess, nothing);

export const standingWall = (state: AccessState, person: Uuid): Wall | undefined =>
  state.walls.find((wall) => wall.person === person && wall.lifted === undefined);

/** Whether a wall stands between a person and the inquiry. */
export const isWalled = (history: InquiryHistory, person: Uuid): boolean =>
  standingWall(accessIn(history), person) !== undefined;

/** What keeps an object for named people now. */
export const standingRestriction = (state: AccessState, object: Uuid): Restriction | undefined =>
  state.restrictions.find(
    (one) => one.object.id === object && one.lifted === undefined && one.replacedBy === undefined,
  );

/** A grant that lets the person see at this moment, if no wall stands. */
export const runningGrant = (state: AccessState, person: Uuid, at: Moment): Grant | undefined =>
  state.grants.find((grant) => grant.person === person && grant.revoked === undefined && grant.endsAt > at);

/** The last time that the person took access without being given it. */
export const lastChallenge = (state: AccessState, person: Uuid): Challenge | undefined =>
  state.challenges.findLast((challenge) => challenge.person === person);

export const isRunning = (challenge: Challenge, at: Moment): boolean =>
  challenge.endsAt > at && challenge.review?.outcome !== 'ended';
