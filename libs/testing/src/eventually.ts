import { setTimeout as pause } from 'node:timers/promises';

export interface Patience {
  /** Milliseconds after which it gives up. Default 60,000: far more than any condition of ours takes, on a loaded machine too. */
  within?: number;
  /** Milliseconds between two looks. Default 20. */
  every?: number;
}

/**
 * Waits until the condition answers something other than false, null or undefined (0 and '' are answers), and returns that. A condition that throws
 * is one that does not hold yet; the last error is the cause of the final one.
 * @throws Error when the time is up
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  { within = 60_000, every = 20 }: Patience = {},
): Promise<Exclude<T, false | null | undefined>> {
  const end = performance.now() + within;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await condition();
      if (answer !== false && answer !== null && answer !== undefined)
        return answer as Exclude<T, false | null | undefined>;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > end) {
      const why = cause instanceof Error ? `: ${cause.message}` : '';
      throw new Error(`Not within ${within} ms: ${condition.toString().replace(/\s+/g, ' ').slice(0, 200)}${why}`, {
        cause,
      });
    }
    await pause(every);
  }
}
