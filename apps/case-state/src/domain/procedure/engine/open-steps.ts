import type { Check, ProcedureDefinition, StepDefinition } from '#contracts';
import { remembered } from '../../remembered.js';
import { holds } from './checks.js';
import { openSteps } from './explain.js';
import type { Rules, Standing } from './standing.js';

interface Asked {
  rules: Rules;
  standing: Standing;
  /** How the conditions on counts came out. */
  counts: boolean[];
  open: StepDefinition[];
}

/**
 * Which steps are open, of one state of a case after another: what is asked of a state on which no guard can come out differently is answered
 * as before. Of thousands of replies it costs a count whether one of them opened a step.
 */
export function openStepsOneByOne(): (rules: Rules, standing: Standing) => StepDefinition[] {
  let last: Asked | undefined;
  return (rules, standing) => {
    const counts = countsIn(rules.procedure).map((check) => holds(check, standing, rules));
    if (!last || !seesTheSame(last, { rules, standing, counts }))
      last = { rules, standing, counts, open: openSteps(rules, standing) };
    return last.open;
  };
}

/** `CaseSeen` is all that an answer hangs on; its requests and complaints are looked at by conditions on counts alone. */
function seesTheSame(
  last: Asked,
  { rules, standing: { case: state, team, day }, counts }: Omit<Asked, 'open'>,
): boolean {
  const { case: before } = last.standing;
  return (
    last.rules === rules &&
    last.standing.team === team &&
    last.standing.day === day &&
    before.stage === state.stage &&
    before.taken === state.taken &&
    before.clocks === state.clocks &&
    counts.every((holding, i) => holding === last.counts[i])
  );
}

type Count = Extract<Check, { fact: string }>;
/** Every condition on a count, wherever the procedure has one. */
const countsIn = remembered((procedure: ProcedureDefinition): Count[] => countsWithin(procedure));

function countsWithin(part: object): Count[] {
  if ('fact' in part && typeof part.fact === 'string') return [part as Count];
  return Object.values(part).flatMap((inner: unknown) =>
    typeof inner === 'object' && inner !== null ? countsWithin(inner) : [],
  );
}
