import { useQuery } from '@tanstack/react-query';
import type { TimelineItem } from '#contracts';
import { useState, type FormEvent } from 'react';
import { caseQuery, type StepView } from '../../api/queries';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { DayField, LongTextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { OpenedForm } from '../../components/opened-form';
import { Unfolded } from '../../components/unfolded';
import { useLocalized, useText } from '../../text/use-text';
import { useClock } from '../../time/clock';
import { isDay } from '../../time/days';
import { StepField } from '../case/step-field';
import { inputsOf, wrongOf } from '../case/step-inputs';

type Taken = StepView['taken'][number];
type May = Extract<NonNullable<Taken['correction']>, { may: true }>;

/** A step is recorded as it was not: who may put that right is offered to; who may not is told why. */
export const CorrectStep = ({ item, caseId }: { item: TimelineItem; caseId: string }) => {
  const t = useText();
  const local = useLocalized();
  const view = useQuery(caseQuery(caseId));
  const [done, setDone] = useState(false);
  if (done) return <p role="status">{t('correct.done')}</p>;
  for (const step of view.data?.steps ?? []) {
    const taken = [...step.taken, ...(step.undone ?? [])].find(({ position }) => position === item.position);
    if (!taken?.correction) continue;
    if (!taken.correction.may) return <p className="meta">{t('correct.not', { why: local(taken.correction.why) })}</p>;
    return (
      <Correction item={item} caseId={caseId} step={step} said={taken.correction.inputs} onDone={() => setDone(true)} />
    );
  }
  return null;
};

/** The true day, what was really said, and how it came to be recorded wrongly. What was recorded stays. */
const Correction = ({
  item,
  caseId,
  step,
  said,
  onDone,
}: {
  item: TimelineItem;
  caseId: string;
  step: StepView;
  said: May['inputs'];
  onDone: () => void;
}) => {
  const t = useText();
  const { today } = useClock();
  const stood = Object.fromEntries(Object.entries(said).map(([id, value]) => [id, String(value)]));
  const [on, setOn] = useState(item.effectiveOn);
  const [values, setValues] = useState<Record<string, string>>(stood);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand({ onDone });
  // What stood can stand again, though it could not be chosen any more.
  const inputs = step.inputs.map((input) => {
    const was = stood[input.id];
    return input.options && was !== undefined && !input.options.includes(was)
      ? { ...input, options: [was, ...input.options] }
      : input;
  });
  const anew = inputs.some(({ id }) => (values[id] ?? '').trim() !== (stood[id] ?? ''));
  const short = reason.trim().length < 3;
  const wrongDay =
    !isDay(on) || on > today ? t('times.future') : on === item.effectiveOn && !anew ? t('correct.same') : undefined;
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (short || wrongDay || inputs.some((input) => wrongOf(input, values[input.id] ?? ''))) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    command.mutate({
      method: 'POST',
      path: `/api/case-state/cases/${caseId}/corrections`,
      body: {
        event: item.eventId,
        effectiveOn: on,
        reason: reason.trim(),
        ...(anew && { inputs: inputsOf(inputs, values) }),
      },
    });
  };
  return (
    <Unfolded summary={t('correct.title')}>
      {(fold) => (
        <OpenedForm
          onSubmit={onSubmit}
          onCancel={fold}
          acts={
            <button className="btn" type="submit" aria-disabled={command.isPending}>
              {t(command.isPending ? 'form.sending' : 'correct.act')}
            </button>
          }
        >
          <p className="meta">{t('correct.say')}</p>
          <DayField
            label={t('correct.on')}
            value={on}
            max={today}
            error={tried ? wrongDay : undefined}
            onChange={setOn}
          />
          {inputs.map((input) => (
            <StepField
              key={input.id}
              input={input}
              value={values[input.id] ?? ''}
              error={tried ? wrongOf(input, values[input.id] ?? '') : undefined}
              onChange={(value) => setValues({ ...values, [input.id]: value })}
            />
          ))}
          <LongTextField
            label={t('correct.reason')}
            required
            maxLength={500}
            value={reason}
            error={tried && short ? t('field.required') : undefined}
            onChange={setReason}
          />
          <CommandProblem command={command} title={t('correct.refused')} />
        </OpenedForm>
      )}
    </Unfolded>
  );
};
