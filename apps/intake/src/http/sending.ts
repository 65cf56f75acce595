import type { CodeSent } from '#contracts';
import { Problem, Rejected, TokenRefused } from '#service-kit';
import { unknownContact, type Contact } from '../directory/contacts.js';
import type { Intake } from '../intake.js';
import { codeMail, linkMail } from '../mail/mails.js';
import { hidden } from '../mail/mailer.js';
import { principalOnly } from '../domain/reply-team/reply-team.js';
import { answeringFor, type Answering } from './answering.js';
import { linkOf } from './personal-link.js';

/** Of somebody who can be written to. @throws Problem mail-unavailable for who has been erased from the directory */
export async function addressOf({ contacts }: Pick<Intake, 'contacts'>, person: string): Promise<Contact> {
  const contact = (await contacts.find([person])).get(person) ?? unknownContact(person);
  if (contact.email === '') throw new Problem('mail-unavailable', 'No address is known of you. Tell the case team.');
  return contact;
}

/** @throws Rejected principal-contact-only; Problem too-many-requests, mail-unavailable */
export async function sendCode(intake: Intake, { person, addresseeId, role }: Answering): Promise<CodeSent> {
  if (role !== 'principal-contact') throw new Rejected(principalOnly('has a code sent'));
  const contact = await addressOf(intake, person);
  const { code, expiresAt } = await intake.codes.make({ person, addressee: addresseeId });
  await intake.mailer.send(codeMail(contact, code));
  return { to: hidden(contact.email), expiresAt: expiresAt.toISOString() };
}

/**
 * A link that was used, or is over, still says whose it was: a new one goes to the address that is known of them. Who brings one that is
 * none, or of somebody who answers no more, is told nothing else than anybody.
 */
export async function sendLinkAgain(intake: Intake, token: string): Promise<void> {
  try {
    const { person, addressee } = await intake.respondents.openOldLink(token);
    // Where it goes it is nobody's but theirs, whoever held the one before.
    await answeringFor(intake, { person, addressee, link: { sent: true } });
    const { link } = await linkOf(intake, addressee, { person });
    await intake.mailer.send(linkMail(await addressOf(intake, person), link));
  } catch (error) {
    if (error instanceof TokenRefused || (error instanceof Problem && error.problem === 'not-found')) return;
    throw error;
  }
}
