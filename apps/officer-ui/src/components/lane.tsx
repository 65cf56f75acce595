import { useText } from '../text/use-text';

const MOST = 12;
const STEP_PX = 13;

/** A lane of deliveries, in order: those that arrived, the one that is parked or tried again, those that wait behind it. */
export const Lane = ({
  deliveredTo,
  waiting,
  state,
}: {
  deliveredTo: number;
  waiting: number;
  state: 'flows' | 'waiting' | 'parked';
}) => {
  const t = useText();
  const behind = state === 'flows' ? Math.min(waiting, 3) : Math.min(Math.max(0, waiting - 1), 4);
  const done = Math.min(deliveredTo, MOST - behind - (state === 'flows' ? 0 : 1));
  const head = 4 + done * STEP_PX;
  return (
    <svg
      className="lane"
      viewBox="0 0 176 24"
      role="img"
      aria-label={t('lane.words', { deliveredTo, waiting, state: t(`lane.${state}`) })}
    >
      <path className="t-rail" d="M0 19.5H176" />
      {Array.from({ length: done }, (_, index) => (
        <rect key={index} className="ln-done" x={4 + index * STEP_PX} y="8" width="9" height="8" />
      ))}
      {state === 'flows' && <path className="ln-head" d={`M${head + 2} 5V19`} />}
      {state === 'parked' && <path className="ln-park" d={`M${head + 7} 3l7.5 14h-15z`} />}
      {state === 'waiting' && <path className="ln-retry" d={`M${head + 7} 4l7 7-7 7-7-7z`} />}
      {Array.from({ length: behind }, (_, index) => (
        <rect
          key={index}
          className="ln-wait"
          x={head + (state === 'flows' ? 8 : 20) + index * STEP_PX}
          y="8"
          width="8"
          height="8"
        />
      ))}
    </svg>
  );
};
