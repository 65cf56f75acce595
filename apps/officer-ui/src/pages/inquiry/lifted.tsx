import { usePeople } from '../../api/people';
import { StateTag } from '../../components/state-tag';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';

interface Lifted {
  who: string;
  day: string;
  reason: string;
}

/** Does what was raised or restricted still stand? */
export const StandsTag = ({ lifted }: { lifted: boolean }) => {
  const t = useText();
  return lifted ? (
    <StateTag shape="end" tone="ink">
      {t('walls.state.lifted')}
    </StateTag>
  ) : (
    <StateTag shape="no" tone="stop">
      {t('walls.state.stands')}
    </StateTag>
  );
};

/** On a line of its own: who lifted it, when and why. */
export const LiftedBy = ({ who, day, reason }: Lifted) => {
  const t = useText();
  const dates = useDates();
  const people = usePeople();
  return (
    <>
      <br />
      {t('walls.lifted', { who: people(who).name, day: dates.date(day), reason })}
    </>
  );
};
