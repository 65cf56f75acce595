import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { afterAttempt } from '../../src/domain/delivery/after-attempt.js';
import { inWords, type AttemptOutcome } from '../../src/domain/delivery/attempt-outcome.js';
import { RETRY_SCHEDULE, triesOf } from '../../src/domain/delivery/retry-schedule.js';

const answered = (status: number, retryAfterSeconds?: number): AttemptOutcome => ({
  kind: 'answered',
  status,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});
const after = (outcome: AttemptOutcome, tries = 1, random = 0.5) =>
  afterAttempt(outcome, tries, RETRY_SCHEDULE, random);

describe('after an attempt', () => {
  it.each([200, 201, 202, 204, 299])('%i is a delivery', (status) => {
    expect(after(answered(status))).toEqual({ next: 'delivered' });
  });

  it.each([100, 199, 300, 301, 302, 307, 308, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504])(
    '%i is tried again',
    (status) => {
      expect(after(answered(status))).toEqual({ next: 'retry', afterMs: 5_000 });
    },
  );

  it('410 parks the lane at once, and so does an address that is not allowed', () => {
    expect(after(answered(410))).toEqual({ next: 'park', because: 'gone' });
    expect(after({ kind: 'refused', why: 'x leads to a private address' })).toEqual({
      next: 'park',
      because: 'address-refused',
    });
  });

  it('keeps to the schedule of eight tries, then parks', () => {
    const waits = Array.from({ length: triesOf(RETRY_SCHEDULE) }, (_, index) => after(answered(500), index + 1));
    expect(waits.map((next) => (next.next === 'retry' ? next.afterMs / 1_000 : next))).toEqual([
      5,
      30,
      120,
      600,
      3_600,
      21_600,
      86_400,
      { next: 'park', because: 'tries-used-up' },
    ]);
  });

  it('respects Retry-After of 429 and 503 within bounds, and of nothing else', () => {
    expect(after(answered(503, 120))).toEqual({ next: 'retry', afterMs: 120_000 });
    expect(after(answered(429, 1))).toEqual({ next: 'retry', afterMs: 5_000 });
    expect(after(answered(429, 999_999_999))).toEqual({ next: 'retry', afterMs: 86_400_000 });
    expect(after(answered(500, 120))).toEqual({ next: 'retry', afterMs: 5_000 });
  });

  it('spreads each wait by at most a tenth, and never waits less than nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (tries, random) => {
          const next = after({ kind: 'unreachable', why: 'connection refused' }, tries, random);
          const wait = RETRY_SCHEDULE.waitsMs[tries - 1]!;
          return next.next === 'retry' && next.afterMs >= wait * 0.9 && next.afterMs <= wait * 1.1;
        },
      ),
    );
  });

  it.each<[AttemptOutcome, string]>([
    [answered(204), 'delivered'],
    [answered(302), '302: redirects are not followed'],
    [answered(410), '410: the receiver wants no more'],
    [answered(503), '503: the receiver is not available'],
    [answered(500), '500: the receiver failed'],
    [answered(422), '422: the receiver refused it'],
    [{ kind: 'unreachable', why: 'connection refused' }, 'connection refused'],
    [{ kind: 'timed-out', while: 'answering', afterMs: 15_000 }, 'no answer within 15000 ms'],
    [{ kind: 'refused', why: 'x is a loopback address' }, 'address not allowed: x is a loopback address'],
  ])('says %j in words', (outcome, words) => {
    expect(inWords(outcome)).toBe(words);
  });
});
