import { randomUUID } from 'node:crypto';
import type { PersonalLink, Uuid } from '#contracts';
import { addDays, dayAt, endOfDay } from '#legal-clock';
import { actingAs, notFound, Rejected, type LinkOrigin, type RequestActor } from '#service-kit';
import type { z } from 'zod';
import { replyRestricted } from '../domain/addressee/addressee.rejections.js';
import { addresseeAggregate } from '../domain/addressee/addressee.state.js';
import { personalLinkAggregate, readPersonalLink } from '../domain/personal-link/personal-link.js';
import type { Intake } from '../intake.js';

/**
 * The personal link of an addressee's principal contact. Who holds it answers in the contact's name: only the team may read
 * it (of a reply that is restricted: who is named), and each reading is recorded.
 * @throws Problem not-found, forbidden; Rejected reply-restricted
 */
export async function personalLink(
  intake: Intake,
  reader: RequestActor,
  { rfiId, addresseeId }: { rfiId: Uuid; addresseeId: Uuid },
): Promise<z.infer<typeof PersonalLink>> {
  const { commands } = intake.runtime;
  const { of, contact } = (await commands.state(addresseeAggregate, addresseeId)).state;
  if (!of || !contact || of.rfiId !== rfiId) {
    // As long as somebody waits who is not on the team: the time of a refusal must not tell which of both it is.
    await intake.afterCatchingUp(async () => undefined);
    throw notFound();
  }
  const role = await intake.roleOn(reader, of.inquiryId);
  // The link leads to the answers.
  const ground = await intake.runtime.access.groundFor(reader, of.inquiryId, addresseeId);
  if (!ground) throw new Rejected(replyRestricted());
  await commands.run(
    {
      operation: 'personal-link.read',
      origin: { actor: actingAs(reader, role), idempotencyKey: randomUUID() },
      request: { rfiId, addresseeId },
    },
    async (act) => {
      const reads = await act.load(personalLinkAggregate, addresseeId);
      act.add(reads, readPersonalLink({ inquiryId: of.inquiryId, rfiId, addresseeId, contact }));
    },
  );
  const { restriction } = ground;
  return linkOf(intake, addresseeId, {
    shown: { shownTo: reader.person, ...(restriction !== undefined && { shownUnder: restriction }) },
  });
}

/** Days that a link waits to be opened. */
const WAITS = 7;

/**
 * Makes the link of the principal contact, or of somebody who answers with them, without asking who wants it. Each is another one,
 * and opens once.
 * @param options.shown it goes to an officer; without it, to whose it is and to nobody else
 * @throws Problem not-found
 */
export async function linkOf(
  intake: Intake,
  addresseeId: Uuid,
  { person, shown }: { person?: Uuid; shown?: LinkOrigin } = {},
): Promise<z.infer<typeof PersonalLink>> {
  const { clock, commands } = intake.runtime;
  const { contact } = (await commands.state(addresseeAggregate, addresseeId)).state;
  if (!contact) throw notFound();
  // Links end by the service's clock; tokens are checked by the machine's, which a demonstration's is not.
  const now = Date.parse(await clock.now());
  const today = dayAt(new Date(now).toISOString(), clock.timeZone);
  // To the end of a day at the seat, whatever its clocks were put to in between.
  const holds = Date.parse(endOfDay(addDays(today, WAITS), clock.timeZone)) - now;
  const token = await intake.respondents.link(
    { person: person ?? contact, addressee: addresseeId, link: shown ?? { sent: true } },
    Date.now() + holds,
  );
  return { link: `${intake.publicUrl()}/r/${token}`, expiresAt: new Date(now + holds).toISOString() };
}
