import type { Uuid } from '#contracts';
import type { FeedEvent } from '#event-feed';
import type { EntityManager } from 'typeorm';
import type { View } from '../views/view.js';
import {
  ACCESS_TABLES,
  applyAccessChange,
  applyRestrictionChange,
  RESTRICTION_TABLES,
  type AccessChange,
  type RestrictionChange,
} from './access-tables.js';
import { ACCESS_SIGHT, RESTRICTION_SIGHT } from './row-sight.js';

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

/** What each fact of an inquiry changes of what is for named people alone. */
const RESTRICTIONS: Record<string, (data: never) => RestrictionChange> = {
  AccessRestricted: ({
    inquiryId,
    restrictionId,
    object,
    people,
  }: Omit<Of, 'person'> & { restrictionId: Uuid; object: { id: Uuid }; people: Uuid[] }) => ({
    inquiryId,
    restrictionId,
    object: object.id,
    people,
  }),
  RestrictionLifted: ({ restrictionId }: { restrictionId: Uuid }) => ({ lifted: restrictionId }),
};

/** A fold of some facts: in case-state of its own log, elsewhere of what case-state publishes. */
const foldOf = <Change>(
  from: 'own' | 'foreign',
  types: string[],
  changeOf: (type: string, data: unknown) => Change | undefined,
  apply: (change: Change, db: EntityManager) => Promise<void>,
): Pick<View, 'own' | 'foreign'> => {
  const fold = async (type: string, data: unknown, db: EntityManager): Promise<void> => {
    const change = changeOf(type, data);
    if (change) await apply(change, db);
  };
  return from === 'own'
    ? { own: (event, db) => fold(event.type, event.data, db) }
    : {
        foreign: Object.fromEntries(
          types.map((type) => [`dossier.case-state.${type}.v1`, (event: FeedEvent, db) => fold(type, event.data, db)]),
        ),
      };
};

/** The view that the decision asks: who sees which inquiry, and who is walled off from it. */
export const accessView = (from: 'own' | 'foreign'): View => ({
  name: 'access',
  version: 1,
  tables: ACCESS_TABLES,
  sight: ACCESS_SIGHT,
  ...foldOf(from, Object.keys(CHANGES), accessChangeOf, applyAccessChange),
});

/** And its third table, where something can be restricted: what in an inquiry is for named people alone. */
export const restrictionsView: View = {
  name: 'restrictions',
  version: 1,
  tables: RESTRICTION_TABLES,
  sight: RESTRICTION_SIGHT,
  ...foldOf(
    'foreign',
    Object.keys(RESTRICTIONS),
    (type, data) => RESTRICTIONS[type]?.(data as never),
    applyRestrictionChange,
  ),
};
