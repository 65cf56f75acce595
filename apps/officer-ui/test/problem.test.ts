import { describe, expect, it } from '@jest/globals';
import { problemOf } from '../src/api/problem';

const answered = (status: number, code?: string) =>
  problemOf(
    new Response(code === undefined ? 'Bad gateway' : JSON.stringify({ title: 'x', status, code }), { status }),
  ).then(({ passing, outcomeUnknown }) => ({ passing, outcomeUnknown }));

describe('what a command came to, by its problem', () => {
  it.each([
    ['a queue that is full wrote nothing', 503, 'case-state.queue-full', { passing: true, outcomeUnknown: false }],
    [
      'a log that broke off may have written it',
      503,
      'case-state.log-unavailable',
      { passing: true, outcomeUnknown: true },
    ],
    [
      'a service that broke off may have written it',
      502,
      'case-state.no-answer',
      { passing: true, outcomeUnknown: true },
    ],
    ['a proxy does not know', 504, undefined, { passing: true, outcomeUnknown: true }],
    [
      'a refusal is final, and wrote nothing',
      409,
      'case-state.step-not-open',
      { passing: false, outcomeUnknown: false },
    ],
  ])('%s', async (_, status, code, outcome) => {
    expect(await answered(status, code)).toEqual(outcome);
  });
});
