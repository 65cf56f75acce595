import type { CaseView } from '#contracts';
import { useState, type FormEvent } from 'react';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { LongTextField, SelectField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { Sheet } from '../../components/sheet';
import { useLocalized, useText } from '../../text/use-text';

/** A closed case goes on, in a stage that it has been in. Shown to who may reopen it. */
export const Reopen = ({ view }: { view: CaseView }) => {
  const t = useText();
  const local = useLocalized();
  const [reason, setReason] = useState('');
  const [stage, setStage] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand();
  const short = reason.trim().length < 3;
  const [first] = view.reopensIn;
  if (!first) return null;
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (short) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    command.mutate({
      method: 'POST',
      path: `/api/case-state/cases/${view.id}/reopening`,
      body: { reason: reason.trim(), stage: stage || first.id },
      ifMatch: view.version,
    });
  };
  return (
    <Sheet title={t('reopen.title')} className="formsheet unprinted" folds>
      <form className="stack" noValidate onSubmit={onSubmit}>
        <p>{t('reopen.say')}</p>
        <SelectField
          label={t('reopen.stage')}
          value={stage || first.id}
          choices={view.reopensIn.map(({ id, title }) => ({ id, label: local(title) }))}
          onChange={setStage}
        />
        <LongTextField
          label={t('reopen.reason')}
          required
          maxLength={2000}
          value={reason}
          error={tried && short ? t('field.required') : undefined}
          onChange={setReason}
        />
        <CommandProblem command={command} title={t('reopen.refused')} />
        <p className="row">
          <button className="btn" type="submit" aria-disabled={command.isPending}>
            {t(command.isPending ? 'form.sending' : 'reopen.act')}
          </button>
        </p>
      </form>
    </Sheet>
  );
};
