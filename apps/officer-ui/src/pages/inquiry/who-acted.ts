import type { TimelineItem } from '#contracts';
import { useIntl } from 'react-intl';
import { usePeople } from '../../api/people';
import { useText } from '../../text/use-text';

interface Acted {
  person: string;
  role: string;
  /** The undertaking that a respondent acted for. */
  of?: string | undefined;
}

/** Who acted, as it reads: a name of the directory; the service itself; else the role, for a respondent with the undertaking. */
export const useWhoActed = (): ((acted: Acted) => { name: string; invented: boolean }) => {
  const intl = useIntl();
  const t = useText();
  const people = usePeople();
  return ({ person, role, of }) => {
    const known = people(person);
    if (known.known) return known;
    const words = intl.messages[`role.${role}`] === undefined ? known.name : t(`role.${role}`);
    return { name: of && role !== 'system' ? t('person.of', { role: words, of }) : words, invented: false };
  };
};

/** Who acted in an event of the timeline, be it at another desk. */
export const actedIn = ({ actor, params }: TimelineItem): Acted => ({
  person: actor.person,
  role: actor.role,
  of: typeof params['addressee'] === 'string' ? params['addressee'] : undefined,
});
