import type { RfiDraft, Uuid } from '#contracts';
import { uuid5 } from '#event-store';
import { invalidRequest } from '#service-kit';
import type { Draft } from '../domain/rfi/draft.js';
import type { Contact, Contacts } from './contacts.js';

/**
 * Parts a draft as it came from the names and addresses in it: what goes to the log holds person ids, the rest goes to the
 * directory. An addressee that stays keeps its id; so does its contact, as long as the e-mail address stays.
 * Ids are made of the command's, so that a retried command makes the same ones.
 * @param before the addressees of the draft until now
 * @throws Problem invalid-request for the id of an addressee that the draft does not have
 */
export async function partDraft(
  { addressees, ...rest }: RfiDraft,
  before: NonNullable<Draft['addressees']>,
  commandId: Uuid,
  contacts: Contacts,
): Promise<{ draft: Draft; contacts: Contact[] }> {
  if (!addressees) return { draft: rest, contacts: [] };
  const unknown = addressees.flatMap(({ id }, index) =>
    id !== undefined && !before.some((each) => each.id === id)
      ? [
          {
            path: `draft.addressees.${index}.id`,
            message: 'The draft has no addressee of this id; leave it out for a new one.',
          },
        ]
      : [],
  );
  if (unknown.length > 0) throw invalidRequest(unknown);

  const known = await contacts.find(before.map(({ contact }) => contact));
  const parted = addressees.map(({ id, contact: { name, email }, ...each }, index) => {
    const former = before.find((one) => one.id === id);
    const stays = former && known.get(former.contact)?.email.toLowerCase() === email.toLowerCase();
    const person = stays ? former.contact : uuid5(commandId, `contact|${index}`);
    return {
      addressee: { ...each, id: id ?? uuid5(commandId, `addressee|${index}`), contact: person },
      contact: { person, name, email },
    };
  });
  return {
    draft: { ...rest, addressees: parted.map(({ addressee }) => addressee) },
    contacts: parted.map(({ contact }) => contact),
  };
}
