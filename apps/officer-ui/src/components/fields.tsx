import { useId, type ReactNode } from 'react';
import { useText } from '../text/use-text';
import { useDates } from '../time/use-dates';
import { isDay } from '../time/days';
import { Glyph } from './glyph';

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong, in a sentence that says what to do. */
  error?: string | undefined;
  required?: boolean;
  disabled?: boolean;
  name?: string;
}

const describedBy = (...ids: (string | false | undefined)[]): string | undefined =>
  ids.filter(Boolean).join(' ') || undefined;

const Frame = ({ id, label, hint, error, required, children }: FieldProps & { id: string; children: ReactNode }) => {
  const t = useText();
  return (
    <div className={error ? 'field field--wrong' : 'field'}>
      <label htmlFor={id}>
        {label}
        {required === false && <span className="hint"> {t('field.optional')}</span>}
      </label>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="field__error" id={`${id}-error`}>
          <Glyph shape="tri" tone="stop" />
          {error}
        </p>
      )}
      {children}
    </div>
  );
};

const common = (id: string, { hint, error, required, disabled, name }: FieldProps) => ({
  id,
  className: 'input',
  'aria-invalid': error ? true : undefined,
  'aria-describedby': describedBy(
    hint !== undefined && hint !== '' && `${id}-hint`,
    error !== undefined && `${id}-error`,
  ),
  'aria-required': required ? true : undefined,
  disabled,
  name,
});

export const TextField = ({
  value,
  onChange,
  type = 'text',
  autoComplete,
  maxLength,
  ...field
}: FieldProps & {
  value: string;
  onChange: (value: string) => void;
  type?: 'text' | 'search' | 'url' | 'email';
  autoComplete?: string;
  maxLength?: number;
}) => {
  const id = useId();
  return (
    <Frame id={id} {...field}>
      <input
        {...common(id, field)}
        type={type}
        value={value}
        maxLength={maxLength}
        autoComplete={autoComplete ?? 'off'}
        onChange={(event) => onChange(event.target.value)}
      />
    </Frame>
  );
};

export const LongTextField = ({
  value,
  onChange,
  maxLength,
  rows = 3,
  ...field
}: FieldProps & { value: string; onChange: (value: string) => void; maxLength?: number; rows?: number }) => {
  const id = useId();
  return (
    <Frame id={id} {...field}>
      <textarea
        {...common(id, field)}
        rows={rows}
        value={value}
        maxLength={maxLength}
        onChange={(event) => onChange(event.target.value)}
      />
    </Frame>
  );
};

/** A number is kept as the text that was typed: what it means is decided when it is sent. */
export const NumberField = ({
  value,
  onChange,
  unit,
  ...field
}: FieldProps & { value: string; onChange: (value: string) => void; unit?: string }) => {
  const id = useId();
  return (
    <Frame id={id} {...field}>
      <span className={unit ? 'input-unit' : undefined}>
        <input
          {...common(id, field)}
          inputMode="decimal"
          value={value}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
        {unit && <span className="hint">{unit}</span>}
      </span>
    </Frame>
  );
};

/** A day, YYYY-MM-DD, by the browser's own day field; its weekday is spelled out below. */
export const DayField = ({
  value,
  onChange,
  min,
  max,
  ...field
}: FieldProps & {
  value: string;
  onChange: (value: string) => void;
  min?: string;
  max?: string;
}) => {
  const id = useId();
  const dates = useDates();
  return (
    <Frame id={id} {...field}>
      <input
        {...common(id, field)}
        type="date"
        value={value}
        min={min}
        max={max}
        onChange={(event) => onChange(event.target.value)}
      />
      {isDay(value) && <p className="hint">{dates.long(value)}</p>}
    </Frame>
  );
};

export interface Choice {
  id: string;
  label: string;
  hint?: string;
}

/** One of several, as a drop-down. `none` is what stands there before anything is chosen. */
export const SelectField = ({
  value,
  onChange,
  choices,
  none,
  ...field
}: FieldProps & { value: string; onChange: (value: string) => void; choices: Choice[]; none?: string }) => {
  const id = useId();
  return (
    <Frame id={id} {...field}>
      <select {...common(id, field)} value={value} onChange={(event) => onChange(event.target.value)}>
        {none !== undefined && <option value="">{none}</option>}
        {choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.label}
          </option>
        ))}
      </select>
    </Frame>
  );
};

export const CheckField = ({
  label,
  hint,
  checked,
  onChange,
  disabled,
  name,
}: FieldProps & { checked: boolean; onChange: (checked: boolean) => void }) => {
  const id = useId();
  return (
    <div className="check">
      <input
        id={id}
        type="checkbox"
        name={name}
        checked={checked}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint && (
          <p className="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
    </div>
  );
};

/** One (radios) or several (checks) of a few, all in sight. `value` holds the ids that are chosen. */
export const ChoicesField = ({
  label,
  hint,
  error,
  multiple,
  value,
  onChange,
  choices,
  disabled,
  hideLegend,
}: FieldProps & {
  multiple: boolean;
  value: string[];
  onChange: (value: string[]) => void;
  choices: Choice[];
  hideLegend?: boolean;
}) => {
  const id = useId();
  return (
    <fieldset
      className={error ? 'field field--wrong' : 'field'}
      aria-describedby={describedBy(hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`)}
      aria-invalid={error ? true : undefined}
    >
      <legend className={hideLegend ? 'vh' : 'label'}>{label}</legend>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="field__error" id={`${id}-error`}>
          <Glyph shape="tri" tone="stop" />
          {error}
        </p>
      )}
      <div className="radios">
        {choices.map((choice) => (
          <div className="check" key={choice.id}>
            <input
              id={`${id}-${choice.id}`}
              type={multiple ? 'checkbox' : 'radio'}
              name={id}
              disabled={disabled}
              checked={value.includes(choice.id)}
              onChange={(event) =>
                onChange(
                  multiple
                    ? event.target.checked
                      ? [...value, choice.id]
                      : value.filter((each) => each !== choice.id)
                    : [choice.id],
                )
              }
            />
            <div>
              <label htmlFor={`${id}-${choice.id}`}>{choice.label}</label>
              {choice.hint && <p className="hint">{choice.hint}</p>}
            </div>
          </div>
        ))}
      </div>
    </fieldset>
  );
};
