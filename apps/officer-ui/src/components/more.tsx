import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useText } from '../text/use-text';

/** The next page of a list. */
export const More = <Page,>({
  query,
  label,
}: {
  query: UseInfiniteQueryResult<InfiniteData<Page>>;
  label?: string;
}) => {
  const t = useText();
  if (!query.hasNextPage) return null;
  return (
    <p className="timeline__more">
      <button
        type="button"
        className="btn btn--small"
        aria-disabled={query.isFetchingNextPage}
        onClick={() => void query.fetchNextPage()}
      >
        {query.isFetchingNextPage ? t('more.loading') : (label ?? t('more.show'))}
      </button>
    </p>
  );
};
