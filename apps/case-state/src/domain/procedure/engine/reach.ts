import type { ProcedureDefinition, StepDefinition } from '#contracts';
import { remembered } from '../../remembered.js';

/** The stages from which a step can be taken. */
export const stagesFrom = (procedure: ProcedureDefinition, step: StepDefinition): readonly string[] =>
  step.from === 'any' ? openStages(procedure) : step.from;

const openStages = remembered(({ stages }: ProcedureDefinition): readonly string[] =>
  stages.filter((stage) => stage.terminal !== true).map((stage) => stage.id),
);

/** What was found of each procedure: a published version never changes, and every step of every case asks. */
const found = new WeakMap<ProcedureDefinition, Map<string, ReadonlySet<string>>>();

/**
 * The stages that a case at `stage` may still be at, now or later, whatever its guards say.
 * @param short stages beyond which it is not looked: how the case comes to one of them first
 */
export function reachable(
  procedure: ProcedureDefinition,
  stage: string,
  short: readonly string[] = [],
): ReadonlySet<string> {
  const known = found.get(procedure) ?? new Map<string, ReadonlySet<string>>();
  const question = short.length === 0 ? stage : [stage, ...short].join(' ');
  const before = known.get(question);
  if (before) return before;
  const reached = new Set([stage]);
  for (let grown = true; grown;) {
    grown = false;
    for (const step of procedure.steps) {
      const { to } = step;
      if (to === undefined || reached.has(to)) continue;
      if (stagesFrom(procedure, step).some((from) => reached.has(from) && !short.includes(from))) {
        reached.add(to);
        grown = true;
      }
    }
  }
  found.set(procedure, known.set(question, reached));
  return reached;
}

/** The stage under which the map shows a step: where it leads, or where it is taken; null = it can be taken from any. */
export const stageOnMap = (step: StepDefinition): string | null =>
  step.from === 'any' ? null : (step.to ?? step.from[0] ?? null);
