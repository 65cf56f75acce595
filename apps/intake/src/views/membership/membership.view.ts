import type { TeamMemberJoinedV1, TeamMemberLeftV1 } from '#contracts';
import type { FeedEvent } from '#event-feed';
import type { View } from '#service-kit';
import type { z } from 'zod';
import { MembershipRow } from './membership.entity.js';

/** The team of each inquiry: what the access function asks. */
export const membershipView: View = {
  name: 'membership',
  version: 1,
  tables: ['membership'],
  foreign: {
    'dossier.case-state.TeamMemberJoined.v1': async (event, db) => {
      const { inquiryId, person, role } = (event as FeedEvent<z.infer<typeof TeamMemberJoinedV1>>).data;
      await db.upsert(MembershipRow, { inquiryId, person, role, from: event.effectiveOn, until: null }, [
        'inquiryId',
        'person',
      ]);
    },
    'dossier.case-state.TeamMemberLeft.v1': async (event, db) => {
      const { inquiryId, person } = (event as FeedEvent<z.infer<typeof TeamMemberLeftV1>>).data;
      await db.update(MembershipRow, { inquiryId, person }, { until: event.effectiveOn });
    },
  },
};
