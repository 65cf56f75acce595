import type { ReactNode } from 'react';
import { Glyph } from './glyph';

/** Something that cannot be done now: the reason in a sentence, the guard, its basis, and what comes first. */
export const Shut = ({
  title,
  reasons,
  never,
}: {
  title: ReactNode;
  reasons: { text: string; guard: ReactNode; first?: ReactNode }[];
  never: boolean;
}) => (
  <li>
    <Glyph shape={never ? 'dash' : 'ring'} tone="wait" />
    <div>
      <h3>{title}</h3>
      {reasons.map((reason) => (
        <div key={reason.text}>
          <p>{reason.text}</p>
          <p className="basis">{reason.guard}</p>
          {reason.first && <p className="shut__first">{reason.first}</p>}
        </div>
      ))}
    </div>
  </li>
);
