import { useEffect, useReducer } from 'react';
import { Inv, InvWords } from '../components/inv';
import { usePhone } from '../components/use-narrow';
import { language, languages, speak, type Language } from '../text/language';
import { useText } from '../text/use-text';
import { momentNow, useClock } from '../time/clock';
import { useDates } from '../time/use-dates';

const MINUTE_MS = 60_000;

/** The foot of every page: what the marks mean, and which clock this is. */
export const Foot = () => {
  const t = useText();
  const clock = useClock();
  const dates = useDates();
  const phone = usePhone();
  const [, tick] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(tick, MINUTE_MS / 4);
    return () => clearInterval(timer);
  }, []);
  const moment = new Date(momentNow(clock)).toISOString();
  const marks = (
    <p className="foot__marks">
      <span>
        <Inv /> {t('foot.mark.invented')}
      </span>
      {(['reported', 'inferred', 'hypothetical', 'to-check'] as const).map((mark) => (
        <span key={mark}>
          <InvWords word={mark} /> {t(`foot.mark.${mark}`)}
        </span>
      ))}
      <span>{t('foot.unmarked')}</span>
    </p>
  );
  return (
    <footer className="foot">
      <div className="page">
        {clock.demonstration ? (
          phone ? (
            <details>
              <summary>{t('foot.marks')}</summary>
              {marks}
            </details>
          ) : (
            marks
          )
        ) : (
          <p>{t('foot.product')}</p>
        )}
        <p className="foot__languages" role="group" aria-label={t('foot.language')}>
          {(Object.keys(languages) as Language[]).map((each) => (
            <button
              key={each}
              type="button"
              className="linklike"
              lang={each}
              aria-pressed={each === language}
              onClick={() => each !== language && speak(each)}
            >
              {languages[each]}
            </button>
          ))}
        </p>
        <p>
          {t(clock.demonstration ? 'foot.demonstration' : 'foot.clock', {
            day: dates.full(dates.dayOf(moment)),
            time: dates.time(moment),
            place: clock.timeZone.split('/').pop()?.replaceAll('_', ' ') ?? clock.timeZone,
          })}
        </p>
      </div>
    </footer>
  );
};
