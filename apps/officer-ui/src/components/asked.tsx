import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text';
import { Problem } from './problem';
import { Skeleton } from './skeleton';

/** What a query has brought: the skeleton while it is on its way, the problem when it was refused, else its content. */
export const Asked = <T,>({
  query,
  what,
  rows,
  children,
}: {
  query: UseQueryResult<T>;
  what: string;
  rows?: number;
  children: (data: T) => ReactNode;
}) => {
  const t = useText();
  if (query.data !== undefined) return children(query.data);
  if (query.error)
    return (
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
    );
  return <Skeleton what={what} onAgain={() => void query.refetch()} {...(rows ? { rows } : {})} />;
};
