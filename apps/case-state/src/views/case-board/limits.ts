import type { Day, LocalizedText } from '#contracts';
import type { CaseState } from '../../domain/case/case.state.js';
import { bindsStill } from './case-summary.js';

export interface Limit {
  on: Day;
  what: LocalizedText;
}

/** The limits of a case that are still to come on a day: its clocks that run, its requests that still bind somebody. Earliest first. */
export function limitsAhead(state: CaseState, today: Day): Limit[] {
  if (state.closedOn !== undefined) return [];
  const clocks = Object.values(state.clocks).flatMap((clock) =>
    clock.state === 'running' && clock.end !== null && !clock.indicative ? [{ on: clock.end, what: clock.title }] : [],
  );
  const requests = Object.values(state.rfis)
    .filter(bindsStill)
    .map((rfi) => ({ on: rfi.limit, what: rfi.subject }));
  return [...clocks, ...requests]
    .filter(({ on }) => on >= today)
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

/** The first limit to come of several cases. */
export const nextLimit = (states: CaseState[], today: Day): Limit | undefined =>
  states.flatMap((state) => limitsAhead(state, today)).sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))[0];
