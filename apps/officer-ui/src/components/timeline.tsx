import type { ReactNode } from 'react';
import { useText } from '../text/use-text';
import { useDates } from '../time/use-dates';
import { TwoTime } from './glyph';

/** One event as it reads in the timeline. */
export interface TimelineEvent {
  id: string;
  title: string;
  mark?: ReactNode;
  say?: ReactNode;
  effectiveOn: string;
  recordedAt: string;
  /** Days between the effect and the recording; 0 = recorded on its day, negative = recorded before it takes effect. */
  lateDays: number;
  /** Who, in which case, which event: shown after the moment of recording. */
  meta: ReactNode[];
  isNew: boolean;
}

export interface TimelineGroup {
  heading: string;
  events: TimelineEvent[];
}

/** Events under headings. Each can be asked why; new ones are marked. */
export const Timeline = ({
  groups,
  order,
  whyOf,
  onWhy,
  drawer,
}: {
  groups: TimelineGroup[];
  order: 'effect' | 'recorded';
  /** The event whose explanation is open. */
  whyOf?: string | undefined;
  onWhy: (event: TimelineEvent | undefined) => void;
  /** Id of the drawer that explains, beside the timeline. */
  drawer: string;
}) => (
  <div className="timeline">
    {groups.map((group) => (
      <section key={group.heading} aria-label={group.heading}>
        <h3 className="timeline__h">{group.heading}</h3>
        <ol>
          {group.events.map((event) => (
            <Event key={event.id} event={event} order={order} open={whyOf === event.id} onWhy={onWhy} drawer={drawer} />
          ))}
        </ol>
      </section>
    ))}
  </div>
);

const Event = ({
  event,
  order,
  open,
  onWhy,
  drawer,
}: {
  event: TimelineEvent;
  order: 'effect' | 'recorded';
  open: boolean;
  onWhy: (event: TimelineEvent | undefined) => void;
  drawer: string;
}) => {
  const t = useText();
  const dates = useDates();
  const recordedDay = dates.dayOf(event.recordedAt);
  const recorded =
    event.lateDays === 0
      ? t('timeline.sameDay', { time: dates.time(event.recordedAt) })
      : t(event.lateDays > 0 ? 'timeline.after' : 'timeline.before', {
          when: dates.momentNear(event.recordedAt),
          days: Math.abs(event.lateDays),
        });
  const day = order === 'effect' ? event.effectiveOn : recordedDay;
  return (
    <li className={['ev', event.lateDays !== 0 && 'ev--slant', event.isNew && 'ev--new'].filter(Boolean).join(' ')}>
      <div className="ev__when">
        <time dateTime={day}>{dates.short(day)}</time>
      </div>
      <div className="ev__mark">
        <TwoTime slanted={event.lateDays !== 0} />
      </div>
      <div className="ev__what">
        <h4>
          {event.title}
          {event.mark}
          {event.isNew && (
            <>
              {' '}
              <span className="tag tag--here">{t('timeline.new')}</span>
            </>
          )}
        </h4>
        {event.say && <p>{event.say}</p>}
        <p className="meta">
          {order === 'recorded' && event.lateDays !== 0 ? (
            <>
              {dates.time(event.recordedAt)} · <b>{t('timeline.effect', { day: dates.near(event.effectiveOn) })}</b>
            </>
          ) : event.lateDays === 0 ? (
            recorded
          ) : (
            <b>{recorded}</b>
          )}
          {event.meta.map((part, index) => (
            <span key={index}> · {part}</span>
          ))}
        </p>
      </div>
      <button
        className="btn btn--quiet btn--small ev__why"
        type="button"
        aria-expanded={open}
        aria-controls={open ? drawer : undefined}
        onClick={() => onWhy(open ? undefined : event)}
      >
        {t('why')}
        <span className="vh">: {event.title}</span>
      </button>
    </li>
  );
};
