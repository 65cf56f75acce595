import type { ReactNode } from 'react';
import { Glyph, type Shape, type Tone } from './glyph';

/** A status: shape, then word, then colour. */
export const StateTag = ({ shape, tone, children }: { shape: Shape; tone: Tone; children: ReactNode }) => (
  <span className="state">
    <Glyph shape={shape} tone={tone} />
    {children}
  </span>
);
