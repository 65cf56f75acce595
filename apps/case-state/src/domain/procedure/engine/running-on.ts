import type { Day } from '#contracts';
import { isAfter } from '#legal-clock';
import type { ClockState } from '../../case/case.events.js';
import type { CaseState } from '../../case/case.state.js';

/**
 * The clocks of a reopened case that nothing but the closing ended, as they ran before it; what they would have warned of meanwhile is past.
 * @param now the closed case
 * @param before the case without its closing
 */
export const runningOn = (now: CaseState, before: CaseState | undefined, day: Day): ClockState[] =>
  Object.values(now.clocks).flatMap((clock) => {
    const was = before?.clocks[clock.clock];
    const byClosing = clock.state === 'ended' && (was?.state === 'running' || was?.state === 'suspended');
    if (!byClosing || clock.onLapse !== undefined) return [];
    const { warnings = [], ...again } = was;
    const ahead = warnings.filter(({ on }) => isAfter(on, day));
    return [{ ...again, ...(ahead.length > 0 && { warnings: ahead }), revision: clock.revision + 1 }];
  });
