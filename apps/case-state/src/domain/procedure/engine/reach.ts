import type { ProcedureDefinition, StepDefinition } from '#contracts';

/** The stages from which a step can be taken. */
export const stagesFrom = (procedure: ProcedureDefinition, step: StepDefinition): string[] =>
  step.from === 'any'
    ? procedure.stages.filter((stage) => stage.terminal !== true).map((stage) => stage.id)
    : step.from;

/** The stages that a case at `stage` may still be at, now or later, whatever its guards say. */
export function reachable(procedure: ProcedureDefinition, stage: string): ReadonlySet<string> {
  const reached = new Set([stage]);
  for (let grown = true; grown;) {
    grown = false;
    for (const step of procedure.steps) {
      const { to } = step;
      if (to === undefined || reached.has(to)) continue;
      if (stagesFrom(procedure, step).some((from) => reached.has(from))) {
        reached.add(to);
        grown = true;
      }
    }
  }
  return reached;
}

/** The stage under which the map shows a step: where it leads, or where it is taken; null = it can be taken from any. */
export const stageOnMap = (step: StepDefinition): string | null =>
  step.from === 'any' ? null : (step.to ?? step.from[0] ?? null);
