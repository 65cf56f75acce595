import type { Membership } from '#service-kit';
import { type DataSource, IsNull } from 'typeorm';
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
