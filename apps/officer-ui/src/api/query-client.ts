import { MutationCache, QueryCache, QueryClient, type Query } from '@tanstack/react-query';
import { ProblemError, UnreachableError } from './problem';
import { sessionEnded } from './session-end';

const RETRIES = 4;

/** Retries what passes by itself (a view that is behind, a server that restarts); a refusal is final. */
const mayRetry = (count: number, error: unknown): boolean =>
  count < RETRIES && ((error instanceof ProblemError && error.passing) || error instanceof UnreachableError);

const waitFor = (attempt: number, error: unknown): number =>
  error instanceof ProblemError && error.retryAfter ? error.retryAfter * 1000 : Math.min(500 * 2 ** attempt, 8000);

const noteSession = (error: unknown): void => {
  if (error instanceof ProblemError && error.status === 401) sessionEnded();
};

/** What the service does not show any more (a wall was raised, a grant has ended) goes from the page, too; what only does not answer stays. */
const dropWhatIsGone = (error: unknown, query: Query<unknown, unknown>): void => {
  if (error instanceof ProblemError && [401, 403, 404].includes(error.status) && query.state.data !== undefined)
    query.setState({ data: undefined, dataUpdatedAt: 0 });
};

/** One client for the page. Live updates make queries stale; nothing is polled. A lost connection shows the last state, with a notice. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      noteSession(error);
      dropWhatIsGone(error, query as Query<unknown, unknown>);
    },
  }),
  mutationCache: new MutationCache({ onError: noteSession }),
  defaultOptions: {
    queries: {
      retry: mayRetry,
      retryDelay: waitFor,
      staleTime: 15_000,
      networkMode: 'always',
      refetchOnWindowFocus: true,
    },
    // The same Idempotency-Key goes with each retry: see use-command.ts.
    mutations: { retry: mayRetry, retryDelay: waitFor, networkMode: 'always' },
  },
});
