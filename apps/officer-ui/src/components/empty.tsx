import type { ReactNode } from 'react';

/** Nothing yet: what will stand here, and what can be done about it. */
export const Empty = ({
  title,
  children,
  actions,
  picture = true,
}: {
  title: string;
  children: ReactNode;
  actions?: ReactNode;
  picture?: boolean;
}) => (
  <div className={picture ? 'empty' : 'empty empty--small'}>
    {picture && (
      <svg className="empty__art" viewBox="0 0 360 64" aria-hidden="true">
        <path className="t-rail" d="M0 16H360M0 48H360" />
        <path className="t-now" d="M300 4V60" />
        <path d="M0 32H292" stroke="var(--line)" strokeDasharray="2 6" />
      </svg>
    )}
    <h3 className="big">{title}</h3>
    {children}
    {actions && <div className="row row--wrap">{actions}</div>}
  </div>
);
