import { useState, type FormEvent } from 'react';
import { Link } from 'react-router';
import { useText } from '../text/use-text';
import { addDays, isDay } from '../time/days';
import { useThen } from '../time/then';
import { useDates } from '../time/use-dates';
import { DayField } from './fields';
import { Icon } from './glyph';
import { OpenedForm } from './opened-form';

/** The two times of a page: now, unless a day is chosen; and when one is, that it is the past that is looked at, with the way back. */
export const TimesBar = ({ difference }: { difference?: string | undefined }) => {
  const t = useText();
  const dates = useDates();
  const { times, past, day, set } = useThen();
  const [choosing, setChoosing] = useState(false);
  const words = (value: string): string => (isDay(value) ? dates.full(value) : readable(value, dates.moment));
  return (
    <section className={past ? 'times times--past' : 'times'} aria-label={t('times.title')}>
      <div className="times__row">
        {past ? (
          <p className="times__say" role="status">
            <b>{t('times.past')}</b>{' '}
            {times.recordedAt === undefined
              ? t('times.asOf', { day: words(day) })
              : t('times.both', { when: words(times.recordedAt), day: words(day) })}{' '}
            {t('times.nothing')}
          </p>
        ) : (
          <p className="times__say meta">{t('times.now')}</p>
        )}
        <div className="times__acts">
          {difference !== undefined && (
            <Link className="btn btn--small" to={difference}>
              {t(past ? 'times.changed' : 'times.compare')}
            </Link>
          )}
          <button
            type="button"
            className="btn btn--small btn--quiet"
            aria-expanded={choosing}
            onClick={() => setChoosing(!choosing)}
          >
            <Icon name="clock" />
            {t(past ? 'times.other' : 'times.choose')}
          </button>
          {past && (
            <button type="button" className="btn btn--small" onClick={() => set({})}>
              {t('asOf.back')}
            </button>
          )}
        </div>
      </div>
      {choosing && <Choose onClose={() => setChoosing(false)} />}
    </section>
  );
};

const readable = (moment: string, words: (moment: string) => string): string =>
  Number.isNaN(Date.parse(moment)) ? moment : words(moment);

/** Two days: known when, and so when. Either alone asks one question, both ask the two at once. */
const Choose = ({ onClose }: { onClose: () => void }) => {
  const t = useText();
  const { times, today, set } = useThen();
  const [recordedAt, setRecordedAt] = useState(times.recordedAt?.slice(0, 10) ?? '');
  const [asOf, setAsOf] = useState(times.asOf ?? (times.recordedAt ? '' : addDays(today, -28)));
  const wrong = (day: string): string | undefined =>
    day === '' ? undefined : !isDay(day) ? t('field.day') : day > today ? t('times.future') : undefined;
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (wrong(recordedAt) ?? wrong(asOf)) return;
    set({ recordedAt: recordedAt || undefined, asOf: asOf || undefined });
    onClose();
  };
  return (
    <OpenedForm
      className="times__form"
      takesFocus
      onSubmit={onSubmit}
      onCancel={onClose}
      acts={
        <button type="submit" className="btn">
          {t('times.show')}
        </button>
      }
    >
      <DayField
        label={t('times.field.asOf')}
        hint={t('times.field.asOf.hint')}
        value={asOf}
        max={today}
        error={wrong(asOf)}
        onChange={setAsOf}
      />
      <DayField
        label={t('times.field.recordedAt')}
        hint={t('times.field.recordedAt.hint')}
        value={recordedAt}
        max={today}
        error={wrong(recordedAt)}
        onChange={setRecordedAt}
      />
    </OpenedForm>
  );
};
