import type { TeamMemberJoinedV1, TeamMemberLeftV1, Uuid } from '#contracts';
import type { FeedEvent } from '#event-feed';
import type { View } from '#service-kit';
import type { z } from 'zod';
import type { EntityManager } from 'typeorm';

/**
 * Who was on which inquiry's team, from when until when: by the times at which case-state recorded it, and beside it by the order in which it
 * was taken in here. Who may see now is the view `access`.
 */
export const membershipView: View = {
  name: 'membership',
  version: 1,
  tables: ['membership'],
  sight: { membership: { own: 'person' }, 'delivery.members_taken_in': { own: 'person' } },
  foreign: {
    async 'dossier.case-state.TeamMemberJoined.v1'(event: FeedEvent, db: EntityManager) {
      const { inquiryId, person, role } = event.data as z.output<typeof TeamMemberJoinedV1>;
      const [rows]: [unknown[], number] = await db.query(
        `update membership set role = $3 where inquiry = $1 and person = $2 and left_at is null returning inquiry`,
        [inquiryId, person, role],
      );
      // Joining again while on the team is a change of role: the membership goes on.
      if (rows.length > 0) return;
      await db.query(
        `insert into membership (inquiry, person, joined_at, role) values ($1, $2, $3, $4)
         on conflict (inquiry, person, joined_at) do update set left_at = null, role = excluded.role`,
        [inquiryId, person, event.recordedAt, role],
      );
      await takenIn(db, 'joined', inquiryId, person, event);
    },

    async 'dossier.case-state.TeamMemberLeft.v1'(event: FeedEvent, db: EntityManager) {
      const { inquiryId, person } = event.data as z.output<typeof TeamMemberLeftV1>;
      await db.query('update membership set left_at = $3 where inquiry = $1 and person = $2 and left_at is null', [
        inquiryId,
        person,
        event.recordedAt,
      ]);
      await takenIn(db, 'left', inquiryId, person, event);
    },
  },
};

/** Once: a view that is folded anew finds the place of the first time. */
const takenIn = (db: EntityManager, what: 'joined' | 'left', inquiry: Uuid, person: Uuid, { recordedAt }: FeedEvent) =>
  db.query(
    'insert into delivery.members_taken_in (inquiry, person, what, at) values ($1, $2, $3, $4) on conflict do nothing',
    [inquiry, person, what, recordedAt],
  );
