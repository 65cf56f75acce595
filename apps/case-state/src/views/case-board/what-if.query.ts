import type { Day, WhatIfView } from '#contracts';
import type { CaseState } from '../../domain/case/case.state.js';
import { whatIf, type Supposed } from '../../domain/case/what-if.js';
import type { Rules, TeamOnDay } from '../../domain/procedure/engine/standing.js';
import { clockLine, whyNot } from './case-view.query.js';

/** All dates of a case before and after an act that is only supposed, side by side. */
export function whatIfView(
  state: CaseState,
  rules: Rules,
  team: TeamOnDay,
  supposed: Supposed,
  today: Day,
): WhatIfView {
  const played = whatIf(rules, state, team, supposed);
  const { before } = played;
  const after = 'after' in played ? played.after : before;
  const lineOf = (of: CaseState, id: string) => {
    const clock = of.clocks[id];
    return clock ? clockLine(clock, rules, today) : null;
  };
  return {
    on: supposed.on,
    possible: 'after' in played,
    why: 'shut' in played ? whyNot(played.shut, rules) : [],
    errors: 'errors' in played ? played.errors : [],
    stage: { before: before.stageTitle, after: after.stageTitle },
    clocks: Object.keys({ ...before.clocks, ...after.clocks }).map((id) => {
      const [then, now] = [before.clocks[id], after.clocks[id]];
      return {
        before: lineOf(before, id),
        after: lineOf(after, id),
        moved: then?.end !== now?.end || then?.state !== now?.state,
      };
    }),
  };
}
