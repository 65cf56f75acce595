import type { Check, ProcedureDefinition } from '#contracts';
import { stagesFrom } from './engine/reach.js';
import { fault, type Fault } from './fault.js';

/**
 * What a case can live with and its author should not: a stage that no step leads to, a step that nothing opens, a clock that nothing
 * ends. A version that stands for a procedure still in the making may hold such; what is published by hand may not.
 */
export function gapsOf(procedure: ProcedureDefinition): Fault[] {
  const first = procedure.stages[0]?.id;
  if (first === undefined) return [];
  const { stages, steps } = comesAbout(procedure, first);
  return [
    ...procedure.stages
      .filter(({ id }) => !stages.has(id))
      .map(({ id }) => fault(`stages.${id}`, 'no step leads here: the stage is unreachable')),
    ...procedure.steps
      .filter(({ id }) => !steps.has(id))
      .map(({ id }) =>
        fault(`steps.${id}`, 'nothing opens this step: its stages or its guards need what can never be'),
      ),
    ...procedure.clocks
      .filter(
        ({ id, onLapse, indicative }) =>
          indicative !== true &&
          onLapse === undefined &&
          !procedure.steps.some((step) => step.clocks?.some((act) => 'end' in act && act.end === id)),
      )
      .map(({ id }) => fault(`clocks.${id}`, 'nothing ends this clock: no step does, and its silence takes none')),
  ];
}

/** The stages and steps that can come about at all: grown from the first stage until nothing more opens. */
function comesAbout(procedure: ProcedureDefinition, first: string): { stages: Set<string>; steps: Set<string> } {
  const stages = new Set([first]);
  const steps = new Set<string>();
  const starts = (clock: string): boolean =>
    procedure.steps.some(
      (step) => steps.has(step.id) && step.clocks?.some((act) => 'start' in act && act.start === clock),
    );
  /** At the stage that the step is taken at: a guard may ask for another one than the step does. */
  const canHold = (check: Check, at: string): boolean => {
    if ('all' in check) return check.all.every((part) => canHold(part, at));
    if ('any' in check) return check.any.some((part) => canHold(part, at));
    if ('not' in check) return !('inStage' in check.not && check.not.inStage.includes(at));
    if ('stepTaken' in check) return steps.has(check.stepTaken);
    if ('inStage' in check) return check.inStage.includes(at);
    if ('clockRunning' in check) return starts(check.clockRunning);
    if ('clockSuspended' in check) return starts(check.clockSuspended);
    if ('clockEnded' in check) return starts(check.clockEnded);
    if ('within' in check) return steps.has(check.of);
    if ('passed' in check) return steps.has(check.since);
    if ('ahead' in check) return starts(check.ofEnd);
    if ('unsettled' in check) return steps.has(check.unsettled);
    if ('clockDay' in check) return starts(check.clockDay);
    return true;
  };
  const guardOf = (id: string) => procedure.guards.find((guard) => guard.id === id);
  for (let grown = true; grown;) {
    grown = false;
    for (const step of procedure.steps) {
      if (steps.has(step.id)) continue;
      const needed = (step.consents ?? []).flatMap((one) =>
        one.step === undefined || one.when !== undefined ? [] : [one.step],
      );
      const opens = (at: string): boolean =>
        stages.has(at) && step.guards.every((id) => canHold(guardOf(id)?.check ?? { all: [] }, at));
      if (!stagesFrom(procedure, step).some(opens) || !needed.every((id) => steps.has(id))) continue;
      steps.add(step.id);
      if (step.to !== undefined) stages.add(step.to);
      grown = true;
    }
  }
  return { stages, steps };
}
