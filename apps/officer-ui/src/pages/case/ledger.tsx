import type { CaseView, ClockLine } from '#contracts';
import { useId, useState, type ReactNode } from 'react';
import { Basis } from '../../components/basis';
import { Drawer } from '../../components/drawer';
import { OnPaper } from '../../components/on-paper';
import { Reckoning } from '../../components/reckoning';
import { Warnings } from '../../components/warnings';
import { ScrollBox } from '../../components/scroll-box';
import { Sheet } from '../../components/sheet';
import { StateTag } from '../../components/state-tag';
import { useLocalized, useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { periodWords } from '../../time/period-words';

/** The limitation periods of a case, per undertaking and infringement: from when, to when, and the day that nothing leads beyond. */
export const Ledger = ({ view }: { view: CaseView }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const drawer = useId();
  const [why, setWhy] = useState<string>();
  const entries = view.clocks.filter((clock) => clock.ledger);
  if (entries.length === 0) return null;
  const asked = entries.find((clock) => clock.id === why);
  const explained = (clock: ClockLine): ReactNode => (
    <>
      <Reckoning explanation={clock.explanation} event={clock.startedOn} end={clock.end} note={local(clock.title)} />
      <p className="meta">
        {clock.firstStartedOn
          ? t('ledger.interrupted.say', {
              first: dates.full(clock.firstStartedOn),
              day: dates.full(clock.startedOn),
            })
          : t('ledger.runsFrom.say', { day: dates.full(clock.startedOn) })}
      </p>
      {clock.hardEnd && <p className="meta">{t('ledger.hardEnd.say', { day: dates.full(clock.hardEnd) })}</p>}
      <Warnings of={clock.warnings} />
      <p className="basis">
        <Basis of={clock.basis} />
        {clock.asOf && <> · {t('case.asOf', { day: dates.full(clock.asOf) })}</>}
      </p>
    </>
  );
  return (
    <div className={asked ? 'clockrow' : undefined}>
      <Sheet title={t('ledger.title')} note={t('ledger.note')} folds>
        <ScrollBox label={t('ledger.title')}>
          <table className="list stacks">
            <caption className="vh">{t('ledger.title')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('ledger.whose')}</th>
                <th scope="col">{t('ledger.runsFrom')}</th>
                <th scope="col">{t('clocks.ends')}</th>
                <th scope="col">{t('ledger.hardEnd')}</th>
                <th scope="col">{t('ledger.state')}</th>
                <th scope="col">
                  <span className="vh">{t('clocks.explanation')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {entries.map((clock) => (
                <tr key={clock.id} className={why === clock.id ? 'is-picked' : undefined}>
                  <th scope="row">
                    <b>{clock.subject}</b>
                    <span className="meta">
                      {local(clock.title)}
                      {clock.period && ` · ${periodWords(clock.period, t)}`}
                    </span>
                  </th>
                  <td className="nowrap" data-head={t('ledger.runsFrom')}>
                    {dates.full(clock.startedOn)}
                    {clock.firstStartedOn && (
                      <span className="meta">{t('ledger.first', { day: dates.full(clock.firstStartedOn) })}</span>
                    )}
                  </td>
                  <td className="nowrap" data-head={t('clocks.ends')}>
                    {clock.end ? dates.full(clock.end) : clock.state === 'ended' ? '–' : t('clocks.noEnd')}
                  </td>
                  <td className="nowrap" data-head={t('ledger.hardEnd')}>
                    {clock.hardEnd ? dates.full(clock.hardEnd) : '–'}
                  </td>
                  <td data-head={t('ledger.state')}>
                    <EntryState clock={clock} view={view} />
                  </td>
                  <td>
                    <button
                      className="btn btn--quiet btn--small"
                      type="button"
                      aria-expanded={why === clock.id}
                      onClick={() => setWhy(why === clock.id ? undefined : clock.id)}
                    >
                      {t('why')}
                      <span className="vh"> {clock.subject}</span>
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
        <OnPaper
          of={entries.map((clock) => ({
            key: clock.id,
            title: [clock.subject ?? local(clock.title), clock.end && dates.long(clock.end)].filter(Boolean).join(': '),
            explained: explained(clock),
          }))}
        />
      </Sheet>
      {asked && (
        <Drawer
          id={drawer}
          tab={t('clocks.explanation')}
          title={asked.end ? t('case.whyDay', { day: dates.long(asked.end) }) : (asked.subject ?? local(asked.title))}
          subject={asked.id}
          onClose={() => setWhy(undefined)}
        >
          {explained(asked)}
        </Drawer>
      )}
    </div>
  );
};

/** The days on which the case was closed, be it open again since. */
const closings = ({ summary, steps }: CaseView): string[] => [
  ...(summary.closedOn === undefined ? [] : [summary.closedOn]),
  ...steps.flatMap(({ undone = [] }) => undone.map(({ on }) => on)),
];

const EntryState = ({ clock, view }: { clock: ClockLine; view: CaseView }) => {
  const t = useText();
  const dates = useDates();
  if (clock.state === 'suspended')
    return (
      <StateTag shape="dash" tone="wait">
        {t('clocks.suspended')}
      </StateTag>
    );
  if (clock.state === 'ended')
    return (
      <StateTag shape="end" tone="ink">
        {clock.endedOn === undefined
          ? t('ledger.settled')
          : t(closings(view).includes(clock.endedOn) ? 'ledger.closed' : 'ledger.settledOn', {
              day: dates.date(clock.endedOn),
            })}
      </StateTag>
    );
  if (clock.state === 'lapsed')
    return (
      <StateTag shape="tri" tone="stop">
        {t('ledger.expired')}
      </StateTag>
    );
  return (
    <StateTag shape="clock" tone="here">
      {t('clocks.left', { days: clock.daysLeft ?? 0 })}
    </StateTag>
  );
};
