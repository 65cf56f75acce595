import type { ReactNode } from 'react';
import { Glyph } from './glyph';

/** Something that cannot be done now: the reason in a sentence, the guard, its basis, and what comes first; and what can be done with it all the same. */
export const Shut = ({
  id,
  title,
  reasons,
  never,
  act,
}: {
  id?: string;
  title: ReactNode;
  reasons: { text: string; guard: ReactNode; first?: ReactNode }[];
  never: boolean;
  act?: ReactNode;
}) => (
  <li id={id}>
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
      {act}
    </div>
  </li>
);
