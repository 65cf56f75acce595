import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { useMe } from '../../api/people';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { LongTextField, TextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { Sheet } from '../../components/sheet';
import { useText } from '../../text/use-text';

/** An auditor sees anyhow, an administrator has no need to: what is not the reader's to do is not offered. */
const withoutNeed = ['auditor', 'administrator'];

/** Access to an inquiry that one was not given: with a reason, on record, for a short time. */
export const AskForAccess = ({ inquiryId }: { inquiryId?: string | undefined }) => {
  const t = useText();
  const me = useMe();
  const navigate = useNavigate();
  const [number, setNumber] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand({ onDone: ({ data }) => void navigate(`/inquiries/${data.id}`) });
  if (!me?.roles.some((role) => !withoutNeed.includes(role))) return null;
  const noNumber = inquiryId === undefined && number.trim() === '';
  const noReason = reason.trim().length < 3;
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (noNumber || noReason) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    const which = inquiryId === undefined ? { number: number.trim() } : { inquiryId };
    command.mutate({ method: 'POST', path: '/api/case-state/challenges', body: { ...which, reason: reason.trim() } });
  };
  return (
    <Sheet title={t('challenge.title')} className="formsheet">
      <form noValidate onSubmit={onSubmit}>
        <p>{t(inquiryId === undefined ? 'challenge.say' : 'challenge.say.here')}</p>
        {inquiryId === undefined && (
          <TextField
            label={t('challenge.number')}
            hint={t('challenge.number.hint')}
            required
            maxLength={40}
            value={number}
            error={tried && noNumber ? t('field.required') : undefined}
            onChange={setNumber}
          />
        )}
        <LongTextField
          label={t('challenge.reason')}
          hint={t('challenge.reason.hint')}
          required
          maxLength={500}
          value={reason}
          error={tried && noReason ? t('field.required') : undefined}
          onChange={setReason}
        />
        <p className="meta">{t('challenge.record')}</p>
        <CommandProblem command={command} title={t('challenge.refused')} />
        <p className="row">
          <button className="btn" type="submit" aria-disabled={command.isPending}>
            {t(command.isPending ? 'form.sending' : 'challenge.act')}
          </button>
        </p>
      </form>
    </Sheet>
  );
};
