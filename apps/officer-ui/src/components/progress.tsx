import type { CSSProperties } from 'react';

const part = (share: number): CSSProperties => ({ '--n': share }) as CSSProperties;

/** A small bar: done, half done, not done. `label` says the same in words. */
export const Progress = ({
  done,
  half = 0,
  total,
  label,
  wide,
}: {
  done: number;
  half?: number;
  total: number;
  label: string;
  wide?: boolean;
}) => {
  const none = Math.max(0, total - done - half);
  return (
    <span className={wide ? 'bar-mini bar-mini--wide' : 'bar-mini'} role="img" aria-label={label}>
      {done > 0 && <i style={part(done)} />}
      {half > 0 && <i className="half" style={part(half)} />}
      {(none > 0 || total === 0) && <i className="none" style={part(none || 1)} />}
    </span>
  );
};
