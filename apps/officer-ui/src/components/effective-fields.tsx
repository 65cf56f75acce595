import { useText } from '../text/use-text';
import { useClock } from '../time/clock';
import { isDay } from '../time/days';
import { DayField, LongTextField } from './fields';

/** The day on which an act takes effect, and the reason when that lies in the past. */
export interface Effective {
  on: string;
  reason: string;
}

export const effectiveToday: Effective = { on: '', reason: '' };

/** What the command carries: nothing for today. */
export const effectiveBody = (
  { on, reason }: Effective,
  today: string,
): { effectiveOn?: string; backdatingReason?: string } =>
  on === '' || on === today ? {} : { effectiveOn: on, ...(reason.trim() ? { backdatingReason: reason.trim() } : {}) };

interface Props {
  value: Effective;
  onChange: (value: Effective) => void;
  /** It was to be sent: what is wrong is said. */
  tried: boolean;
}

/** Today unless said otherwise: folded away, for it is rarely needed. A past day asks for its reason. */
export const EffectiveFields = ({ value, onChange, tried }: Props) => {
  const t = useText();
  const { today } = useClock();
  const past = isDay(value.on) && value.on < today;
  return (
    <details>
      <summary>{t('effective.summary')}</summary>
      <div className="stack">
        <DayField
          label={t('effective.on')}
          hint={t('effective.hint')}
          value={value.on || today}
          max={today}
          onChange={(on) => onChange({ ...value, on })}
        />
        {past && (
          <LongTextField
            label={t('effective.reason')}
            hint={t('effective.reason.hint')}
            required
            error={tried && value.reason.trim() === '' ? t('field.required') : undefined}
            value={value.reason}
            maxLength={500}
            onChange={(reason) => onChange({ ...value, reason })}
          />
        )}
      </div>
    </details>
  );
};
