import type { ReactNode } from 'react';
import { Glyph, type Shape } from './glyph';

const shapes: Record<'here' | 'warn' | 'stop', Shape> = { here: 'here', warn: 'dia', stop: 'tri' };

/** One line, one act. A `stop` interrupts the reader; the others wait their turn. */
export const Notice = ({
  kind,
  children,
  act,
}: {
  kind: 'here' | 'warn' | 'stop';
  children: ReactNode;
  act?: ReactNode;
}) => (
  <div className={`notice notice--${kind}`} role={kind === 'stop' ? 'alert' : 'status'}>
    <span className="notice__k">
      <Glyph shape={shapes[kind]} />
    </span>
    <span>{children}</span>
    {act}
  </div>
);
