import type { ConsumerLimits } from '../feed.js';

const DEFAULTS: ConsumerLimits = {
  concurrency: 8,
  buffered: 1_000,
  bufferedBytes: 32 * 1024 * 1024,
  perLane: 32,
  page: 200,
  handlerTimeoutMs: 30_000,
  tries: 3,
  backoffMs: 100,
  awayBackoffMs: 5_000,
  reconcileMs: 60_000,
};

/** The stated limits with what a consumer changes of them. @throws RangeError when they do not go together */
export function limitsOf(changed: Partial<ConsumerLimits> = {}): ConsumerLimits {
  const limits = { ...DEFAULTS, ...changed };
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`${name} must be a whole number from 1, not ${value}`);
  }
  // Half of the room belongs to lanes that read for themselves: were all of it given to arrivals, nobody could work them off.
  if (limits.buffered < 2 * limits.concurrency * limits.perLane) {
    throw new RangeError(
      `buffered must be at least 2 × concurrency × perLane = ${2 * limits.concurrency * limits.perLane}`,
    );
  }
  return limits;
}
