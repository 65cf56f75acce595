import type { InquiryView } from '#contracts';
import { usePeople } from '../../api/people';
import { Inv, InvWords } from '../../components/inv';
import { Person } from '../../components/person';
import { Sheet } from '../../components/sheet';
import { ThenLink as Link } from '../../components/then-link';
import { useMyRoles } from './use-my-roles';
import { useText } from '../../text/use-text';
import { useThen } from '../../time/then';

const SHOWN = 6;

/** Who answers for the inquiry stands first. */
const ranks = ['case-manager', 'case-handler', 'head-of-unit', 'registry'];
const rankOf = (role: string): number => (ranks.includes(role) ? ranks.indexOf(role) : ranks.length);

/** Who works on it; the rest on the page of the people. */
export const PeopleSheet = ({ inquiry }: { inquiry: InquiryView }) => {
  const t = useText();
  const people = usePeople();
  const { past } = useThen();
  const mayAct = useMyRoles(inquiry).length > 0 && !past;
  const present = inquiry.team
    .filter((member) => !member.until)
    .sort((one, two) => rankOf(one.role) - rankOf(two.role));
  const more = present.length - SHOWN;
  const allInvented = present.length > 0 && present.every((member) => people(member.person).invented);
  return (
    <Sheet aside folds title={t('people.title')} note={allInvented ? <InvWords word="illustrative" /> : undefined}>
      <ul className="bare people">
        {present.slice(0, SHOWN).map((member) => {
          const person = people(member.person);
          return (
            <Person
              key={`${member.person} ${member.role}`}
              name={person.name}
              mark={person.invented && !allInvented ? <Inv /> : undefined}
            >
              {t(`role.${member.role}`)} · {t(`member.conflict.${member.conflict}.short`)}
            </Person>
          );
        })}
        <li>
          <Link to={`/inquiries/${inquiry.id}/people`}>
            {more > 0 ? t('people.more', { n: more }) : t(mayAct ? 'people.add' : 'people.all')}
          </Link>
        </li>
      </ul>
    </Sheet>
  );
};
