import { useState, type FormEvent } from 'react';
import { Link } from 'react-router';
import type { CaseView } from '#contracts';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { effectiveBody, EffectiveFields, effectiveToday } from '../../components/effective-fields';
import { LongTextField, SelectField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { OpenedForm } from '../../components/opened-form';
import { Sheet } from '../../components/sheet';
import { Unfolded } from '../../components/unfolded';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';

/** Under which versions of its rules the case is; and, for who answers for it, the way to another version of its procedure. */
export const OtherVersion = ({ view }: { view: CaseView }) => {
  const t = useText();
  const dates = useDates();
  const { pin, calendar, pinnedSince, otherVersions } = view;
  return (
    <Sheet title={t('case.rulesOf')} folds>
      <div className="stack">
        <p>
          {t('case.rulesOf.procedure', { version: pin.version })}
          {pinnedSince !== undefined && ` ${t('case.rulesOf.since', { day: dates.full(pinnedSince) })}`}{' '}
          {t('case.rulesOf.calendar')}{' '}
          <Link to={`/calendars/${encodeURIComponent(calendar.id)}/${calendar.version}`}>
            {t('case.rulesOf.list', { title: calendar.title, version: calendar.version })}
          </Link>
          .
        </p>
        {view.mayMove && otherVersions.length > 0 && (
          <Unfolded summary={t('case.move.title')}>{(fold) => <Move view={view} onCancel={fold} />}</Unfolded>
        )}
      </div>
    </Sheet>
  );
};

const Move = ({ view, onCancel }: { view: CaseView; onCancel: () => void }) => {
  const t = useText();
  const dates = useDates();
  const [version, setVersion] = useState(String(view.otherVersions[0] ?? ''));
  const [reason, setReason] = useState('');
  const [effective, setEffective] = useState(effectiveToday);
  const [tried, setTried] = useState(false);
  const command = useCommand({ onDone: () => setReason('') });
  const short = reason.trim().length < 3;
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (short) return focusFirstWrong(event.currentTarget);
    command.mutate({
      method: 'POST',
      path: `/api/case-state/cases/${view.id}/procedure`,
      ifMatch: view.version,
      body: { version: Number(version), reason: reason.trim(), ...effectiveBody(effective, dates.today) },
    });
  };
  return (
    <OpenedForm
      onSubmit={onSubmit}
      onCancel={onCancel}
      acts={
        <button className="btn" type="submit" aria-disabled={command.isPending}>
          {t('case.move.do')}
        </button>
      }
    >
      <p>{t('case.move.say')}</p>
      <SelectField
        label={t('case.move.version')}
        required
        value={version}
        choices={view.otherVersions.map((each) => ({
          id: String(each),
          label: t('calendars.version.n', { version: each }),
        }))}
        onChange={setVersion}
      />
      <LongTextField
        label={t('case.move.reason')}
        required
        maxLength={500}
        value={reason}
        error={tried && short ? t('field.required') : undefined}
        onChange={setReason}
      />
      <EffectiveFields value={effective} onChange={setEffective} tried={tried} />
      <CommandProblem command={command} title={t('case.move.refused')} />
    </OpenedForm>
  );
};
