import type { CaseView } from '#contracts';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { StepView } from '../../api/queries';
import { useCommand } from '../../api/use-command';
import { useUnsaved } from '../../components/leaving';
import { CommandProblem } from '../../components/command-problem';
import { EffectiveFields, effectiveBody, effectiveToday } from '../../components/effective-fields';
import { ChoicesField, DayField, LongTextField, NumberField, SelectField, TextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { useLocalized, useText } from '../../text/use-text';
import { useClock } from '../../time/clock';
import { isDay } from '../../time/days';
import { inputsOf, wrongOf, type Wrong } from './step-inputs';

/** The form of a step, made from the inputs that its rules declare. Sent with the version that the reader saw: someone who was first is told. */
export const StepForm = ({
  view,
  step,
  onClose,
}: {
  view: CaseView;
  step: StepView;
  onClose: (recorded: boolean) => void;
}) => {
  const t = useText();
  const local = useLocalized();
  const { today } = useClock();
  const [values, setValues] = useState<Record<string, string>>({});
  const [effective, setEffective] = useState(effectiveToday);
  const [tried, setTried] = useState(false);
  const head = useRef<HTMLHeadingElement>(null);
  useUnsaved(Object.values(values).some(Boolean));
  const command = useCommand({ onDone: () => onClose(true) });
  useEffect(() => head.current?.focus(), []);
  const titleOf = (id: string): string => {
    const found = view.steps.find((each) => each.id === id);
    return found ? local(found.title) : id;
  };

  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    const late = effective.on !== '' && effective.on < today && effective.reason.trim() === '';
    if (
      step.inputs.some((input) => wrongOf(input, values[input.id] ?? '')) ||
      (effective.on !== '' && !isDay(effective.on)) ||
      late
    ) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    command.mutate({
      method: 'POST',
      path: `/api/case-state/cases/${view.id}/steps`,
      ifMatch: view.version,
      body: { step: step.id, inputs: inputsOf(step.inputs, values), ...effectiveBody(effective, today) },
    });
  };
  return (
    <form
      noValidate
      onSubmit={onSubmit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose(false);
      }}
    >
      <h4 ref={head} tabIndex={-1}>
        {local(step.title)}
      </h4>
      {step.inputs.map((input) => (
        <Input
          key={input.id}
          input={input}
          value={values[input.id] ?? ''}
          error={tried ? wrongOf(input, values[input.id] ?? '') : undefined}
          onChange={(value) => setValues({ ...values, [input.id]: value })}
        />
      ))}
      <EffectiveFields value={effective} onChange={setEffective} />
      <p className="meta">{t('case.form.say')}</p>
      <CommandProblem command={command} title={t('case.refused', { step: local(step.title) })} titleOf={titleOf} />
      <p className="row">
        <button className="btn btn--primary" type="submit" aria-disabled={command.isPending}>
          {t(command.isPending ? 'form.sending' : 'case.record')}
        </button>
        <button className="btn" type="button" onClick={() => onClose(false)}>
          {t('form.cancel')}
        </button>
      </p>
    </form>
  );
};

const Input = ({
  input,
  value,
  error,
  onChange,
}: {
  input: StepView['inputs'][number];
  value: string;
  error: Wrong | undefined;
  onChange: (value: string) => void;
}) => {
  const t = useText();
  const local = useLocalized();
  const field = {
    label: local(input.label),
    ...(input.hint ? { hint: local(input.hint) } : {}),
    required: input.required,
    error: error && t(`field.${error}`, { min: input.min ?? 0, max: input.max ?? 'none' }),
  };
  switch (input.kind) {
    case 'text':
      return <TextField {...field} value={value} maxLength={4000} onChange={onChange} />;
    case 'long-text':
      return <LongTextField {...field} value={value} maxLength={4000} onChange={onChange} />;
    case 'day':
      return <DayField {...field} value={value} onChange={onChange} />;
    case 'number':
      return <NumberField {...field} value={value} onChange={onChange} />;
    case 'money':
      return <TextField {...field} hint={field.hint ?? t('field.money.hint')} value={value} onChange={onChange} />;
    case 'among': {
      const options = (input.options ?? []).map((option) => ({ id: option, label: option }));
      return (
        <SelectField
          {...field}
          {...(options.length === 0 ? { hint: t('field.among.none') } : {})}
          value={value}
          none={t('field.among.choose')}
          choices={options}
          onChange={onChange}
        />
      );
    }
    case 'choice':
      return (
        <ChoicesField
          {...field}
          multiple={false}
          value={value ? [value] : []}
          choices={(input.choices ?? []).map((choice) => ({ id: choice.id, label: local(choice.label) }))}
          onChange={([chosen]) => onChange(chosen ?? '')}
        />
      );
  }
};
