import type { View } from '#service-kit';
import { IsNull } from 'typeorm';
import { ofThisLog } from '../../domain/events.js';
import { MembershipRow } from './membership.entity.js';

/** The team of each inquiry, with those who left it: what an inquiry's page shows, and what guards see. */
export const membershipView: View = {
  name: 'membership',
  version: 1,
  tables: ['membership'],
  sight: { membership: { inquiry: 'inquiry_id' } },
  own: async (stored, db) => {
    const event = ofThisLog(stored);
    switch (event.type) {
      case 'TeamMemberJoined': {
        const { inquiryId, person, role, conflict } = event.data;
        const present = await db.findOneBy(MembershipRow, { inquiryId, person, until: IsNull() });
        const from = present?.from ?? event.effectiveOn;
        await db.upsert(MembershipRow, { inquiryId, person, role, conflict, from, until: null }, [
          'inquiryId',
          'person',
        ]);
        return;
      }
      case 'ConflictDeclared': {
        const { inquiryId, person, conflict } = event.data;
        await db.update(MembershipRow, { inquiryId, person }, { conflict });
        return;
      }
      case 'TeamMemberLeft': {
        const { inquiryId, person } = event.data;
        await db.update(MembershipRow, { inquiryId, person }, { until: event.effectiveOn });
      }
    }
  },
};
