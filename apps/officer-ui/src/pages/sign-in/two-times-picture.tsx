import { useText } from '../../text/use-text';

/** Where events took effect and were recorded, in a picture of no inquiry in particular: pixels below and above. */
const pairs: [below: number, above: number][] = [
  [4, 36],
  [10, 36],
  [22, 38],
  [38, 38],
  [140, 140],
  [168, 170],
  [176, 188],
  [232, 242],
  [302, 302],
  [396, 396],
  [401, 401],
  [420, 424],
  [428, 432],
  [436, 436],
  [444, 446],
  [452, 460],
  [462, 462],
  [476, 476],
];

/** The sign of the product, large: recorded above, in effect below. */
export const TwoTimesPicture = () => {
  const t = useText();
  return (
    <svg className="signin__art" viewBox="0 0 520 180" aria-hidden="true">
      <text className="art-t" x="0" y="24">
        {t('thread.recorded')}
      </text>
      <text className="art-t" x="0" y="172">
        {t('thread.effect')}
      </text>
      <path d="M0 40H520M0 140H520" stroke="currentColor" opacity=".45" />
      {pairs.map(([below, above], index) => (
        <g key={index}>
          <path d={`M${below} 140L${above} 40`} stroke="currentColor" strokeWidth="1.25" opacity=".85" />
          <circle cx={above} cy="40" r="4" fill="currentColor" />
          <circle cx={below} cy="140" r="3.5" fill="var(--bar)" stroke="currentColor" strokeWidth="1.5" />
        </g>
      ))}
      <path d="M428 140L452 40" stroke="currentColor" strokeWidth="1.25" strokeDasharray="3 3" opacity=".85" />
    </svg>
  );
};
