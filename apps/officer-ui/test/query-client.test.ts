import { afterEach, describe, expect, it } from '@jest/globals';
import { ProblemError, UnreachableError } from '../src/api/problem';
import { queryClient } from '../src/api/query-client';

describe('what a page shows when it asks again', () => {
  afterEach(() => queryClient.clear());

  /** What stands on the page after an answer of this kind to a question that was answered before. */
  const leftAfter = async (error: Error): Promise<unknown> => {
    const question = { queryKey: ['inquiry'], retry: false };
    await queryClient.fetchQuery({ ...question, queryFn: async () => 'a business secret' });
    const again = queryClient.fetchQuery({ ...question, staleTime: 0, queryFn: () => Promise.reject(error) });
    await expect(again).rejects.toBe(error);
    return queryClient.getQueryData(question.queryKey);
  };

  it.each([401, 403, 404])('goes when the service does not show it any more (%s)', async (status) => {
    expect(await leftAfter(new ProblemError({ type: 'about:blank', title: 'x', status, code: 'x' }))).toBeUndefined();
  });

  it('stays while nobody answers', async () => {
    expect(await leftAfter(new UnreachableError(undefined))).toBe('a business secret');
    expect(await leftAfter(new ProblemError({ type: 'about:blank', title: 'x', status: 503, code: 'x' }))).toBe(
      'a business secret',
    );
  });
});
