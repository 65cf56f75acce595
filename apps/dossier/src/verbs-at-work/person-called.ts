import type { Person } from '#service-kit';
import { Refused } from '../refused.js';

/**
 * The person that somebody means: by id, by name, by a role that only one has, by a part of a name that only one has.
 * @throws Refused that names the persons there are
 */
export function personCalled(called: string, persons: readonly Person[]): Person {
  const wanted = plain(called);
  const ways: ((person: Person) => boolean)[] = [
    ({ id }) => id === wanted,
    ({ name }) => plain(name) === wanted,
    ({ roles }) => roles.includes(wanted),
    ({ name }) => plain(name).split(' ').includes(wanted),
    ({ name }) => plain(name).startsWith(wanted),
  ];
  let several: readonly Person[] = [];
  for (const way of ways) {
    const found = persons.filter(way);
    if (found.length === 1) return found[0]!;
    if (found.length > 1 && several.length === 0) several = found;
  }
  const names = (list: readonly Person[]): string => list.map(({ name }) => name).join(', ');
  if (several.length > 0) throw new Refused(`"${called}" can be ${names(several)}. Say which.`);
  throw new Refused(`Nobody is called "${called}". There are: ${names(persons) || 'no persons yet'}.`);
}

/** Names are compared without capitals and accents. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
