import type { ThreadPoint } from '../../components/thread';
import { TwoTime } from '../../components/glyph';
import { Handle } from '../../components/handle';
import { Seg } from '../../components/seg';
import { Sheet } from '../../components/sheet';
import { useSize } from '../../components/use-size';
import { dayScale, ticksOf, type DayScale } from '../../pictures/day-scale';
import { Text } from '../../text/text';
import { useText } from '../../text/use-text';
import { addDays, dayNumber, dayOfNumber, daysBetween } from '../../time/days';
import { useDates } from '../../time/use-dates';
import type { Question } from './compare';

type Zoom = 'all' | 'weeks' | 'week';
const spans: Record<Exclude<Zoom, 'all'>, number> = { weeks: 56, week: 9 };
const LEFT = 112;
const TOP = 62;
const BOTTOM = 140;
const SMALL = 223;

interface TwoRailsProps {
  points: ThreadPoint[];
  question: Question;
  a: string;
  b: string;
  first: string;
  zoom: string | undefined;
  onZoom: (zoom: Zoom) => void;
  onA: (day: string) => void;
  onB: (day: string) => void;
}

/** The smallest window that holds both days. */
const zoomFor = (a: string, b: string, whole: number): Zoom => {
  const apart = Math.abs(daysBetween(a, b));
  if (whole <= spans.weeks) return 'all';
  return apart <= spans.week - 3 ? 'week' : apart <= spans.weeks - 8 ? 'weeks' : 'all';
};

/** All events on two rails, and two days on them: moved by their handles, by keys, or by the date fields above. */
export const TwoRails = ({ points, question, a, b, first, zoom: asked, onZoom, onA, onB }: TwoRailsProps) => {
  const t = useText();
  const dates = useDates();
  const [place, { width }] = useSize<HTMLDivElement>({ width: 1312, height: 278 });
  const { today } = dates;
  const whole = daysBetween(first, today) + 4;
  const zoom: Zoom = asked === 'all' || asked === 'weeks' || asked === 'week' ? asked : zoomFor(a, b, whole);
  const [early, late] = a < b ? [a, b] : [b, a];
  const span = zoom === 'all' ? whole : spans[zoom];
  const margin = zoom === 'week' ? 1 : 12;
  const lastShown =
    zoom === 'all'
      ? addDays(today, 2)
      : late >= addDays(today, -margin) || daysBetween(early, late) + 2 * margin > span
        ? addDays(late, Math.min(margin, daysBetween(late, today) + 2))
        : addDays(late, margin);
  const from = zoom === 'all' ? addDays(first, -2) : addDays(lastShown, -span);
  const scale = dayScale(from, lastShown, LEFT, width);
  const all = dayScale(addDays(first, -2), addDays(today, 2), LEFT, width);
  const laid = points.map((point) => ({ ...point, recordedDay: dates.dayOf(point.recordedAt) }));
  const inside = (x: number): boolean => x >= LEFT - 1 && x <= width + 1;
  const middle = (on: DayScale, day: string): number => on.x(day) + on.px / 2;
  const shareOf = (day: string): number => Math.min(width, Math.max(LEFT, scale.x(day) + scale.px * 0.98)) / width;
  const dayAt = (share: number): string => dayOfNumber(Math.floor(dayNumber(from) + (share * width - LEFT) / scale.px));
  const decides = (point: (typeof laid)[number]): string =>
    question === 'known' ? point.recordedDay : point.effectiveOn;
  const stops = [...new Set(laid.map(decides))].filter((day) => day >= first && day <= today).sort();
  const count = (test: (day: string) => boolean): number => laid.filter((point) => test(decides(point))).length;
  const before = laid.filter((point) => !inside(middle(scale, point.recordedDay)) && point.recordedDay < from).length;
  return (
    <Sheet
      className="tt"
      title={t('rails.title')}
      padded={false}
      actions={
        <>
          <Seg
            label={t('rails.show')}
            value={zoom}
            options={(['all', 'weeks', 'week'] satisfies Zoom[]).map((value) => ({
              value,
              label: t(`rails.zoom.${value}`),
            }))}
            onChange={onZoom}
          />
          <ul className="legend">
            <li>
              <span className="twol">
                <TwoTime slanted={false} />
              </span>
              {t('rails.straight')}
            </li>
            <li>
              <span className="twol">
                <TwoTime slanted />
              </span>
              {t('rails.slanted')}
            </li>
            <li>
              <span className="k k-fix" />
              {t('rails.correction')}
            </li>
          </ul>
        </>
      }
    >
      <div className="tt__box" ref={place}>
        <svg
          viewBox={`0 0 ${width} 262`}
          role="img"
          aria-label={t('rails.picture', {
            all: laid.length,
            a: count((day) => day <= early),
            between: count((day) => day > early && day <= late),
            since: count((day) => day > late),
            dayA: dates.date(early),
            dayB: dates.date(late),
          })}
        >
          <text className={question === 'known' ? 'tt-name tt-name--on' : 'tt-name'} x="0" y="58">
            {t('thread.recorded')}
          </text>
          <text className="t-text" x="0" y="74">
            {t('rails.knew')}
          </text>
          <text className={question === 'true' ? 'tt-name tt-name--on' : 'tt-name'} x="0" y="136">
            {t('thread.effect')}
          </text>
          <text className="t-text" x="0" y="152">
            {t('rails.so')}
          </text>
          {ticksOf(scale).map((tick) => (
            <g key={tick.day}>
              <path className="t-grid" d={`M${scale.x(tick.day)} 44V158`} />
              {(before === 0 || scale.x(tick.day) > LEFT + 64) && (
                <text className="t-text tt-month" x={scale.x(tick.day) + 5} y="172">
                  {tick.unit === 'week'
                    ? dates.short(tick.day)
                    : tick.unit === 'month'
                      ? dates.monthShort(tick.day)
                      : tick.day.slice(0, 4)}
                </text>
              )}
            </g>
          ))}
          <rect
            className="tt-span"
            x={shareOf(early) * width}
            y="44"
            width={Math.max(0, (shareOf(late) - shareOf(early)) * width)}
            height="114"
          />
          <path className={question === 'known' ? 'tt-rail tt-rail--on' : 'tt-rail'} d={`M${LEFT} ${TOP}H${width}`} />
          <path className={question === 'true' ? 'tt-rail tt-rail--on' : 'tt-rail'} d={`M${LEFT} ${BOTTOM}H${width}`} />
          {before > 0 && (
            <text className="t-text" x={LEFT} y="172">
              {t('rails.before', { n: before })}
            </text>
          )}
          {laid.map((point) => {
            const above = middle(scale, point.recordedDay);
            const below = Math.max(LEFT + 4, middle(scale, point.effectiveOn));
            if (!inside(above)) return null;
            const part = decides(point) <= early ? 'a' : decides(point) <= late ? 'b' : 'z';
            return (
              <g key={point.eventId} className={`tt-ev tt-ev--${part}${point.corrects ? ' tt-ev--fix' : ''}`}>
                <path d={`M${below} ${BOTTOM}L${above} ${TOP}`} />
                <circle className="r" cx={above} cy={TOP} r="4" />
                <circle className="e" cx={below} cy={BOTTOM} r="3.75" />
              </g>
            );
          })}
          {inside(middle(scale, today)) && (
            <>
              <path className="tt-nowline" d={`M${scale.x(today) + scale.px} 44V158`} />
              <text className="t-text" x={Math.min(width - 24, scale.x(today) + scale.px + 4)} y="150">
                {late < today && t('rails.now')}
              </text>
            </>
          )}
          <text className="tt-lab" x="0" y={SMALL + 5}>
            {t('rails.whole')}
          </text>
          <path className="t-rail" d={`M${LEFT} ${SMALL}H${width}`} />
          {laid.map((point) => (
            <path
              key={point.eventId}
              className="tt-tick"
              d={`M${Math.max(LEFT, middle(all, point.effectiveOn))} ${SMALL + 8}L${middle(all, point.recordedDay)} ${SMALL - 8}`}
            />
          ))}
          {ticksOf(all).map((tick) => (
            <text key={tick.day} className="t-text tt-month" x={all.x(tick.day) + 3} y={SMALL + 28}>
              {tick.unit === 'week'
                ? dates.short(tick.day)
                : tick.unit === 'month'
                  ? dates.monthShort(tick.day)
                  : tick.day.slice(0, 4)}
            </text>
          ))}
          {zoom !== 'all' && (
            <rect
              className="tt-win"
              x={Math.max(LEFT, all.x(from))}
              y={SMALL - 15}
              width={Math.max(8, Math.min(width, all.x(lastShown)) - Math.max(LEFT, all.x(from)) - 1)}
              height="30"
              rx="2"
            />
          )}
        </svg>
        <Handle
          letter="A"
          label={t('asOf.dayA')}
          day={a}
          min={first}
          max={today}
          stops={stops}
          place={shareOf}
          dayAt={dayAt}
          flag={shareOf(a) < 0.14 ? 'right' : a <= b ? 'left' : 'right'}
          accent={false}
          onChange={onA}
        />
        <Handle
          letter="B"
          label={t('asOf.dayB')}
          day={b}
          min={first}
          max={today}
          stops={stops}
          place={shareOf}
          dayAt={dayAt}
          flag={shareOf(b) > 0.86 ? 'left' : a <= b ? 'right' : 'left'}
          accent
          onChange={onB}
        />
      </div>
      <p className="tt__keys meta">
        <Text id="rails.keys" values={{ kbd: (chunks) => <kbd>{chunks}</kbd> }} />
      </p>
    </Sheet>
  );
};
