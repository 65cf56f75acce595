import type { Explanation } from '#contracts';
import { useIntl } from 'react-intl';
import { monthGrid, type DayMark } from '../pictures/month-grid';
import { useText } from '../text/use-text';
import { useDates } from '../time/use-dates';
import { isDay } from '../time/days';
import { periodWords } from '../time/period-words';
import { InvWords } from './inv';

const classes: Partial<Record<DayMark, string>> = { counted: 'd-in', event: 'd-ev', end: 'd-fin', skipped: 'd-hol' };

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
  // Holidays are named before the rule that moves the last day away from one.
  const moved = steps.findIndex((step) => step.rule === 'last-day-moved');
  const before = moved < 0 ? steps : steps.slice(0, moved);
  const after = moved < 0 ? [] : steps.slice(moved);
  const row = (step: (typeof steps)[number], index: number) => (
    <li key={`${step.rule} ${index}`}>
      <span className="when">{step.day ? dates.full(step.day) : ''}</span>
      <div>
        {say(step.rule, step.detail)}
        {step.source && <Source of={step.source} />}
      </div>
    </li>
  );
  return (
    <>
      {note && <p className="meta">{note}</p>}
      {end && end > event && <MonthGrid event={event} end={end} holidays={holidays.map((each) => each.day)} />}
      <ol className="reckon">
        {before.map(row)}
        {holidays.map((day) => (
          <li key={day.day}>
            <span className="when">{dates.full(day.day)}</span>
            <div>
              {day.name ? t('reckon.holiday.named', { name: day.name }) : t('reckon.holiday')}
              {day.source && <p className="basis">{day.source}</p>}
            </div>
          </li>
        ))}
        {after.map(row)}
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

const MonthGrid = ({ event, end, holidays }: { event: string; end: string; holidays: string[] }) => {
  const t = useText();
  const dates = useDates();
  const { weeks, cut } = monthGrid(event, end, new Set(holidays));
  const first = weeks[0] ?? [];
  return (
    <table className="mini">
      <caption className={cut ? 'hint' : 'vh'}>
        {t(cut ? 'reckon.grid.cut' : 'reckon.grid', {
          event: dates.date(event),
          end: dates.date(end),
          holidays: holidays.map((day) => dates.short(day)).join(', ') || t('reckon.grid.none'),
        })}
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
