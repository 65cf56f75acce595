import type { TimelineItem } from '#contracts';
import { useState, type FormEvent } from 'react';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { DayField, LongTextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { useText } from '../../text/use-text';
import { useClock } from '../../time/clock';
import { isDay } from '../../time/days';

/** A step took effect on another day than was recorded: the true day, and why. What was recorded stays. */
export const CorrectStep = ({ item, caseId }: { item: TimelineItem; caseId: string }) => {
  const t = useText();
  const { today } = useClock();
  const [on, setOn] = useState(item.effectiveOn);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [done, setDone] = useState(false);
  const command = useCommand({ onDone: () => setDone(true) });
  const short = reason.trim().length < 3;
  const wrong = !isDay(on) || on > today ? t('times.future') : on === item.effectiveOn ? t('correct.same') : undefined;
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (short || wrong) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    command.mutate({
      method: 'POST',
      path: `/api/case-state/cases/${caseId}/corrections`,
      body: { event: item.eventId, effectiveOn: on, reason: reason.trim() },
    });
  };
  if (done) return <p role="status">{t('correct.done')}</p>;
  return (
    <details>
      <summary>{t('correct.title')}</summary>
      <form className="stack" noValidate onSubmit={onSubmit}>
        <p className="meta">{t('correct.say')}</p>
        <DayField label={t('correct.on')} value={on} max={today} error={tried ? wrong : undefined} onChange={setOn} />
        <LongTextField
          label={t('correct.reason')}
          required
          maxLength={500}
          value={reason}
          error={tried && short ? t('field.required') : undefined}
          onChange={setReason}
        />
        <CommandProblem command={command} title={t('correct.refused')} />
        <p className="row">
          <button className="btn" type="submit" aria-disabled={command.isPending}>
            {t(command.isPending ? 'form.sending' : 'correct.act')}
          </button>
        </p>
      </form>
    </details>
  );
};
