import type { PersonView } from '#contracts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useText } from '../text/use-text';
import { meQuery, peopleQuery } from './queries';

export interface NamedPerson {
  id: string;
  name: string;
  invented: boolean;
  /** False: the directory does not know this id, for one because it is a respondent's. */
  known: boolean;
}

/** Names for the opaque person ids of the log. An id that the directory does not know reads as "someone". */
export const usePeople = (): ((id: string | undefined) => NamedPerson) => {
  const t = useText();
  const { data } = useQuery({ ...peopleQuery, staleTime: 300_000 });
  return useMemo(() => {
    const known = new Map(data?.items.map((person) => [person.id, person]));
    return (id) => {
      const person = id === undefined ? undefined : known.get(id);
      return person
        ? { ...person, known: true }
        : { id: id ?? '', name: t('person.unknown'), invented: false, known: false };
    };
  }, [data, t]);
};

/** A machine client, which stands in the directory like a person. */
export const isProgram = ({ roles }: PersonView): boolean => roles.includes('machine');

/** Whether the reader holds one of some roles in the authority. */
export const useHolds = (some: readonly string[]): boolean =>
  useMe()?.roles.some((role) => some.includes(role)) ?? false;

/** Who is signed in; the shell has asked before any page is shown. */
export const useMe = () => useQuery(meQuery).data;
