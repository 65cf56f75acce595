import { useMemo } from 'react';
import { Link } from 'react-router';
import { useConnection } from '../api/live';
import { layRails, type RailPoint } from '../pictures/rails';
import { ticksOf } from '../pictures/day-scale';
import { Text } from '../text/text';
import { useText } from '../text/use-text';
import { useThen } from '../time/then';
import { useDates } from '../time/use-dates';
import { Icon } from './glyph';
import { useSize } from './use-size';

export interface ThreadPoint {
  eventId: string;
  effectiveOn: string;
  recordedAt: string;
  corrects?: string | undefined;
}

const LABELS_PX = 64;
/** Room that the label of today takes to each side of it, and that a tick's label takes to its right. */
const NOW_PX = 38;
const TICK_PX = 42;

/** The two times of every event of this object: recorded above, in effect below. And the way to any day. */
export const Thread = ({ of, points, asOf }: { of: 'inquiry' | 'case'; points: ThreadPoint[]; asOf: string }) => {
  const t = useText();
  const dates = useDates();
  const connection = useConnection();
  const { past } = useThen();
  const [place, { width }] = useSize<SVGSVGElement>({ width: 1080, height: 52 });
  const rails = useMemo(() => {
    const laid: RailPoint[] = points.map((point) => ({ ...point, recordedDay: dates.dayOf(point.recordedAt) }));
    return layRails(laid, dates.today, LABELS_PX, width);
  }, [points, dates, width]);
  const newest = points.reduce<string | undefined>(
    (last, point) => (last === undefined || point.recordedAt > last ? point.recordedAt : last),
    undefined,
  );
  const now = rails.scale.x(dates.today) + rails.scale.px;
  const when =
    newest === undefined
      ? undefined
      : dates.dayOf(newest) === dates.today
        ? dates.time(newest)
        : dates.near(dates.dayOf(newest));
  return (
    <section className="thread" aria-label={t(`thread.${of}`)}>
      <p className="thread__mode">
        {!past && <span className={connection.state === 'lost' ? 'pulse pulse--lost' : 'pulse'} aria-hidden="true" />}
        <span>
          <b>{t(past ? 'thread.past' : connection.state === 'lost' ? 'thread.lost' : 'thread.live')}</b>
          {when === undefined ? t('thread.none') : t('thread.last', { when })}
        </span>
      </p>
      <svg
        ref={place}
        viewBox={`0 0 ${width} 52`}
        role="img"
        aria-label={t('thread.picture', { count: points.length, late: rails.late })}
      >
        <text className="t-text" x="0" y="12">
          {t('thread.recorded')}
        </text>
        <text className="t-text" x="0" y="34">
          {t('thread.effect')}
        </text>
        {ticksOf(rails.scale).map((tick) => {
          const x = rails.scale.x(tick.day);
          return (
            <g key={tick.day}>
              <path className="t-grid" d={`M${x} 4V38`} />
              {(x + TICK_PX < Math.min(now, width - 30) - NOW_PX || x > now + NOW_PX) && x < width - TICK_PX && (
                <text className="t-text" x={x + 3} y="50">
                  {tick.unit === 'week'
                    ? dates.short(tick.day)
                    : tick.unit === 'month'
                      ? dates.monthShort(tick.day)
                      : tick.day.slice(0, 4)}
                </text>
              )}
            </g>
          );
        })}
        <path className="t-rail" d={`M${LABELS_PX} 8H${width}M${LABELS_PX} 30H${width}`} />
        {rails.early && (
          <>
            <path className="t-rail" d={`M${LABELS_PX + 32} 26l-3 8M${LABELS_PX + 37} 26l-3 8`} />
            <text className="t-text" x={LABELS_PX} y="50">
              {rails.early.from.slice(0, 4) === rails.early.to.slice(0, 4)
                ? rails.early.from.slice(0, 4)
                : `${rails.early.from.slice(0, 4)}–${rails.early.to.slice(2, 4)}`}
            </text>
          </>
        )}
        {rails.marks.map((mark) => (
          <g key={mark.eventId}>
            <path
              className={mark.kind === 'correction' ? 't-ev t-fix' : 't-ev'}
              d={`M${mark.below} 30L${mark.above} 8`}
            />
            <circle className="t-eff" cx={mark.below} cy="30" r="2.75" />
            <circle className="t-rec" cx={mark.above} cy="8" r="3" />
          </g>
        ))}
        <path className="t-now" d={`M${now} 0V38`} />
        <text className="t-nowt" x={Math.min(now, width - 30)} y="50" textAnchor="middle">
          {t(past ? 'thread.then' : 'thread.now', { day: dates.short(dates.today) })}
        </text>
      </svg>
      <Link className="btn btn--small" to={asOf}>
        <Icon name="clock" />
        <Text id="thread.asOf" />
      </Link>
    </section>
  );
};
