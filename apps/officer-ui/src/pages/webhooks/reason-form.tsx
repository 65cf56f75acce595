import { useState } from 'react';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { LongTextField } from '../../components/fields';
import { OpenedForm } from '../../components/opened-form';
import { useText } from '../../text/use-text';

/** An act that is asked once more, and says why: skipping an event, ending an endpoint. */
export const ReasonForm = ({
  title,
  say,
  act,
  path,
  needed,
  onDone,
  onClose,
}: {
  title: string;
  say: string;
  act: string;
  path: string;
  needed: boolean;
  /** With what the service answered. */
  onDone?: (answer: unknown) => void;
  onClose: () => void;
}) => {
  const t = useText();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand({
    onDone: ({ data }) => {
      onDone?.(data);
      onClose();
    },
  });
  const wrong = needed && reason.trim().length < 3;
  return (
    <OpenedForm
      label={title}
      takesFocus
      onCancel={onClose}
      acts={
        <button className="btn btn--primary" type="submit" aria-disabled={command.isPending}>
          {act}
        </button>
      }
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!wrong) command.mutate({ method: 'POST', path, body: reason.trim() ? { reason: reason.trim() } : {} });
      }}
    >
      <p>{say}</p>
      <LongTextField
        label={t('webhooks.reason')}
        required={needed}
        maxLength={500}
        rows={2}
        value={reason}
        error={tried && wrong ? t('field.required') : undefined}
        onChange={setReason}
      />
      <CommandProblem command={command} title={title} />
    </OpenedForm>
  );
};
