const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** When a failed delivery is tried again, as data. */
export interface RetrySchedule {
  /** Milliseconds to wait after the first, second, … failure. One more try than there are waits. */
  waitsMs: readonly number[];
  /** A wait is spread over ± this part of it, so that what failed together does not come back together. */
  jitter: number;
  /** `Retry-After` is respected up to this many milliseconds; more is taken as this. */
  longestRetryAfterMs: number;
}

/** Eight tries in 31 hours: over a night and a working day, then a person decides. */
export const RETRY_SCHEDULE: RetrySchedule = {
  waitsMs: [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 1 * HOUR, 6 * HOUR, 24 * HOUR],
  jitter: 0.1,
  longestRetryAfterMs: 24 * HOUR,
};

/** How many times a delivery is tried before its lane is parked. */
export const triesOf = (schedule: RetrySchedule): number => schedule.waitsMs.length + 1;
