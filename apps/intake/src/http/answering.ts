import type { RespondentRole, Uuid } from '#contracts';
import { notFound, Rejected, unauthenticated, type LinkOrigin, type RequestActor } from '#service-kit';
import { addresseeAggregate, type Addressee } from '../domain/addressee/addressee.state.js';
import { type OfAddressee, replyTeamAggregate, standingOf, termsNotAccepted } from '../domain/reply-team/reply-team.js';
import type { Intake } from '../intake.js';
import { restrictionOf } from '../views/rfi-matrix/rfi-matrix.query.js';

/** Somebody who answers for an addressee, and in which role. */
export interface Answering {
  addresseeId: Uuid;
  person: Uuid;
  role: RespondentRole;
  /** A collaborator has accepted the terms; nothing is kept from the principal contact, who is asked by the page. */
  accepted: boolean;
  of: OfAddressee;
  addressee: Addressee;
}

/**
 * @param link of the session, or the link itself
 * @throws Problem not-found unless the person answers for the addressee, today; unauthenticated when somebody else may hold the link for whom
 * the reply is not
 */
export async function answeringFor(
  { runtime }: Pick<Intake, 'runtime'>,
  { person, addressee: addresseeId, link = {} }: { person: Uuid; addressee?: Uuid; link?: LinkOrigin },
): Promise<Answering> {
  if (!addresseeId) throw notFound();
  const { state: addressee } = await runtime.commands.state(addresseeAggregate, addresseeId);
  if (!addressee.of) throw notFound();
  const { inquiryId, rfiId } = addressee.of;
  const who = { addresseeId, person, of: { inquiryId, rfiId, addresseeId }, addressee };
  if (addressee.contact === person) {
    await mustBeTheirs(runtime, who.of, link);
    return { ...who, role: 'principal-contact', accepted: true };
  }
  const standing = standingOf((await runtime.commands.state(replyTeamAggregate, addresseeId)).state, person);
  if (standing === 'stranger') throw notFound();
  await mustBeTheirs(runtime, who.of, link);
  return { ...who, role: 'collaborator', accepted: standing === 'accepted' };
}

/**
 * A link that was shown to an officer opens a reply as long as that officer is on the team and no wall stands, and only under the restriction
 * under which it was shown: that one named who saw it. One that was sent opens it always. By what has been heard of case-state: a reply does
 * not wait for another service.
 */
async function mustBeTheirs(
  { access, dataSource }: Intake['runtime'],
  { inquiryId, addresseeId }: OfAddressee,
  { sent, shownTo, shownUnder }: LinkOrigin,
): Promise<void> {
  if (sent) return;
  if (shownTo !== undefined && (await access.roleOn(inquiryId, shownTo)) === undefined)
    throw unauthenticated(
      'This link was shown to somebody of the authority who does not work on the request any more: it opens the reply no longer. Have a new one sent to your address; what was saved is still there.',
      true,
      { guard: SHOWN_TO_A_STRANGER },
    );
  const standing = await restrictionOf(dataSource, addresseeId);
  if (standing === undefined || standing === shownUnder) return;
  throw unauthenticated(
    'This reply has been restricted to named people of the authority since this link was made: links that others of them may have seen open it no more. Have a new one sent to your address; what was saved is still there.',
    true,
    { guard: RESTRICTED_SINCE },
  );
}

/** Tells the page why the session is over. */
const RESTRICTED_SINCE = 'restricted-since';
const SHOWN_TO_A_STRANGER = 'shown-to-a-stranger';

/** @throws Problem not-found; Rejected terms-not-accepted */
export async function mayAnswer(intake: Pick<Intake, 'runtime'>, reader: RequestActor): Promise<Answering> {
  const who = await answeringFor(intake, reader);
  if (!who.accepted) throw new Rejected(termsNotAccepted());
  return who;
}
