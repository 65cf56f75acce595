import type { AddPerson } from '#contracts';
import {
  actingAs,
  DEMO_ISSUER,
  originOf,
  PersonTaken,
  Rejected,
  roleInAuthority,
  type CommandHeaders,
  type CommandOutcome,
  type RequestActor,
} from '#service-kit';
import type { CaseStateDoors } from '../case-state.js';
import { calledAlike } from '../domain/person/called-alike.js';
import { personAggregate } from '../domain/person/person.js';
import { mayDo, powers } from '../domain/powers.js';
import { reject } from '../domain/rejection.js';
import { givingNames } from './giving-names.js';

/**
 * Puts a person into the directory, and into the log that somebody with these roles was put there: ids and roles, no name.
 * The directory is written first: what is cut off between the two is made whole by the same request again.
 */
export async function addPersonFor(
  { runtime }: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  body: AddPerson,
): Promise<CommandOutcome> {
  const { name, email, roles, note, invented } = body;
  return runtime.commands.run(
    {
      operation: 'person.add',
      origin: originOf(actingAs(reader, roleInAuthority(reader, powers.keepDirectory)), headers),
      request: body,
    },
    async (act) => {
      if (!mayDo('keepDirectory', reader.roles))
        return reject(
          'not-your-role',
          { en: 'The directory is kept by the administrator.', fr: 'L’annuaire est tenu par l’administrateur.' },
          { status: 403, guard: 'role' },
        );
      const person = await act.load(personAggregate, act.newId);
      const issuer = body.issuer ?? DEMO_ISSUER;
      const subject = body.subject ?? act.newId;
      const entry = { id: act.newId, name, email, roles, invented, issuer, subject, ...(note && { note }) };
      try {
        const refused = await givingNames(runtime, async (directory) => {
          const alike = calledAlike(entry, await directory.list());
          if (!alike) await directory.add(entry);
          return alike;
        });
        if (refused) return refused;
      } catch (error) {
        if (!(error instanceof PersonTaken)) throw error;
        throw new Rejected(
          reject('person-taken', {
            en: 'Somebody else is known under this subject of this issuer.',
            fr: 'Quelqu’un d’autre est déjà connu sous cet identifiant chez cet émetteur.',
          }),
        );
      }
      if (person.state === undefined)
        act.add(person, [{ type: 'PersonAdded', data: { person: act.newId, roles, invented } }]);
      return undefined;
    },
  );
}
