import type { Uuid } from '#contracts';
import type { Views } from '#service-kit';
import { In } from 'typeorm';
import type { TeamOnDay } from '../../domain/procedure/engine/standing.js';
import { MembershipRow } from './membership.entity.js';

/** Everybody who is or was on the teams of some inquiries, in the order of joining. */
export const membersOf = (views: Views, inquiries: Uuid[]): Promise<MembershipRow[]> =>
  views
    .getRepository(MembershipRow)
    .find({ where: { inquiryId: In(inquiries) } })
    .then(inOrderOfJoining);

export const inOrderOfJoining = (members: MembershipRow[]): MembershipRow[] =>
  members.toSorted((a, b) => order(a.from, b.from) || order(a.role, b.role) || order(a.person, b.person));

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The present team as guards see it. */
export const teamOf = (members: MembershipRow[], inquiryId: Uuid, leads: number): TeamOnDay => ({
  members: members.filter((member) => member.inquiryId === inquiryId && member.until === null),
  leads,
});
