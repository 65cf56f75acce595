import type { PersonView } from '#contracts';
import { isProgram } from '../../api/people';
import { SelectField } from '../../components/fields';
import { useText } from '../../text/use-text';

export interface MemberDraft {
  person: string;
  role: string;
  conflict: string;
}

export const noMember: MemberDraft = { person: '', role: '', conflict: 'not-yet' };

const conflicts = ['none', 'not-yet', 'declared'];

/** Who joins, in which role, with which declaration. The roles to choose from are the person's own; a program joins nobody. */
export const MemberFields = ({
  value,
  people,
  tried,
  onChange,
}: {
  value: MemberDraft;
  people: PersonView[];
  tried: boolean;
  onChange: (value: MemberDraft) => void;
}) => {
  const t = useText();
  const person = people.find((each) => each.id === value.person);
  const missing = (field: string): string | undefined => (tried && field === '' ? t('field.required') : undefined);
  return (
    <>
      <SelectField
        label={t('member.person')}
        required
        none={t('member.person.choose')}
        value={value.person}
        error={missing(value.person)}
        choices={people.filter((each) => !isProgram(each)).map((each) => ({ id: each.id, label: each.name }))}
        onChange={(id) => {
          const roles = people.find((each) => each.id === id)?.roles ?? [];
          onChange({ ...value, person: id, role: roles.length === 1 ? (roles[0] ?? '') : '' });
        }}
      />
      <SelectField
        label={t('member.role')}
        required
        none={t('member.role.choose')}
        value={value.role}
        error={missing(value.role)}
        choices={(person?.roles ?? []).map((role) => ({ id: role, label: t(`role.${role}`) }))}
        onChange={(role) => onChange({ ...value, role })}
      />
      <SelectField
        label={t('member.conflict')}
        required
        value={value.conflict}
        choices={conflicts.map((id) => ({ id, label: t(`member.conflict.${id}`) }))}
        onChange={(conflict) => onChange({ ...value, conflict })}
      />
    </>
  );
};
