import type { PersonView } from '#contracts';
import { useState, type FormEvent } from 'react';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { CheckField, SelectField, TextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { useText } from '../../text/use-text';

/** Excludes somebody from the inquiry. It takes effect at once and everywhere, and so it is confirmed. */
export const WallForm = ({
  inquiryId,
  people,
  team,
}: {
  inquiryId: string;
  people: PersonView[];
  /** Who is on the team now: a wall ends that. */
  team: string[];
}) => {
  const t = useText();
  const [person, setPerson] = useState('');
  const [reason, setReason] = useState('');
  const [sure, setSure] = useState(false);
  const [tried, setTried] = useState(false);
  const command = useCommand({
    onDone: () => {
      setPerson('');
      setReason('');
      setSure(false);
      setTried(false);
    },
  });
  const short = reason.trim().length < 3;
  const onTeam = team.includes(person);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (!person || short) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    if (!sure) {
      event.currentTarget.querySelector<HTMLInputElement>('input[type=checkbox]')?.focus();
      return;
    }
    command.mutate({
      method: 'POST',
      path: `/api/case-state/inquiries/${inquiryId}/walls`,
      body: { person, reason: reason.trim() },
    });
  };
  return (
    <form noValidate onSubmit={onSubmit}>
      <SelectField
        label={t('member.person')}
        required
        none={t('member.person.choose')}
        value={person}
        error={tried && !person ? t('field.required') : undefined}
        choices={people.map(({ id, name }) => ({ id, label: name }))}
        onChange={setPerson}
      />
      <TextField
        label={t('walls.raise.reason')}
        hint={t('walls.raise.reason.hint')}
        required
        maxLength={500}
        value={reason}
        error={tried && short ? t('field.required') : undefined}
        onChange={setReason}
      />
      <CheckField
        label={t(onTeam ? 'walls.raise.sure.team' : 'walls.raise.sure')}
        hint={tried && !sure ? t('walls.raise.sure.needed') : t('walls.raise.say')}
        checked={sure}
        onChange={setSure}
      />
      <CommandProblem command={command} title={t('walls.raise.refused')} />
      <p className="vh" role="status">
        {command.isSuccess ? t('walls.raise.done') : ''}
      </p>
      <p className="row">
        <button className="btn" type="submit" aria-disabled={command.isPending}>
          {t(command.isPending ? 'form.sending' : 'walls.raise')}
        </button>
      </p>
    </form>
  );
};
