import type { RespondentView } from '#contracts';
import { Basis } from '../../components/basis';
import { Reckoning } from '../../components/reckoning';
import { useLocalized, useText, type Text } from '../../text/use-text';
import { daysBetween } from '../../time/days';
import { useDates } from '../../time/use-dates';

/** `3 days left.`, `Today is the last day.`, `2 days over the limit.` */
export const daysLeft = (t: Text, days: number): string =>
  t('respond.left.days', { over: days < 0 ? 'yes' : 'no', days, ago: -days });

/** By when, why that day, and what the law says about answering. */
export const LimitSide = ({ view }: { view: RespondentView }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const span = Math.max(1, daysBetween(view.issuedOn, view.limit));
  const run = Math.min(100, Math.max(0, (100 * daysBetween(view.issuedOn, dates.today)) / span));
  const done = view.submittedOn !== undefined;
  return (
    <aside className="side" id="limit" aria-label={t('respond.limit')}>
      <section className="sheet due" aria-labelledby="h-due">
        <h2 id="h-due">{dates.long(view.limit)}</h2>
        <p>
          {!done && <b>{daysLeft(t, daysBetween(dates.today, view.limit))} </b>}
          {t('respond.until', { place: view.timeZone.split('/').pop()?.replaceAll('_', ' ') ?? view.timeZone })}
        </p>
        <div className="due__bar" aria-hidden="true">
          <i style={{ left: 0, width: `${run}%` }} />
          {run < 100 && <b style={{ left: `${run}%` }} />}
        </div>
        <p className="due__ends meta">
          <span>{dates.short(view.issuedOn)}</span>
          <span>{dates.short(view.limit)}</span>
        </p>
        <details>
          <summary>{t('respond.whyDay')}</summary>
          <Reckoning explanation={view.limitExplanation} event={view.issuedOn} end={view.limit} />
        </details>
      </section>
      <section className="sheet due" aria-labelledby="h-law">
        <h3 id="h-law">{t('respond.law')}</h3>
        <p className="meta">
          {t(`respond.kind.${view.kind}`)} <Basis of={view.basis} />
        </p>
        {view.notices.map((notice) => (
          <p className="meta" key={notice.id}>
            {local(notice.text)} <Basis of={notice.basis} />
          </p>
        ))}
      </section>
      <section className="sheet due" aria-labelledby="h-purpose">
        <h3 id="h-purpose">{t('respond.purpose')}</h3>
        <p>{view.purpose}</p>
      </section>
    </aside>
  );
};
