import { useQuery } from '@tanstack/react-query';
import type { CaseView, ClockLine } from '#contracts';
import { useId, useState, type ReactNode } from 'react';
import { calendarDaysQuery } from '../../api/queries';
import { Basis } from '../../components/basis';
import { Clocks, type ClockBar } from '../../components/clocks';
import { Drawer } from '../../components/drawer';
import { Empty } from '../../components/empty';
import { Standing } from '../../components/inv';
import { OnPaper, Print } from '../../components/on-paper';
import { Reckoning } from '../../components/reckoning';
import { Warnings } from '../../components/warnings';
import { Sheet } from '../../components/sheet';
import { useLocalized, useText } from '../../text/use-text';
import { addDays, daysBetween } from '../../time/days';
import { useDates } from '../../time/use-dates';
import { periodWords } from '../../time/period-words';
import { ToWhatIf } from './what-if';

/** The service tells the days of so long a stretch. */
const MOST_DAYS = 800;

const keyOf = (clock: ClockLine): string => `${clock.kind} ${clock.rfiId ?? clock.id} ${clock.startedOn}`;

/** The limits of a case, and beside them how a day came about. */
export const CaseClocks = ({ view, past, children }: { view: CaseView; past: boolean; children: ReactNode }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const drawer = useId();
  const [why, setWhy] = useState<string>();
  const clocks = view.clocks.filter((clock) => !clock.ledger);
  const days = clocks.flatMap((clock) => [clock.startedOn, clock.end ?? dates.today]);
  const first = addDays(
    days.reduce((a, b) => (b < a ? b : a), dates.today),
    -30,
  );
  const last = addDays(
    days.reduce((a, b) => (b > a ? b : a), dates.today),
    30,
  );
  const calendar = useQuery({
    ...calendarDaysQuery(view.calendar.id, first, last),
    // Over years no holidays are drawn.
    enabled: clocks.length > 0 && daysBetween(first, last) <= MOST_DAYS,
    staleTime: 3_600_000,
  });
  const holidays = calendar.data?.days.filter((day) => day.kind === 'holiday') ?? [];
  const asked = clocks.find((clock) => keyOf(clock) === why);
  const numberOf = (clock: ClockLine): number | undefined => view.rfis.find((rfi) => rfi.id === clock.rfiId)?.number;
  const titleOf = (clock: ClockLine): string => {
    const number = numberOf(clock);
    if (number !== undefined) return t('case.rfiClock', { number });
    return clock.subject === undefined ? local(clock.title) : `${local(clock.title)} · ${clock.subject}`;
  };
  const noteOf = (clock: ClockLine): { note?: string } => {
    const parts = [
      numberOf(clock) === undefined ? '' : local(clock.title),
      clock.period ? periodWords([clock.period, ...clock.extensions.map(({ by }) => by)].join(' + '), t) : '',
      clock.hardEnd ? t('clocks.hardEnd', { day: dates.full(clock.hardEnd) }) : '',
    ].filter(Boolean);
    return parts.length > 0 ? { note: parts.join(' · ') } : {};
  };
  const bars = clocks.map((clock): ClockBar => ({
    id: keyOf(clock),
    title: titleOf(clock),
    to: clock.rfiId && `/rfis/${clock.rfiId}`,
    mark: <Standing of={clock.provenance} />,
    ...noteOf(clock),
    startedOn: clock.startedOn,
    end: clock.end,
    endedOn: clock.endedOn,
    extendedFrom: clock.extendedFrom,
    suspensions: clock.suspensions,
    // A request's limit ends; nothing follows from it by itself.
    state: clock.kind === 'rfi' && clock.state === 'lapsed' ? 'ended' : clock.state,
    silence: clock.state === 'lapsed' && clock.endedOn !== undefined,
    daysLeft: clock.daysLeft,
    provisional: clock.explanation.provisional,
    indicative: clock.indicative,
  }));
  const explained = (clock: ClockLine): ReactNode => (
    <>
      <Reckoning
        explanation={clock.explanation}
        event={clock.startedOn}
        end={clock.end}
        note={[titleOf(clock), noteOf(clock).note].filter(Boolean).join(' · ')}
      />
      <Warnings of={clock.warnings} />
      <p className="basis">
        <Basis of={clock.basis} />
        {clock.asOf && <> · {t('case.asOf', { day: dates.full(clock.asOf) })}</>}
      </p>
    </>
  );
  return (
    <div className={asked ? 'clockrow' : 'stack stack--sheets'}>
      <div className="stack stack--sheets">
        <Sheet
          title={t('clocks.title')}
          note={t('case.calendar', { title: view.calendar.title, version: view.calendar.version })}
          actions={
            bars.length > 0 && (
              <>
                {!past && <ToWhatIf view={view} />}
                <Print />
              </>
            )
          }
        >
          {bars.length === 0 ? (
            <Empty title={t('case.noClock')} picture={false}>
              <p>{t('case.noClock.say')}</p>
            </Empty>
          ) : (
            <>
              <Clocks clocks={bars} holidays={holidays} whyOf={why} drawer={drawer} onWhy={setWhy} />
              <OnPaper
                of={clocks.map((clock) => ({
                  key: keyOf(clock),
                  title: clock.end ? `${titleOf(clock)}: ${dates.long(clock.end)}` : titleOf(clock),
                  explained: explained(clock),
                }))}
              />
            </>
          )}
        </Sheet>
        {children}
      </div>
      {asked && (
        <Drawer
          id={drawer}
          tab={t('clocks.explanation')}
          title={asked.end ? t('case.whyDay', { day: dates.long(asked.end) }) : titleOf(asked)}
          subject={keyOf(asked)}
          onClose={() => setWhy(undefined)}
        >
          {explained(asked)}
        </Drawer>
      )}
    </div>
  );
};
