import { useText } from '../text/use-text';
import { useClock } from '../time/clock';
import { addDays, isDay } from '../time/days';
import { useDates } from '../time/use-dates';
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
        {past && <Reason value={value} onChange={onChange} tried={tried} />}
      </div>
    </details>
  );
};

/** Whether an act is told of with the day before today on which it was done, and why only now. */
export const isToldLate = ({ on, reason }: Effective, today: string): boolean =>
  isDay(on) && on < today && reason.trim() !== '';

/** The earlier day on which an act was done, and why it is recorded only now: asked first where it cannot be done today. */
export const EarlierDayFields = ({ from, value, onChange, tried }: Props & { from: string }) => {
  const t = useText();
  const { today } = useClock();
  const dates = useDates();
  const wrong = value.on === '' ? t('field.required') : isDay(value.on) && value.on < today ? undefined : t('late.day');
  return (
    <>
      <DayField
        label={t('late.on')}
        hint={t('late.from', { day: dates.full(from) })}
        required
        value={value.on}
        min={from}
        max={addDays(today, -1)}
        error={tried ? wrong : undefined}
        onChange={(on) => onChange({ ...value, on })}
      />
      <Reason value={value} onChange={onChange} tried={tried} />
    </>
  );
};

const Reason = ({ value, onChange, tried }: Props) => {
  const t = useText();
  return (
    <LongTextField
      label={t('effective.reason')}
      hint={t('effective.reason.hint')}
      required
      error={tried && value.reason.trim() === '' ? t('field.required') : undefined}
      value={value.reason}
      maxLength={500}
      onChange={(reason) => onChange({ ...value, reason })}
    />
  );
};
