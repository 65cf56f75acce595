import { useText } from '../text/use-text';
import { StateTag } from './state-tag';

/** How a request for information stands: overdue before late, late before running. */
export const RfiState = ({
  state,
  asked,
  repliesIn,
  overdue,
  limitPassed,
}: {
  state?: 'draft' | 'issued' | 'withdrawn';
  asked: number;
  repliesIn: number;
  overdue: number;
  limitPassed: boolean;
}) => {
  const t = useText();
  if (state === 'draft')
    return (
      <StateTag shape="ring" tone="wait">
        {t('rfiState.draft')}
      </StateTag>
    );
  if (state === 'withdrawn')
    return (
      <StateTag shape="dash" tone="wait">
        {t('rfiState.withdrawn')}
      </StateTag>
    );
  if (overdue > 0)
    return (
      <StateTag shape="tri" tone="stop">
        {t('rfiState.overdue', { n: overdue })}
      </StateTag>
    );
  if (repliesIn >= asked && asked > 0)
    return (
      <StateTag shape="full" tone="ok">
        {t('rfiState.complete')}
      </StateTag>
    );
  if (limitPassed)
    return (
      <StateTag shape="end" tone="ink">
        {t('rfiState.ended')}
      </StateTag>
    );
  return (
    <StateTag shape="clock" tone="here">
      {t('rfiState.running')}
    </StateTag>
  );
};
