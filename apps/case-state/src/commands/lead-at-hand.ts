import { setTimeout as pause } from 'node:timers/promises';
import type { Uuid } from '#contracts';
import type { ServiceRuntime } from '#service-kit';

/** As long as a query waits for what its asker has done elsewhere, in milliseconds. */
const PATIENCE_MS = 2000;
const LOOK_MS = 25;

/** Who registers a lead and opens an inquiry from it at once may be faster than the news of it: it is waited for. */
export async function leadAtHand({ log }: Pick<ServiceRuntime, 'log'>, leadId: Uuid): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await pause(LOOK_MS))
    if ((await log.read(`lead-${leadId}`)).length > 0) return;
}
