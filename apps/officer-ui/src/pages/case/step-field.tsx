import type { StepView } from '../../api/queries';
import { ChoicesField, DayField, LongTextField, NumberField, SelectField, TextField } from '../../components/fields';
import { useLocalized, useText } from '../../text/use-text';
import type { Wrong } from './step-inputs';

/** One thing that a step asks for. */
export const StepField = ({
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
          choices={(input.choices ?? []).map(({ id, label }) => {
            const why = input.shutChoices?.find(({ choice }) => choice === id)?.why ?? [];
            const hint = why.map(({ sentence }) => local(sentence)).join(' ');
            return { id, label: local(label), ...(hint && { hint: t('field.choice.shut', { why: hint }) }) };
          })}
          onChange={([chosen]) => onChange(chosen ?? '')}
        />
      );
  }
};
