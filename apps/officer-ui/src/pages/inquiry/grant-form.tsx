import type { PersonView } from '#contracts';
import { readingRoles } from '#contracts/roles';
import { useState, type FormEvent } from 'react';
import { isProgram } from '../../api/people';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { DayField, SelectField, TextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';

const nobody = { person: '', role: '', until: '', reason: '' };

/** A program holds no office: it reads in the one that it is given. */
const rolesOf = (person: PersonView | undefined): readonly string[] =>
  person === undefined ? [] : isProgram(person) ? readingRoles : person.roles;

/** Lets somebody outside the team see the inquiry: who, in which role, until when, why. */
export const GrantForm = ({ inquiryId, people }: { inquiryId: string; people: PersonView[] }) => {
  const t = useText();
  const { today } = useDates();
  const [grant, setGrant] = useState(nobody);
  const [tried, setTried] = useState(false);
  const command = useCommand({
    onDone: () => {
      setGrant(nobody);
      setTried(false);
    },
  });
  const person = people.find(({ id }) => id === grant.person);
  const needed = (empty: boolean): string | undefined => (tried && empty ? t('field.required') : undefined);
  const short = grant.reason.trim().length < 3;
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (!grant.person || !grant.role || !grant.until || short) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    command.mutate({
      method: 'POST',
      path: `/api/case-state/inquiries/${inquiryId}/grants`,
      body: { ...grant, reason: grant.reason.trim() },
    });
  };
  return (
    <form noValidate onSubmit={onSubmit}>
      <div className="team__row">
        <SelectField
          label={t('member.person')}
          required
          none={t('member.person.choose')}
          value={grant.person}
          error={needed(!grant.person)}
          choices={people.map((each) => ({
            id: each.id,
            label: isProgram(each) ? t('grant.program', { name: each.name }) : each.name,
          }))}
          onChange={(id) => {
            const roles = rolesOf(people.find((each) => each.id === id));
            setGrant({ ...grant, person: id, role: roles.length === 1 ? (roles[0] ?? '') : '' });
          }}
        />
        <SelectField
          label={t('member.role')}
          required
          none={t('member.role.choose')}
          value={grant.role}
          error={needed(!grant.role)}
          choices={rolesOf(person).map((role) => ({ id: role, label: t(`role.${role}`) }))}
          onChange={(role) => setGrant({ ...grant, role })}
        />
        <DayField
          label={t('grant.until')}
          required
          min={today}
          value={grant.until}
          error={needed(!grant.until)}
          onChange={(until) => setGrant({ ...grant, until })}
        />
      </div>
      <TextField
        label={t('grant.reason')}
        hint={t('grant.reason.hint')}
        required
        maxLength={500}
        value={grant.reason}
        error={needed(short)}
        onChange={(reason) => setGrant({ ...grant, reason })}
      />
      <p className="meta">{t('grant.say')}</p>
      <CommandProblem command={command} title={t('grant.refused')} />
      <p className="vh" role="status">
        {command.isSuccess ? t('grant.done') : ''}
      </p>
      <p className="row">
        <button className="btn btn--primary" type="submit" aria-disabled={command.isPending}>
          {t(command.isPending ? 'form.sending' : 'grant.act')}
        </button>
      </p>
    </form>
  );
};
