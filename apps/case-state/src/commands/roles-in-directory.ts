import type { PersonDirectory } from '#service-kit';
import type { RolesOf } from '../domain/inquiry/inquiry.decide.js';

/** The directory as decisions ask it. Read before the decision: the domain waits for nothing. */
export async function rolesIn(directory: PersonDirectory): Promise<RolesOf> {
  const roles = new Map((await directory.list()).map((person) => [person.id, person.roles]));
  return (person) => roles.get(person);
}
