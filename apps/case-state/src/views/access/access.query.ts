import type { AccessView, Moment, Uuid } from '#contracts';
import { isAuditor, type AccessReader, type Ground } from '#service-kit';
import {
  accessIn,
  isRunning,
  standingWall,
  type AccessState,
  type Challenge,
} from '../../domain/inquiry/access.state.js';
import type { InquiryHistory } from '../../domain/inquiry/inquiry.state.js';
import { mayDo } from '../../domain/powers.js';

/**
 * Who besides the team may see an inquiry, folded from its own stream: what a decision on access would start from. Why somebody was let in is
 * for all who see the inquiry; why a wall stands, a reply is restricted or access was taken, for who decides on that, and auditors.
 * @param reader is told what was said of an access that the reader took
 * @param then the moment that is looked at, when it is not now: nothing is done there
 */
export function accessPage(history: InquiryHistory, ground: Ground, reader: AccessReader, then?: Moment): AccessView {
  const at = then ?? ground.at;
  const state = accessIn(history);
  const role = ground.under === 'team' ? ground.role : '';
  const readsWhy = (power: Parameters<typeof mayDo>[0]) => isAuditor(reader) || mayDo(power, [role]);
  return {
    under: ground.under === 'service' ? 'auditor' : ground.under,
    ...('endsAt' in ground && ground.endsAt !== null && { endsAt: ground.endsAt }),
    may: {
      grant: then === undefined && mayDo('grantAccess', [role]),
      wall: then === undefined && mayDo('raiseWall', [role]),
      restrict: then === undefined && mayDo('restrictAccess', [role]),
      review: then === undefined && mayDo('reviewChallenge', [role]),
    },
    grants: state.grants.map(({ endsAt, reason, revoked, ...grant }) => ({
      ...grant,
      ...(reason !== undefined && { reason }),
      state: revoked ? 'revoked' : endsAt <= at ? 'expired' : runs(state, grant.person),
      ...(revoked && { revoked: ended(revoked) }),
    })),
    walls: state.walls.map(({ reason, lifted, ...wall }) => ({
      ...wall,
      ...(readsWhy('raiseWall') && reason !== undefined && { reason }),
      ...(lifted && { lifted: ended(lifted, readsWhy('raiseWall')) }),
    })),
    restrictions: state.restrictions.map(({ people, reason, lifted, ...restriction }) => ({
      ...restriction,
      people: [...people],
      ...(readsWhy('restrictAccess') && { reason }),
      ...(lifted && { lifted: ended(lifted, readsWhy('restrictAccess')) }),
    })),
    challenges: state.challenges.map((challenge) => {
      const { review, reason, ...rest } = challenge;
      const why = readsWhy('reviewChallenge') || rest.person === reader.person;
      return {
        ...rest,
        readsWhy: why,
        ...(why && reason !== undefined && { reason }),
        state: review?.outcome === 'ended' ? 'ended' : isRunning(challenge, at) ? runs(state, rest.person) : 'expired',
        ...(review && { review: reviewed(review, why) }),
      };
    }),
  };
}

const runs = (state: AccessState, person: Uuid): 'walled' | 'running' =>
  standingWall(state, person) ? 'walled' : 'running';

const reviewed = ({ note, ...review }: NonNullable<Challenge['review']>, withNote: boolean) => ({
  ...review,
  ...(withNote && note !== undefined && { note }),
});

const ended = ({ on, by, reason }: { on: string; by: Uuid; reason: string | undefined }, withReason = true) => ({
  on,
  by,
  ...(withReason && reason !== undefined && { reason }),
});
