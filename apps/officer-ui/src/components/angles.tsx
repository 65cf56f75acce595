import type { CSSProperties, ReactNode } from 'react';
import { Link } from 'react-router';
import { dayScale, ticksOf } from '../pictures/day-scale';
import { useText } from '../text/use-text';
import { addDays, daysBetween } from '../time/days';
import { useDates } from '../time/use-dates';
import { Icon, type Shape, type Tone } from './glyph';
import { StateTag } from './state-tag';
import { useSize } from './use-size';

/** One case of an inquiry, as a card and as a lane. */
export interface Angle {
  id: string;
  number: string;
  mark?: ReactNode;
  to: string;
  procedure: string;
  question: string;
  note?: string;
  stage: string;
  closed: boolean;
  openedOn: string;
  closedOn?: string | undefined;
  closing?: string | undefined;
  /** Id of the case that it follows. */
  follows?: { id: string; number: string } | undefined;
  followedBy: string[];
  /** Days worth a tick on the lane: requests, their limits. */
  ticks: { day: string; label: string }[];
}

const MIN_LABEL_PX = 90;
/** Rough width of a letter at 14 px, to decide whether a label fits. */
const LETTER_PX = 7;

const stateOf = (angle: Angle): [Shape, Tone] => (angle.closed ? ['end', 'ink'] : ['here', 'here']);

/** The cases of an inquiry as lanes on one calendar; the end of one begets the next. */
export const Angles = ({ angles }: { angles: Angle[] }) => {
  const t = useText();
  return (
    <div className="angles">
      <ul className="angles__cards">
        {angles.map((angle) => {
          const [shape, tone] = stateOf(angle);
          return (
            <li key={angle.id} className={angle.closed ? 'angle' : 'angle angle--here'}>
              <p className="angle__num">
                <Link className="num" to={angle.to}>
                  {angle.number}
                </Link>
                {angle.mark} <span className="meta">{angle.procedure}</span>
                <StateTag shape={shape} tone={tone}>
                  {angle.stage}
                </StateTag>
              </p>
              <p className="angle__q">{angle.question}</p>
              {angle.note && <p className="meta">{angle.note}</p>}
              {angle.follows && (
                <p className="meta angle__link">
                  <Icon name="link" />
                  {t('angles.follows', { number: angle.follows.number })}
                </p>
              )}
              {angle.followedBy.length > 0 && (
                <p className="meta angle__link">
                  <Icon name="link" />
                  {t('angles.followedBy', { number: angle.followedBy.join(', ') })}
                </p>
              )}
            </li>
          );
        })}
      </ul>
      <Lanes angles={angles} />
    </div>
  );
};

const Lanes = ({ angles }: { angles: Angle[] }) => {
  const t = useText();
  const dates = useDates();
  const [place, { width, height }] = useSize<HTMLDivElement>({ width: 912, height: 152 * angles.length });
  const first = angles.reduce((least, angle) => (angle.openedOn < least ? angle.openedOn : least), dates.today);
  const last = angles.reduce((most, angle) => {
    const ends = [angle.closedOn ?? dates.today, ...angle.ticks.map((tick) => tick.day)];
    return ends.reduce((a, b) => (b > a ? b : a), most);
  }, dates.today);
  const span = Math.max(14, daysBetween(first, last));
  const scale = dayScale(
    addDays(first, -Math.ceil(span * 0.04)),
    addDays(last, Math.ceil(span * 0.16)),
    12,
    width - 16,
  );
  const now = scale.x(dates.today) + scale.px / 2;
  const lane = height / angles.length;
  const middle = (index: number): number =>
    36 + (height - 36) * ((index + 0.5) / angles.length) - (angles.length > 1 ? 6 : 0);
  const at = new Map(angles.map((angle, index) => [angle.id, index]));
  const endOf = (angle: Angle): number => (angle.closedOn ? scale.x(angle.closedOn) + scale.px / 2 : now);
  const words = angles
    .map((angle) =>
      angle.closedOn
        ? t('angles.words.closed', {
            number: angle.number,
            from: dates.date(angle.openedOn),
            to: dates.date(angle.closedOn),
          })
        : t('angles.words.open', { number: angle.number, from: dates.date(angle.openedOn), stage: angle.stage }),
    )
    .join(' ');
  return (
    <div className="angles__pic" ref={place} style={{ '--lanes': angles.length } as CSSProperties}>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words}>
        {ticksOf(scale).map((tick) => {
          const x = scale.x(tick.day);
          return (
            <g key={tick.day}>
              <path className="t-grid" d={`M${x} 28V${height}`} />
              {x < width - 40 && (
                <text className="ang-text" x={x + 5} y="22">
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
        <path className="t-now" d={`M${now} 28V${height - 28}`} />
        {angles.map((angle, index) => {
          const y = middle(index);
          const from = scale.x(angle.openedOn) + scale.px / 2;
          const to = endOf(angle);
          const before = angle.follows && at.get(angle.follows.id);
          const parent = before === undefined ? undefined : angles[before];
          const title = angle.closed ? angle.procedure : angle.stage;
          const closing =
            angle.closedOn &&
            t(angle.closing ? 'angles.closedAs' : 'angles.closed', {
              day: dates.near(angle.closedOn),
              outcome: angle.closing,
            });
          const closingPx = (closing?.length ?? 0) * LETTER_PX;
          const fits = to - from > title.length * LETTER_PX + 24;
          let free = [-1, -1];
          const told = [
            { day: angle.openedOn, label: t('angles.opened', { day: dates.near(angle.openedOn) }) },
            ...angle.ticks.toSorted((a, b) => (a.day < b.day ? -1 : 1)),
          ];
          const ticks = told.flatMap((tick) => {
            const x = scale.x(tick.day) + scale.px / 2;
            const length = tick.label.length * LETTER_PX;
            const left = x + length + 8 > width;
            const start = left ? x - length - 8 : x;
            const row = free.findIndex((end) => start > end + 8);
            if (row < 0) return [];
            free = free.map((end, each) =>
              each === row ? Math.max(end, start + Math.max(length, MIN_LABEL_PX / 3)) : end,
            );
            return [{ ...tick, x, left, below: y + 11 + 14 + row * 20 }];
          });
          return (
            <g key={angle.id}>
              {parent && before !== undefined && (
                <>
                  <path
                    className="ang-link"
                    d={`M${endOf(parent) < from ? endOf(parent) : from} ${middle(before)}V${y}H${from}`}
                  />
                  {lane > 100 && from > 260 && (
                    <text className="ang-text ang-it" x={from - 12} y={(middle(before) + y) / 2 + 5} textAnchor="end">
                      {t('angles.same', { day: dates.near(angle.openedOn) })}
                    </text>
                  )}
                </>
              )}
              {angle.closed ? (
                <>
                  <rect className="ang-done" x={from} y={y - 11} width={Math.max(2, to - from)} height="22" />
                  <rect className="ang-cap" x={to - 3} y={y - 17} width="6" height="34" />
                  {closing && (
                    <text
                      className="ang-text ang-strong"
                      // Before its end where it has room there, else as far right as the picture goes.
                      x={to > closingPx ? to - 2 : Math.max(4, Math.min(to - 2, width - closingPx - 4))}
                      y={y - 25}
                      textAnchor={to > closingPx ? 'end' : 'start'}
                    >
                      {closing}
                    </text>
                  )}
                </>
              ) : (
                <>
                  <path className="ang-open" d={`M${from} ${y - 11}H${to}V${y + 11}H${from}z`} />
                  <path className="ang-ahead" d={`M${to} ${y - 11}H${width - 18}l12 11-12 11H${to}`} />
                </>
              )}
              {fits && (
                <text className={angle.closed ? 'ang-in' : 'ang-in ang-in--on'} x={from + 10} y={y + 5}>
                  {title}
                </text>
              )}
              {/* The lines first: no line of one runs through the words of another. */}
              {ticks.map(({ day, label, x, below }) => (
                <path key={`${day} ${label}`} className="ang-tick" d={`M${x} ${y + 11}V${below}`} />
              ))}
              {ticks.map(({ day, label, x, left, below }) => (
                <text
                  key={`${day} ${label}`}
                  className="ang-text"
                  x={left ? x - 5 : x + 5}
                  y={below + 3}
                  textAnchor={left ? 'end' : 'start'}
                >
                  {label}
                </text>
              ))}
            </g>
          );
        })}
        <text className="t-nowt t-nowt--l" x={now + 7} y="44">
          {t('thread.now', { day: dates.short(dates.today) })}
        </text>
      </svg>
    </div>
  );
};
