import { asRead, type DirectoryRole, type Uuid } from '#contracts';
import { reject } from '../rejection.js';

/** Of an entry of the directory, what tells whom it is taken for. */
interface Called {
  id: Uuid;
  name: string;
  roles: readonly string[];
}

const isMachine = ({ roles }: Pick<Called, 'roles'>): boolean => roles.includes('machine' satisfies DirectoryRole);

/** Two people can share a name; a machine client shares its name with nobody, so that it is taken for nobody. */
export function calledAlike(one: Called, directory: readonly Called[]) {
  const alike = directory.some(
    (other) => other.id !== one.id && (isMachine(one) || isMachine(other)) && asRead(other.name) === asRead(one.name),
  );
  return alike
    ? reject(
        'called-alike' as const,
        isMachine(one)
          ? {
              en: 'Somebody in the directory is called like this. Give the client a name that nobody else has.',
              fr: 'Quelqu’un de l’annuaire porte ce nom. Donnez au client un nom que personne d’autre ne porte.',
            }
          : {
              en: 'A machine client is called like this. Give a name by which the two are told apart.',
              fr: 'Un client machine porte ce nom. Donnez un nom qui permette de les distinguer.',
            },
      )
    : undefined;
}
