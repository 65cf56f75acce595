import type { CaseView } from '#contracts';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { StepView } from '../../api/queries';
import { useMe } from '../../api/people';
import { useCommand } from '../../api/use-command';
import { useUnsaved } from '../../components/leaving';
import { CommandProblem } from '../../components/command-problem';
import {
  EarlierDayFields,
  EffectiveFields,
  effectiveBody,
  effectiveToday,
  isToldLate,
  type Effective,
} from '../../components/effective-fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { forget, keptOf, useKept } from '../../components/kept';
import { Notice } from '../../components/notice';
import { SignInAgain } from '../../components/sign-in-again';
import { useLocalized, useText, type Text } from '../../text/use-text';
import { useClock } from '../../time/clock';
import { isDay } from '../../time/days';
import { useDates } from '../../time/use-dates';
import { StepField } from './step-field';
import { inputsOf, wrongOf } from './step-inputs';

/** What a step's form holds on the way to the sign-in and back. */
interface KeptStep {
  step: string;
  values: Record<string, string>;
  effective: Effective;
}

const formOf = (caseId: string): string => `step of ${caseId}`;

/** The step that was being written in a case when its writer left to sign in again. */
export const keptStep = (caseId: string, person: string | undefined): KeptStep | undefined =>
  keptOf<KeptStep>(formOf(caseId), person);

/** For the eye: the service decides. A quarter of an hour, less the time to write a little. */
const LATELY_MS = 14 * 60_000;
const signedInLately = (at: string | undefined): boolean => at !== undefined && Date.parse(at) > Date.now() - LATELY_MS;

/** The first day that can still be told of: nothing takes effect before the present stage began, nor before the case came under its version. */
export const earliestDay = ({ stages, pinnedSince = '' }: CaseView): string => {
  const since = stages.find(({ state }) => state === 'here')?.enteredOn ?? '';
  return since > pinnedSince ? since : pinnedSince;
};

/**
 * The form of a step, made from the inputs that its rules declare. Sent with the version that the reader saw: someone who was first is told.
 * `late`: it is not open today, and was done on an earlier day: that comes first.
 */
export const StepForm = ({
  view,
  step,
  late = false,
  onClose,
}: {
  view: CaseView;
  step: StepView;
  late?: boolean;
  onClose: (recorded: boolean) => void;
}) => {
  const t = useText();
  const local = useLocalized();
  const { today } = useClock();
  const dates = useDates();
  const me = useMe();
  const kept = keptStep(view.id, me?.person);
  const [came] = useState(kept?.step === step.id ? kept : undefined);
  const [values, setValues] = useState<Record<string, string>>(came?.values ?? {});
  const [effective, setEffective] = useState(came?.effective ?? effectiveToday);
  useKept(formOf(view.id), { step: step.id, values, effective } satisfies KeptStep);
  const close = (recorded: boolean): void => {
    forget(formOf(view.id));
    onClose(recorded);
  };
  const [tried, setTried] = useState(false);
  const head = useRef<HTMLHeadingElement>(null);
  useUnsaved(Object.values(values).some(Boolean) || (late && effective.reason !== ''));
  const command = useCommand({ onDone: () => close(true) });
  useEffect(() => head.current?.focus(), []);
  const titleOf = (id: string): string => {
    const found = view.steps.find((each) => each.id === id);
    return found ? local(found.title) : id;
  };

  // What can be chosen today says nothing of that day: the service judges by it.
  const inputs = late ? step.inputs.map((input) => asOnAnotherDay(input, view, t)) : step.inputs;

  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    const wrongDay = late
      ? !isToldLate(effective, today)
      : effective.on !== '' && (!isDay(effective.on) || (effective.on < today && !isToldLate(effective, today)));
    if (wrongDay || inputs.some((input) => wrongOf(input, values[input.id] ?? ''))) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    command.mutate({
      method: 'POST',
      path: `/api/case-state/cases/${view.id}/steps`,
      ifMatch: view.version,
      body: { step: step.id, inputs: inputsOf(inputs, values), ...effectiveBody(effective, today) },
    });
  };
  return (
    <form
      noValidate
      onSubmit={onSubmit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close(false);
      }}
    >
      <h4 ref={head} tabIndex={-1}>
        {local(step.title)}
      </h4>
      {came && <Notice kind="here">{t('case.form.kept')}</Notice>}
      {step.signed && !came && !signedInLately(me?.authenticatedAt) && (
        <Notice kind="warn" act={<SignInAgain small />}>
          {t('case.form.signInFirst')}
        </Notice>
      )}
      {late && (
        <>
          <p>{t('late.say')}</p>
          <EarlierDayFields from={earliestDay(view)} value={effective} onChange={setEffective} tried={tried} />
        </>
      )}
      {inputs.map((input) => (
        <StepField
          key={input.id}
          input={input}
          value={values[input.id] ?? ''}
          error={tried ? wrongOf(input, values[input.id] ?? '') : undefined}
          onChange={(value) => setValues({ ...values, [input.id]: value })}
        />
      ))}
      {!late && <EffectiveFields value={effective} onChange={setEffective} tried={tried} />}
      <p className="meta">{t(step.signed ? 'case.form.sign' : 'case.form.say')}</p>
      <CommandProblem
        command={command}
        title={
          late && isDay(effective.on)
            ? t('late.refused', { step: local(step.title), day: dates.full(effective.on) })
            : t('case.refused', { step: local(step.title) })
        }
        titleOf={titleOf}
      />
      <p className="row">
        <button className="btn btn--primary" type="submit" aria-disabled={command.isPending}>
          {t(command.isPending ? 'form.sending' : 'case.record')}
        </button>
        <button className="btn" type="button" onClick={() => close(false)}>
          {t('form.cancel')}
        </button>
      </p>
    </form>
  );
};

type Input = StepView['inputs'][number];

/** A name is written where today there may be none to choose from; those that have clocks are named. */
const asOnAnotherDay = (input: Input, view: CaseView, t: Text): Input => {
  if (input.kind === 'choice') return { ...input, shutChoices: [] };
  if (input.kind !== 'among') return input;
  const names = [...new Set([...(input.options ?? []), ...view.clocks.flatMap(({ subject }) => subject ?? [])])];
  const hint = t(names.length > 0 ? 'late.among.such' : 'late.among', { names: names.join(', ') });
  return { ...input, kind: 'text', hint: { en: hint } };
};
