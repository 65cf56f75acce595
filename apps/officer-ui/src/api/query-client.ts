import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
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

/** One client for the page. Live updates make queries stale; nothing is polled. A lost connection shows the last state, with a notice. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteSession }),
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
