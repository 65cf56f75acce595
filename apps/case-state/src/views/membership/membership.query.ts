import type { Uuid } from '#contracts';
import type { Membership } from '#service-kit';
import { type DataSource, In, IsNull } from 'typeorm';
import type { TeamOnDay } from '../../domain/procedure/engine/standing.js';
import { MembershipRow } from './membership.entity.js';

/** Who is on which team now: who has left may not see it any more. */
export function membershipIn(dataSource: DataSource): Membership {
  const rows = dataSource.getRepository(MembershipRow);
  return {
    async roleOn(inquiryId, person) {
      return (await rows.findOneBy({ inquiryId, person, until: IsNull() }))?.role;
    },
    async inquiriesOf(person) {
      return (await rows.findBy({ person, until: IsNull() })).map(({ inquiryId }) => inquiryId);
    },
  };
}

/** Everybody who is or was on the teams of some inquiries, in the order of joining. */
export const membersOf = (dataSource: DataSource, inquiries: Uuid[]): Promise<MembershipRow[]> =>
  dataSource
    .getRepository(MembershipRow)
    .find({ where: { inquiryId: In(inquiries) }, order: { from: 'ASC', role: 'ASC', person: 'ASC' } });

/** The present team as guards see it. */
export const teamOf = (members: MembershipRow[], inquiryId: Uuid, leads: number): TeamOnDay => ({
  members: members.filter((member) => member.inquiryId === inquiryId && member.until === null),
  leads,
});
