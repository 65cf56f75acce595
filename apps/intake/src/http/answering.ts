import type { RespondentRole, Uuid } from '#contracts';
import { notFound, Rejected, type RequestActor } from '#service-kit';
import { addresseeAggregate, type Addressee } from '../domain/addressee/addressee.state.js';
import { type OfAddressee, replyTeamAggregate, standingOf, termsNotAccepted } from '../domain/reply-team/reply-team.js';
import type { Intake } from '../intake.js';

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

/** @throws Problem not-found unless the person answers for the addressee, today */
export async function answeringFor(
  { runtime }: Pick<Intake, 'runtime'>,
  { person, addressee: addresseeId }: { person: Uuid; addressee?: Uuid },
): Promise<Answering> {
  if (!addresseeId) throw notFound();
  const { state: addressee } = await runtime.commands.state(addresseeAggregate, addresseeId);
  if (!addressee.of) throw notFound();
  const { inquiryId, rfiId } = addressee.of;
  const who = { addresseeId, person, of: { inquiryId, rfiId, addresseeId }, addressee };
  if (addressee.contact === person) return { ...who, role: 'principal-contact', accepted: true };
  const standing = standingOf((await runtime.commands.state(replyTeamAggregate, addresseeId)).state, person);
  if (standing === 'stranger') throw notFound();
  return { ...who, role: 'collaborator', accepted: standing === 'accepted' };
}

/** @throws Problem not-found; Rejected terms-not-accepted */
export async function mayAnswer(intake: Pick<Intake, 'runtime'>, reader: RequestActor): Promise<Answering> {
  const who = await answeringFor(intake, reader);
  if (!who.accepted) throw new Rejected(termsNotAccepted());
  return who;
}
