import type { ClockLine } from '#contracts';
import { useIntl } from 'react-intl';
import { useText } from '../text/use-text';
import { useDates } from '../time/use-dates';

/** When the team will still be warned that a clock ends. */
export const Warnings = ({ of }: { of: ClockLine['warnings'] }) => {
  const t = useText();
  const intl = useIntl();
  const dates = useDates();
  if (!of || of.length === 0) return null;
  return <p className="meta">{t('clocks.warnings', { days: intl.formatList(of.map(({ on }) => dates.full(on))) })}</p>;
};
