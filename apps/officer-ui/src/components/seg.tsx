import { Icon, type IconName } from './glyph';

/** Two or three ways to look at the same thing. */
export const Seg = <Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: Value;
  options: { value: Value; label: string; icon?: IconName }[];
  onChange: (value: Value) => void;
}) => (
  <div className="seg" role="group" aria-label={label}>
    {options.map((option) => (
      <button
        key={option.value}
        type="button"
        aria-pressed={option.value === value}
        onClick={() => onChange(option.value)}
      >
        {option.icon && <Icon name={option.icon} />}
        {option.label}
      </button>
    ))}
  </div>
);
