import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemError } from '../api/problem';
import { NotFound } from '../pages/faults';
import { useText } from '../text/use-text';
import { useThen } from '../time/then';
import { Notice } from './notice';
import { Problem } from './problem';
import { PageSkeleton } from './skeleton';
import { TimesBar } from './times-bar';

/** A page that stands and falls with one query: skeleton, not found, problem, or its content. */
export const PageAsked = <T,>({
  query,
  what,
  children,
}: {
  query: UseQueryResult<T>;
  what: string;
  children: (data: T) => ReactNode;
}) => {
  const t = useText();
  // 400: the address is not even one of its kind. For whoever followed it, nothing is there either.
  const { times } = useThen();
  const asked = Object.keys(times).length > 0;
  if (
    asked &&
    query.error instanceof ProblemError &&
    (query.error.status === 400 || query.error.reason === 'not-there-then')
  )
    return <NotThen what={what} error={query.error} />;
  const gone = query.error instanceof ProblemError && [400, 404].includes(query.error.status);
  if (gone) return <NotFound />;
  if (query.data !== undefined) return children(query.data);
  if (!query.error) return <PageSkeleton what={what} onAgain={() => void query.refetch()} />;
  return (
    <div className="page main">
      <h1 className="vh">{what}</h1>
      <Problem
        error={query.error}
        kind="query"
        title={t('problem.cannotShow', { what })}
        actions={
          <button type="button" className="btn" onClick={() => void query.refetch()}>
            {t('again')}
          </button>
        }
      />
    </div>
  );
};

/** The time that is asked about is none, or nothing was there then: said as such, with the way to another time. */
const NotThen = ({ what, error }: { what: string; error: ProblemError }) => {
  const t = useText();
  return (
    <div className="page main">
      <h1>{what}</h1>
      <TimesBar />
      <Notice kind="warn">
        <b>{t(error.status === 400 ? 'times.wrong' : 'times.notThere')}</b>{' '}
        {t(error.status === 400 ? 'times.wrong.say' : 'times.notThere.say')}
      </Notice>
    </div>
  );
};
