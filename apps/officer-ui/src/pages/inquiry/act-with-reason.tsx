import { useState, type FormEvent } from 'react';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { LongTextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { OpenedForm } from '../../components/opened-form';
import { useText } from '../../text/use-text';

/** An act on somebody's access: what it brings about, why it is done, and the act itself. */
export const ActWithReason = ({
  say,
  label,
  acts,
  field = 'reason',
  path,
  refused,
  takesFocus = false,
  onDone,
  onCancel,
}: {
  say: string;
  label: string;
  /** Buttons, each with what it sends besides the reason. */
  acts: { id: string; label: string; body?: Record<string, string> }[];
  field?: 'reason' | 'note';
  path: string;
  refused: string;
  takesFocus?: boolean;
  onDone: () => void;
  onCancel: () => void;
}) => {
  const t = useText();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand({ onDone });
  const short = reason.trim().length < 3;
  const send = (form: HTMLFormElement | null, body: Record<string, string> = {}): void => {
    setTried(true);
    if (short) {
      if (form) focusFirstWrong(form);
      return;
    }
    command.mutate({ method: 'POST', path, body: { ...body, [field]: reason.trim() } });
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const pressed = (event.nativeEvent as SubmitEvent).submitter?.getAttribute('value');
    send(event.currentTarget, (acts.find(({ id }) => id === pressed) ?? acts[0])?.body);
  };
  return (
    <OpenedForm
      takesFocus={takesFocus}
      onSubmit={onSubmit}
      onCancel={onCancel}
      acts={acts.map(({ id, label: name }) => (
        <button key={id} className="btn" type="submit" value={id} aria-disabled={command.isPending}>
          {name}
        </button>
      ))}
    >
      <p>{say}</p>
      <LongTextField
        label={label}
        required
        maxLength={500}
        value={reason}
        error={tried && short ? t('field.required') : undefined}
        onChange={setReason}
      />
      <CommandProblem command={command} title={refused} />
    </OpenedForm>
  );
};
