import type { ReactNode } from 'react';
import { useThen } from '../time/then';
import { ThenLink } from './then-link';
import { useText } from '../text/use-text';

export interface Crumb {
  label: ReactNode;
  to?: string;
}

export interface Fact {
  term: string;
  value: ReactNode;
}

interface IdentityProps {
  crumbs?: Crumb[];
  title: ReactNode;
  lede?: ReactNode;
  actions?: ReactNode;
  /** At most six. */
  facts?: Fact[];
  /** The page shows the past: hatched edge. */
  past?: boolean;
  children?: ReactNode;
}

/** What is this, and where does it stand: the head of every page. */
export const Identity = ({ crumbs, title, lede, actions, facts, past, children }: IdentityProps) => {
  const t = useText();
  const then = useThen();
  return (
    <header
      className={['identity', (past ?? then.past) && 'identity--past', !crumbs && 'identity--top']
        .filter(Boolean)
        .join(' ')}
    >
      <div className="page">
        {crumbs && (
          <nav className="crumbs" aria-label={t('crumbs.label')}>
            <ol>
              {crumbs.map((crumb, index) => (
                <li key={crumb.to ?? index} aria-current={crumb.to ? undefined : 'page'}>
                  {crumb.to ? <ThenLink to={crumb.to}>{crumb.label}</ThenLink> : crumb.label}
                </li>
              ))}
            </ol>
          </nav>
        )}
        <div className="identity__row">
          <div>
            <h1>{title}</h1>
            {lede && <p className="identity__lede">{lede}</p>}
          </div>
          {actions}
        </div>
        {facts && facts.length > 0 && (
          <dl className="facts">
            {facts.map((fact) => (
              <div key={fact.term}>
                <dt>{fact.term}</dt>
                <dd>{fact.value}</dd>
              </div>
            ))}
          </dl>
        )}
        {!facts && !children && <div className="identity__end" />}
        {children}
      </div>
    </header>
  );
};
