import type { Recomputation } from '../../api/calendars';
import type { Shape, Tone } from '../../components/glyph';
import { StateTag } from '../../components/state-tag';
import { useText } from '../../text/use-text';

const looks: Record<Recomputation['state'], [Shape, Tone]> = {
  running: ['half', 'here'],
  stopped: ['tri', 'stop'],
  finished: ['full', 'ok'],
};

/** How far the cases are counted on a version, in a word. */
export const RecomputationState = ({ state }: Pick<Recomputation, 'state'>) => {
  const t = useText();
  const [shape, tone] = looks[state];
  return (
    <StateTag shape={shape} tone={tone}>
      {t(`calendars.state.${state}`)}
    </StateTag>
  );
};
