import type { Aggregate, CaseNumber, Day, Happened, Role, Uuid } from '#contracts';
import type { TeamOnDay } from '../procedure/engine/standing.js';
import { asItStood } from '#legal-clock';
import type { Conflict, InquiryEvent, InquiryOpened } from './inquiry.events.js';

export interface Member {
  person: Uuid;
  role: Role;
  conflict: Conflict;
  since: Day;
  /** The day on which membership ended. */
  until?: Day;
}

export interface InquiryState extends Omit<InquiryOpened, 'inquiryId'> {
  id: Uuid;
  openedOn: Day;
  /** In the order of joining; who came back stands there once, with the last stay. */
  members: Member[];
  cases: { id: Uuid; number: CaseNumber; follows?: Uuid }[];
}

/** `undefined` = there is no such inquiry (on that day). */
export type MaybeInquiry = InquiryState | undefined;

/** One event further. Total over the union; what comes before the opening changes nothing. */
export function evolveInquiry(state: MaybeInquiry, event: Happened<InquiryEvent>): MaybeInquiry {
  if (event.type === 'InquiryOpened') {
    const { inquiryId, ...opened } = event.data;
    return { ...opened, id: inquiryId, openedOn: event.effectiveOn, members: [], cases: [] };
  }
  if (state === undefined) return undefined;
  switch (event.type) {
    case 'TeamMemberJoined': {
      const { person, role, conflict } = event.data;
      const before = state.members.find((member) => member.person === person && member.until === undefined);
      const member: Member = { person, role, conflict, since: before?.since ?? event.effectiveOn };
      return { ...state, members: [...state.members.filter((other) => other.person !== person), member] };
    }
    case 'ConflictDeclared':
      return withMember(state, event.data.person, (member) => ({ ...member, conflict: event.data.conflict }));
    case 'TeamMemberLeft':
      return withMember(state, event.data.person, (member) => ({ ...member, until: event.effectiveOn }));
    case 'CaseLinked': {
      const { caseId, number, follows } = event.data;
      return { ...state, cases: [...state.cases, { id: caseId, number, ...(follows && { follows }) }] };
    }
    // Who else may see it, and who may not: access.state.
    case 'AccessGranted':
    case 'AccessRevoked':
    case 'WallRaised':
    case 'WallLifted':
    case 'AccessRestricted':
    case 'RestrictionLifted':
    case 'AccessChallenged':
    case 'ChallengedAccessReviewed':
      return state;
  }
}

const withMember = (state: InquiryState, person: Uuid, change: (member: Member) => Member): InquiryState => ({
  ...state,
  members: state.members.map((member) => (member.person === person ? change(member) : member)),
});

/** All that has been recorded of an inquiry, in the order of recording: what a decision starts from, whatever its day. */
export type InquiryHistory = readonly Happened<InquiryEvent>[];

/** The inquiry as it stood at the end of a day (without a day: with everything that is recorded). */
export const inquiryOn = (history: InquiryHistory, day?: Day): MaybeInquiry =>
  asItStood(history, day).reduce<MaybeInquiry>(evolveInquiry, undefined);

/** Who is on the team. A person who has left is not, from that day on. */
export const presentMembers = (state: InquiryState): Member[] =>
  state.members.filter((member) => member.until === undefined);

/** The role in which a person is on the team, with everything that is recorded; undefined = not on it. */
export function roleOn(history: InquiryHistory, person: Uuid): Role | undefined {
  const state = inquiryOn(history);
  return state && presentMembers(state).find((member) => member.person === person)?.role;
}

/** The team as guards see it at the end of a day. */
export function teamOn(history: InquiryHistory, day: Day): TeamOnDay {
  const state = inquiryOn(history, day);
  return { members: state ? presentMembers(state) : [], leads: state?.leadId === undefined ? 0 : 1 };
}

export const inquiry: Aggregate<InquiryHistory, InquiryEvent> = {
  kind: 'inquiry',
  initial: [],
  evolve: (history, event) => [...history, event],
};
