import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useInfiniteQuery } from '@tanstack/react-query';
import type * as Contracts from '#contracts';
import { askPages } from './queries';

/** The services that take in what others publish. */
const services = ['intake', 'case-state', 'notifications'] as const;
export type Service = (typeof services)[number];

/** A dead letter, and the service that could not take it in. */
export type Letter = Contracts.DeadLetterView & { service: Service };

type Asked = UseInfiniteQueryResult<InfiniteData<Contracts.DeadLetterList>>;

/** Nothing is published when a lane parks, so nothing announces it: it is looked for this often while the page is in sight. */
const LOOK_EVERY_MS = 5_000;

const deadLettersQuery = (service: Service, all: boolean) => ({
  ...askPages<Contracts.DeadLetterList>([service, 'dead-letters'], `/api/${service}/dead-letters`, {
    limit: 100,
    ...(all && { all: 'true' }),
  }),
  refetchInterval: LOOK_EVERY_MS,
});

export const letterPath = ({ service, id }: Letter, act: 'retry' | 'skip'): string =>
  `/api/${service}/dead-letters/${id}/${act}`;

export interface Letters {
  /** Newest first, of all services that have answered, as far as all of them have been read. */
  letters: Letter[];
  total: number;
  /** No service has answered yet. */
  pending: boolean;
  /** Services that cannot be asked now; the others' letters are there all the same. */
  away: { service: Service; error: Error; again: () => void }[];
  /** Reads further; absent at the end. */
  more?: () => void;
  reading: boolean;
}

/** What the services could not take in, as one list. A service that does not answer hides nothing of the others. */
export const useDeadLetters = (all: boolean): Letters => {
  const asked: Record<Service, Asked> = {
    intake: useInfiniteQuery(deadLettersQuery('intake', all)),
    'case-state': useInfiniteQuery(deadLettersQuery('case-state', all)),
    notifications: useInfiniteQuery(deadLettersQuery('notifications', all)),
  };
  const read = services.map((service) => {
    const query = asked[service];
    const letters = (query.data?.pages ?? []).flatMap((page) => page.items.map((item) => ({ service, ...item })));
    return { service, query, letters };
  });
  const onward = read.filter(({ query }) => query.hasNextPage);
  // What is older than where a service has been read to would stand in the wrong place.
  const horizon =
    onward
      .map(({ letters }) => letters.at(-1)?.parkedAt ?? '')
      .sort()
      .at(-1) ?? '';
  return {
    letters: read
      .flatMap(({ letters }) => letters)
      .filter(({ parkedAt }) => parkedAt >= horizon)
      .sort((a, b) => b.parkedAt.localeCompare(a.parkedAt)),
    total: read.reduce((sum, { query }) => sum + (query.data?.pages[0]?.total ?? 0), 0),
    pending: read.every(({ query }) => query.isPending),
    away: read.flatMap(({ service, query }) =>
      query.error ? [{ service, error: query.error, again: () => void query.refetch() }] : [],
    ),
    ...(onward.length > 0 && { more: () => onward.forEach(({ query }) => void query.fetchNextPage()) }),
    reading: onward.some(({ query }) => query.isFetchingNextPage),
  };
};
