import type { AddresseeSummary } from '#contracts';
import { StateTag } from '../../components/state-tag';
import { useText } from '../../text/use-text';
import { daysBetween } from '../../time/days';
import { useDates } from '../../time/use-dates';

/** How an addressee stands: a shape, a word, and below it the day or the days that go with it. */
export const AddresseeStanding = ({ of }: { of: AddresseeSummary }) => {
  const t = useText();
  const dates = useDates();
  // A reply that leaves questions open is in: whether it should have answered them is for the reader.
  const whole = of.answered !== undefined && of.answered >= of.asked;
  // Nor is it told of one that is for named people.
  const withheld = of.answered === undefined;
  const since = of.submittedOn ? dates.near(of.submittedOn) : '';
  switch (of.state) {
    case 'draft':
      return (
        <StateTag shape="ring" tone="wait">
          {t('rfis.state.draft')}
        </StateTag>
      );
    case 'submitted':
      return (
        <>
          <StateTag shape={whole || withheld ? 'full' : 'half'} tone={whole ? 'ok' : 'ink'}>
            {t(withheld ? 'rfis.state.withheld' : whole ? 'rfis.state.submitted' : 'rfis.state.incomplete')}
          </StateTag>
          <span className="meta">{t('rfis.state.in', { day: since })}</span>
        </>
      );
    case 'submitted-late':
      return (
        <>
          <StateTag shape="late" tone="warn">
            {t(withheld ? 'rfis.state.withheld.late' : whole ? 'rfis.state.late' : 'rfis.state.incomplete.late')}
          </StateTag>
          <span className="meta">{t('rfis.state.late.say', { day: since })}</span>
        </>
      );
    case 'overdue':
      return (
        <>
          <StateTag shape="tri" tone="stop">
            {t('rfis.state.overdue')}
          </StateTag>
          <span className="meta">
            {t('rfis.state.overdue.say', { n: of.limit ? daysBetween(of.limit, dates.today) : 0 })}
          </span>
        </>
      );
    case 'saved':
    case 'running':
      return (
        <>
          <StateTag shape={of.state === 'saved' ? 'half' : 'clock'} tone="here">
            {t(`rfis.state.${of.state}`)}
          </StateTag>
          {of.daysLeft !== undefined && (
            <span className="meta">{t('rfis.state.daysLeft', { n: Math.max(0, of.daysLeft) })}</span>
          )}
        </>
      );
  }
};
