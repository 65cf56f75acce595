import { useEffect, useState, type ReactNode } from 'react';
import { useText } from '../text/use-text';
import { TwoTime } from './glyph';

const LATE_MS = 2000;
const SLOW_MS = 10_000;
const widths = [
  ['78%', '52%'],
  ['64%', '40%'],
  ['86%', '58%'],
  ['56%', '44%'],
  ['72%', '36%'],
];

/** On its way: grey bars; after 2 s words, after 10 s what is slow and a way to ask again. */
export const Skeleton = ({ what, rows = 5, onAgain }: { what: string; rows?: number; onAgain?: () => void }) => {
  const t = useText();
  const [waited, setWaited] = useState<'now' | 'late' | 'slow'>('now');
  useEffect(() => {
    const late = setTimeout(() => setWaited('late'), LATE_MS);
    const slow = setTimeout(() => setWaited('slow'), SLOW_MS);
    return () => {
      clearTimeout(late);
      clearTimeout(slow);
    };
  }, []);
  return (
    <div aria-busy="true" aria-live="polite">
      <p className="vh">{t('skeleton.loading', { what })}</p>
      <div className="skel" aria-hidden="true">
        {widths.slice(0, rows).map(([first, second]) => (
          <div className="skel__ev" key={first}>
            <span className="sk" style={{ width: '2.5rem' }} />
            <TwoTime slanted={false} />
            <div>
              <span className="sk" style={{ width: first }} />
              <span className="sk" style={{ width: second }} />
            </div>
          </div>
        ))}
      </div>
      {waited !== 'now' && (
        <p className="skel__late meta">
          {t(waited === 'late' ? 'skeleton.late' : 'skeleton.slow', { what })}{' '}
          {waited === 'slow' && onAgain && (
            <button type="button" className="btn btn--quiet btn--small" onClick={onAgain}>
              {t('again')}
            </button>
          )}
        </p>
      )}
    </div>
  );
};

/** A whole page on its way: identity and a sheet. */
export const PageSkeleton = ({ what, onAgain }: { what: string; onAgain?: () => void }): ReactNode => (
  <>
    <header className="identity">
      <div className="page page-skeleton" aria-hidden="true">
        <span className="sk" style={{ width: '12rem' }} />
        <span className="sk page-skeleton__title" style={{ width: '24rem' }} />
        <span className="sk" style={{ width: '36rem' }} />
      </div>
    </header>
    <div className="page main">
      <div className="sheet pad">
        <Skeleton what={what} {...(onAgain ? { onAgain } : {})} />
      </div>
    </div>
  </>
);
