import type { Explanation } from '#contracts';
import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { monthGrid, type DayMark, type NotCounted } from '../pictures/month-grid';
import { useText } from '../text/use-text';
import { useDates } from '../time/use-dates';
import { isDay } from '../time/days';
import { periodWords } from '../time/period-words';
import { InvWords } from './inv';

const classes: Partial<Record<DayMark, string>> = {
  counted: 'd-in',
  event: 'd-ev',
  end: 'd-fin',
  skipped: 'd-hol',
  stopped: 'd-stop',
};

type Steps = Explanation['steps'];

/** From when to when it stood still; a suspension that lasts, to the last day that is drawn. */
const suspensionsIn = (steps: Steps, last: string): NotCounted['suspensions'] =>
  steps.flatMap(({ rule, detail }) => {
    if (rule !== 'suspended' && rule !== 'suspension-without-effect') return [];
    const { from, to } = detail ?? {};
    return typeof from === 'string' ? [{ from, to: typeof to === 'string' ? to : last }] : [];
  });

/** The rules in the order of their days, as far as they count forwards; what nothing leads beyond comes last. */
const inOrder = (lines: { day: string | undefined; node: ReactNode; last?: boolean }[], forwards: boolean) =>
  forwards
    ? lines.toSorted(
        (a, b) => Number(a.last ?? false) - Number(b.last ?? false) || (a.day ?? '').localeCompare(b.day ?? ''),
      )
    : lines;

/** How a day came about: the month with the days that count, then each rule with its source, then the day. */
export const Reckoning = ({
  explanation,
  event,
  end,
  note,
}: {
  explanation: Explanation;
  event: string;
  end: string | null;
  note?: string;
}) => {
  const t = useText();
  const dates = useDates();
  const say = useSay();
  const { calendar } = explanation;
  const steps = explanation.steps.filter((step) => step.rule !== 'result');
  const holidays = explanation.skipped.filter((day) => day.why === 'holiday');
  const row = (step: (typeof steps)[number], index: number) => ({
    day: step.day,
    last: step.rule === 'hard-end',
    node: (
      <li key={`${step.rule} ${index}`}>
        <span className="when">{step.day ? dates.full(step.day) : ''}</span>
        <div>
          {say(step.rule, step.detail)}
          {step.source && <Source of={step.source} />}
        </div>
      </li>
    ),
  });
  const holiday = (day: (typeof holidays)[number]) => ({
    day: day.day,
    node: (
      <li key={day.day}>
        <span className="when">{dates.full(day.day)}</span>
        <div>
          {day.name ? t('reckon.holiday.named', { name: day.name }) : t('reckon.holiday')}
          {day.source && <p className="basis">{day.source}</p>}
        </div>
      </li>
    ),
  });
  // Of one day the rule that found its end comes before the holiday, that which moved it after.
  const moved = steps.findIndex((step) => step.rule === 'last-day-moved');
  const cut = moved < 0 ? steps.length : moved;
  const lines = inOrder(
    [...steps.slice(0, cut).map(row), ...holidays.map(holiday), ...steps.slice(cut).map(row)],
    !steps.some(({ rule }) => rule === 'counted-backwards'),
  );
  return (
    <>
      {note && <p className="meta">{note}</p>}
      {end && end > event && <MonthGrid event={event} end={end} explanation={explanation} />}
      <ol className="reckon">
        {lines.map(({ node }) => node)}
        <li className="sum">
          <span className="when">{end ? dates.full(end) : '–'}</span>
          <div>
            {end ? t('reckon.until') : t('reckon.open')}
            <p className="basis">
              {t('reckon.calendar', { title: calendar.title ?? calendar.id, version: calendar.version })}{' '}
              {explanation.provisional && <InvWords word="provisional" />}
            </p>
            {explanation.provisional && <p className="basis">{t('reckon.provisional')}</p>}
          </div>
        </li>
      </ol>
    </>
  );
};

/** Where a rule of the clock stands; what was cited from memory bears the mark that it bears elsewhere. */
const Source = ({ of }: { of: string }) => (
  <p className="basis">
    {of.split(' [m]').map((part, index) => (
      <span key={part}>
        {index > 0 && (
          <>
            {' '}
            <InvWords word="to-check" />
          </>
        )}
        {part}
      </span>
    ))}
  </p>
);

/** The sentence of a rule of the legal clock, its days and periods filled in. A rule without a sentence here says its code. */
const useSay = (): ((rule: string, detail: Record<string, unknown> | undefined) => string) => {
  const intl = useIntl();
  const t = useText();
  const dates = useDates();
  const word = (value: unknown): string => {
    if (value === null || value === undefined) return t('reckon.unknown');
    if (typeof value === 'string') return isDay(value) ? dates.full(value) : periodWords(value, t);
    if (typeof value === 'object' && 'n' in value && 'unit' in value)
      return t(`period.${String(value.unit)}`, { n: Number(value.n) });
    return typeof value === 'number' ? String(value) : '';
  };
  return (rule, detail) => {
    const values = Object.fromEntries(Object.entries(detail ?? {}).map(([name, value]) => [name, word(value)]));
    const open = rule === 'suspended' && detail?.['to'] === null;
    const id = open ? 'reckon.suspended.open' : `reckon.${rule}`;
    return intl.messages[id] === undefined ? rule : intl.formatMessage({ id }, values);
  };
};

/** Rules by which a period runs over holidays as over other days. */
const OVER_HOLIDAYS = new Set([
  'calendar-days-counted',
  'week-ends-same-weekday',
  'month-ends-same-date',
  'month-ends-last-day',
]);

const MonthGrid = ({ event, end, explanation }: { event: string; end: string; explanation: Explanation }) => {
  const t = useText();
  const dates = useDates();
  const { steps, skipped } = explanation;
  const daysOff = (why: 'weekend' | 'holiday') => skipped.filter((day) => day.why === why).map(({ day }) => day);
  const holidays = daysOff('holiday');
  const suspensions = suspensionsIn(steps, end);
  const { weeks, cut } = monthGrid(event, end, {
    holidays: new Set(holidays),
    weekends: new Set(daysOff('weekend')),
    suspensions,
  });
  const first = weeks[0] ?? [];
  const ofHolidays =
    holidays.length > 0
      ? t('reckon.grid.passed', { days: holidays.map((day) => dates.short(day)).join(', ') })
      : steps.some(({ rule }) => OVER_HOLIDAYS.has(rule))
        ? t('reckon.grid.counted')
        : steps.some(({ rule }) => rule === 'working-days-counted')
          ? t('reckon.grid.none')
          : '';
  return (
    <>
      <table className="mini">
        <caption className={cut ? 'hint' : 'vh'}>
          {t(cut ? 'reckon.grid.cut' : 'reckon.grid', { event: dates.date(event), end: dates.date(end) })}{' '}
          {suspensions.map(
            ({ from, to }) => `${t('reckon.grid.stopped', { from: dates.date(from), to: dates.date(to) })} `,
          )}
          {ofHolidays}
        </caption>
        <thead>
          <tr>
            {first.map(({ day }) => (
              <th key={day} scope="col">
                <Weekday day={day} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]?.day}>
              {week.map(({ day, marks }) => (
                <td
                  key={day}
                  className={
                    marks
                      .map((mark) => classes[mark])
                      .filter(Boolean)
                      .join(' ') || undefined
                  }
                >
                  {Number(day.slice(8))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {weeks.flat().some(({ marks }) => marks.includes('stopped')) && (
        <ul className="legend legend--foot" aria-hidden="true">
          <li>
            <span className="k k-left" />
            {t('reckon.legend.counted')}
          </li>
          <li>
            <span className="k k-stop" />
            {t('clocks.legend.stop')}
          </li>
        </ul>
      )}
    </>
  );
};

const Weekday = ({ day }: { day: string }) => {
  const { locale } = useIntl();
  const name = (weekday: 'narrow' | 'long') =>
    new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(new Date(`${day}T12:00:00Z`));
  return (
    <>
      <span aria-hidden="true">{name('narrow')}</span>
      <span className="vh">{name('long')}</span>
    </>
  );
};
