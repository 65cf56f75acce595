import type { LapseSource } from '#service-kit';
import { caseAggregate } from '../domain/case/case.decide.js';
import type { Rulebook } from '../rules/rulebook.js';
import { silentBefore } from '../views/case-board/case-board.query.js';

/** A clock runs out and silence takes its step, or its end comes near. Asked of the board; decided by the case, under its pinned rules. */
export const clocksRunOut = (rulebook: Rulebook): LapseSource => ({
  aggregate: caseAggregate((state) => rulebook.rulesOf(state)),
  async due(dataSource, day) {
    const rows = await silentBefore(dataSource, day);
    // A case whose rules cannot be had fails alone, when its own clock is looked at.
    for (const row of rows) await rulebook.ready(row.state).catch(() => undefined);
    return rows.map((row) => row.id);
  },
});
