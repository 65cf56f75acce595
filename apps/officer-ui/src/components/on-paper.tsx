import type { ReactNode } from 'react';
import { useText } from '../text/use-text';

/** What on the screen is one click away, and on paper must stand there: how each day came about. */
export const OnPaper = ({ of }: { of: { key: string; title: string; explained: ReactNode }[] }) => {
  const t = useText();
  if (of.length === 0) return null;
  return (
    <section className="paper">
      <h2>{t('clocks.onPaper')}</h2>
      {of.map(({ key, title, explained }) => (
        <article key={key}>
          <h3>{title}</h3>
          {explained}
        </article>
      ))}
    </section>
  );
};

/** Prints the page with every explanation. */
export const Print = () => {
  const t = useText();
  return (
    <button type="button" className="btn btn--quiet btn--small" onClick={() => print()}>
      {t('clocks.print')}
    </button>
  );
};
