import type { Uuid } from '#contracts';
import type { FeedEvent } from '#event-feed';
import type { View } from '../views/view.js';
import { ACCESS_TABLES, applyAccessChange, type AccessChange } from './access-tables.js';
import { ACCESS_SIGHT } from './row-sight.js';

type Of = { inquiryId: Uuid; person: Uuid };

/** What each fact of an inquiry does to who may see it, by its name without service and version. */
const CHANGES: Record<string, (data: never) => AccessChange | undefined> = {
  TeamMemberJoined: ({ inquiryId, person, role }: Of & { role: string }) => ({
    inquiryId,
    person,
    gets: { under: 'team', id: inquiryId, role, endsAt: null },
  }),
  TeamMemberLeft: ({ inquiryId, person }: Of) => ({ inquiryId, person, loses: inquiryId }),
  AccessGranted: ({
    inquiryId,
    person,
    grantId,
    role,
    endsAt,
  }: Of & { grantId: Uuid; role: string; endsAt: string }) => ({
    inquiryId,
    person,
    gets: { under: 'grant', id: grantId, role, endsAt },
  }),
  AccessRevoked: ({ inquiryId, person, grantId }: Of & { grantId: Uuid }) => ({ inquiryId, person, loses: grantId }),
  WallRaised: ({ inquiryId, person, wallId }: Of & { wallId: Uuid }) => ({ inquiryId, person, wall: wallId }),
  WallLifted: ({ inquiryId, person }: Of) => ({ inquiryId, person, noWall: true }),
  AccessChallenged: ({
    inquiryId,
    person,
    challengeId,
    role,
    endsAt,
  }: Of & { challengeId: Uuid; role: string; endsAt: string }) => ({
    inquiryId,
    person,
    gets: { under: 'challenged', id: challengeId, role, endsAt },
  }),
  ChallengedAccessReviewed: ({
    inquiryId,
    person,
    challengeId,
    outcome,
  }: Of & { challengeId: Uuid; outcome: string }) =>
    outcome === 'ended' ? { inquiryId, person, loses: challengeId } : undefined,
};

/** What a fact changes in who may see its inquiry; undefined = nothing. */
export const accessChangeOf = (type: string, data: unknown): AccessChange | undefined => CHANGES[type]?.(data as never);

/** The view that the decision asks: in case-state a fold of its own log, elsewhere of what case-state publishes. */
export const accessView = (from: 'own' | 'foreign'): View => ({
  name: 'access',
  version: 1,
  tables: ACCESS_TABLES,
  sight: ACCESS_SIGHT,
  ...(from === 'own'
    ? {
        own: async (event, db) => {
          const change = accessChangeOf(event.type, event.data);
          if (change) await applyAccessChange(change, db);
        },
      }
    : {
        foreign: Object.fromEntries(
          Object.keys(CHANGES).map((type) => [
            `dossier.case-state.${type}.v1`,
            async (event: FeedEvent, db) => {
              const change = accessChangeOf(type, event.data);
              if (change) await applyAccessChange(change, db);
            },
          ]),
        ),
      }),
});
