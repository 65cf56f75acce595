import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { dayScale, ticksOf, type DayScale } from '../pictures/day-scale';
import { useText } from '../text/use-text';
import { addDays, daysBetween, isWeekend } from '../time/days';
import { useDates } from '../time/use-dates';
import { InvWords } from './inv';
import { StateTag } from './state-tag';
import { useSize } from './use-size';
import { ScrollBox } from './scroll-box';

/** A legal limit as a bar on the calendar. */
export interface ClockBar {
  id: string;
  title: string;
  /** Page of what set the limit. */
  to?: string | undefined;
  mark?: ReactNode;
  note?: string;
  startedOn: string;
  end: string | null;
  /** The day on which it was over before its end. */
  endedOn?: string | undefined;
  /** Where the period ended before it was extended. */
  extendedFrom?: string | undefined;
  suspensions: { from: string; to?: string | undefined }[];
  state: 'running' | 'suspended' | 'ended' | 'lapsed';
  /** It ran out, and the step that silence takes was taken. */
  silence: boolean;
  daysLeft: number | null;
  provisional: boolean;
  indicative: boolean;
}

const WEEKEND_MIN_PX = 3;
/** Over years the stripes of holidays would hide the bars. */
const HOLIDAY_MIN_PX = 1.5;
/** A narrower bar would not be seen. */
const BAR_MIN_PX = 3;
/** What a date at a tick takes. */
const TICK_LABEL_PX = 36;

/** The last day that is known of a clock: its end, or the day on which it was over before. */
const lastDay = ({ end, endedOn }: ClockBar): string =>
  [end, endedOn].filter((day) => day !== null && day !== undefined).sort()[0] ?? '9999';

/** Those that run, then those that are over; each by their last day. */
const groupsOf = (clocks: ClockBar[]): ClockBar[][] => {
  const ordered = clocks.toSorted((a, b) => (lastDay(a) < lastDay(b) ? -1 : lastDay(a) > lastDay(b) ? 1 : 0));
  const runs = ({ state }: ClockBar): boolean => state === 'running' || state === 'suspended';
  return [ordered.filter(runs), ordered.filter((clock) => !runs(clock))];
};

/** The clocks on one calendar. The bar is for the eye; the end and the state stand beside it. */
export const Clocks = ({
  clocks,
  holidays: known,
  whyOf,
  drawer,
  onWhy,
}: {
  clocks: ClockBar[];
  holidays: { day: string; name?: string | undefined }[];
  whyOf?: string | undefined;
  drawer: string;
  onWhy: (id: string | undefined) => void;
}) => {
  const t = useText();
  const dates = useDates();
  const [place, { width }] = useSize<HTMLTableCellElement>({ width: 552, height: 40 });
  const days = clocks.flatMap((clock) => [clock.startedOn, clock.end ?? dates.today]);
  const first = days.reduce((a, b) => (b < a ? b : a), dates.today);
  const last = days.reduce((a, b) => (b > a ? b : a), dates.today);
  const margin = Math.max(3, Math.round(daysBetween(first, last) * 0.04));
  const drawn = Math.max(120, width - 16);
  const scale = dayScale(addDays(first, -margin), addDays(last, margin + 2), 0, drawn);
  const holidays = scale.px >= HOLIDAY_MIN_PX ? known : [];
  const [running = [], over = []] = groupsOf(clocks);
  const row = (clock: ClockBar) => (
    <tr key={clock.id} className={whyOf === clock.id ? 'is-picked' : undefined}>
      <th scope="row">
        <b>{clock.to ? <Link to={clock.to}>{clock.title}</Link> : clock.title}</b>
        {clock.mark}
        {clock.note && <span className="meta">{clock.note}</span>}
        {clock.indicative && <span className="meta">{t('clocks.indicative')}</span>}
      </th>
      <td className="clocks__cal">
        <Bar clock={clock} scale={scale} width={drawn} holidays={holidays} />
      </td>
      <td className="nowrap" data-head={t('clocks.ends')}>
        <b>{clock.end ? dates.full(clock.end) : t('clocks.noEnd')}</b>{' '}
        {clock.provisional && <InvWords word="provisional" />}
        <br />
        <ClockState clock={clock} />
      </td>
      <td>
        <button
          className="btn btn--quiet btn--small"
          type="button"
          aria-expanded={whyOf === clock.id}
          aria-controls={whyOf === clock.id ? drawer : undefined}
          onClick={() => onWhy(whyOf === clock.id ? undefined : clock.id)}
        >
          {t('why')}
          <span className="vh">
            {' '}
            {clock.end ? t('clocks.whyDay', { clock: clock.title, day: dates.full(clock.end) }) : clock.title}
          </span>
        </button>
      </td>
    </tr>
  );
  const group = (title: string, rows: ClockBar[]) =>
    rows.length > 0 && (
      <tbody>
        {running.length > 0 && over.length > 0 && (
          <tr className="grp">
            <th scope="rowgroup" colSpan={4}>
              {title}
            </th>
          </tr>
        )}
        {rows.map(row)}
      </tbody>
    );
  return (
    <>
      <ScrollBox label={t('clocks.title')}>
        <table className="list stacks clocks">
          <caption className="vh">{t('clocks.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('clocks.clock')}</th>
              <th scope="col" className="clocks__cal" ref={place}>
                <CalendarHead scale={scale} width={drawn} holidays={holidays} />
                <span className="vh">{t('clocks.calendar')}</span>
              </th>
              <th scope="col">{t('clocks.ends')}</th>
              <th scope="col">
                <span className="vh">{t('clocks.explanation')}</span>
              </th>
            </tr>
          </thead>
          {group(t('clocks.group.running'), running)}
          {group(t('clocks.group.over'), over)}
        </table>
      </ScrollBox>
      <Legend
        shown={[
          'ev',
          'run',
          'left',
          ...(clocks.some(({ extendedFrom }) => extendedFrom !== undefined) ? ['ext'] : []),
          ...(clocks.some(({ suspensions }) => suspensions.length > 0) ? ['stop'] : []),
          ...(scale.px >= WEEKEND_MIN_PX ? ['we'] : []),
          ...(holidays.length > 0 ? ['hol'] : []),
        ]}
      />
    </>
  );
};

const ClockState = ({ clock }: { clock: ClockBar }) => {
  const t = useText();
  const dates = useDates();
  if (clock.state === 'ended')
    return (
      <StateTag shape="end" tone="ink">
        {/* An act may end what has run out before: the day of the act says nothing then. */}
        {clock.endedOn && clock.end && clock.endedOn > clock.end
          ? t('clocks.lapsed')
          : clock.endedOn
            ? t('clocks.endedOn', { day: dates.near(clock.endedOn) })
            : t('clocks.ended')}
      </StateTag>
    );
  // Whether its end does harm the rules do not say; where silence took a step, that is to be seen.
  if (clock.state === 'lapsed')
    return clock.silence ? (
      <StateTag shape="tri" tone="warn">
        {t('clocks.silence')}
      </StateTag>
    ) : (
      <StateTag shape="end" tone="ink">
        {t('clocks.lapsed')}
      </StateTag>
    );
  if (clock.state === 'suspended')
    return (
      <StateTag shape="dash" tone="wait">
        {t('clocks.suspended')}
      </StateTag>
    );
  const left = clock.daysLeft ?? 0;
  if (left < 0)
    return (
      <StateTag shape="tri" tone="stop">
        {t('clocks.over', { days: -left })}
      </StateTag>
    );
  return (
    <StateTag shape="clock" tone="here">
      {t('clocks.left', { days: left })}
    </StateTag>
  );
};

const CalendarHead = ({
  scale,
  width,
  holidays,
}: {
  scale: DayScale;
  width: number;
  holidays: { day: string; name?: string | undefined }[];
}) => {
  const t = useText();
  const dates = useDates();
  const now = scale.x(dates.today) + scale.px / 2;
  // Named above the calendar, where the names have room.
  const named = holidays.reduce<{ day: string; x: number }[]>((kept, { day }) => {
    const x = scale.x(day) + scale.px / 2;
    const before = kept[kept.length - 1];
    const fits = day >= scale.from && x < width - 50 && Math.abs(x - now) > 90 && (!before || x - before.x >= 110);
    return fits ? [...kept, { day, x }] : kept;
  }, []);
  return (
    <svg className="cal cal--head" viewBox={`0 0 ${width} 40`} aria-hidden="true">
      {ticksOf(scale).map((tick, index, all) => {
        const x = scale.x(tick.day);
        const before = all[index - 1];
        const sameMonth = before !== undefined && before.day.slice(0, 7) === tick.day.slice(0, 7);
        return (
          <g key={tick.day}>
            <path className="t-grid" d={`M${x} 24V40`} />
            <text className="t-text" x={x + 2} y="34" display={x + TICK_LABEL_PX > width ? 'none' : undefined}>
              {tick.unit === 'week'
                ? sameMonth
                  ? Number(tick.day.slice(8))
                  : dates.short(tick.day)
                : tick.unit === 'month'
                  ? dates.monthShort(tick.day)
                  : tick.day.slice(0, 4)}
            </text>
          </g>
        );
      })}
      <text className="t-nowt" x={now} y="14" textAnchor="middle">
        {t('clocks.today')}
      </text>
      {named.map(({ day, x }) => (
        <text key={day} className="t-text" x={x} y="14" textAnchor="middle">
          {t('clocks.holidayOn', { day: dates.short(day) })}
        </text>
      ))}
    </svg>
  );
};

const Bar = ({
  clock,
  scale,
  width,
  holidays,
}: {
  clock: ClockBar;
  scale: DayScale;
  width: number;
  holidays: { day: string }[];
}) => {
  const { today } = useDates();
  const now = scale.x(today) + scale.px / 2;
  const begin = scale.x(addDays(clock.startedOn, 1));
  const open = clock.end === null;
  // What ended early has run to that day only.
  const ranTo = [clock.end ?? today, clock.endedOn].filter((day) => day !== undefined).sort()[0] ?? today;
  const end = Math.max(scale.x(addDays(ranTo, 1)), begin + BAR_MIN_PX);
  const over = clock.state === 'ended' || clock.state === 'lapsed' || end <= now;
  const turn = clock.extendedFrom ? Math.min(end, scale.x(addDays(clock.extendedFrom, 1))) : end;
  const run = Math.min(Math.max(now, begin), turn);
  const weekends: string[] = [];
  if (scale.px >= WEEKEND_MIN_PX)
    for (let day = scale.from; day < scale.to; day = addDays(day, 1)) if (isWeekend(day)) weekends.push(day);
  return (
    <svg className="cal" viewBox={`0 0 ${width} 40`} aria-hidden="true">
      {weekends.map((day) => (
        <rect key={day} className="c-we" x={scale.x(day)} width={scale.px} height="40" />
      ))}
      {holidays
        .filter(({ day }) => day >= scale.from && day < scale.to)
        .map(({ day }) => (
          <rect key={day} className="c-hol" x={scale.x(day)} width={Math.max(2, scale.px)} height="40" />
        ))}
      <path className="t-now" d={`M${now} 0V40`} />
      <circle className="c-ev" cx={scale.x(clock.startedOn) + scale.px / 2} cy="20" r="3.5" />
      {over ? (
        <rect className="c-over" x={begin} y="12" width={Math.max(0, turn - begin)} height="16" />
      ) : (
        <>
          <rect className="c-run" x={begin} y="12" width={Math.max(0, run - begin)} height="16" />
          <rect className="c-left" x={run} y="12" width={Math.max(0, turn - run)} height="16" />
        </>
      )}
      {turn < end && (
        <>
          <rect className="c-ext" x={turn} y="12" width={end - turn} height="16" />
          <rect className="c-extrun" x={turn} y="12" width={Math.max(0, Math.min(now, end) - turn)} height="16" />
        </>
      )}
      {clock.suspensions.map((stop) => {
        const from = scale.x(stop.from);
        return (
          <rect
            key={stop.from}
            className="c-stopped"
            x={from}
            y="16"
            width={Math.max(2, scale.x(stop.to ? addDays(stop.to, 1) : today) - from)}
            height="8"
          />
        );
      })}
      {!open && <path className={over ? 'c-end' : 'c-end c-end--here'} d={`M${end} 6V34`} />}
    </svg>
  );
};

/** What the bars mean: of what is drawn. */
const Legend = ({ shown }: { shown: string[] }) => {
  const t = useText();
  return (
    <ul className="legend legend--foot">
      {shown.map((each) => (
        <li key={each}>
          <span className={`k k-${each}`} />
          {t(`clocks.legend.${each}`)}
        </li>
      ))}
    </ul>
  );
};
