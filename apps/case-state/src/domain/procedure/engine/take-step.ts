import type { Provenance, StepDefinition } from '#contracts';
import type { Cause, StepTaken } from '../../case/case.events.js';
import type { CaseState } from '../../case/case.state.js';
import { clocksAfter } from './clocks.js';
import { closes, consentsOf, reasonsAgainst } from './explain.js';
import type { Reason, Rules, Standing } from './standing.js';

/** How a step is taken: what is said with it, and what brings it about when it is no officer's hand. */
export interface Act {
  inputs?: StepTaken['inputs'];
  cause?: Cause;
  provenance?: Provenance;
}

export type Outcome = { taken: StepTaken } | { shut: Reason[] };

/**
 * Takes a step on the day of the standing: the fact with everything that follows from it (stage, clocks), or the reasons against it.
 * Whose hand it may be is not asked here: roles and doors are the command's.
 */
export function takeStep(rules: Rules, standing: Standing<CaseState>, step: StepDefinition, act: Act = {}): Outcome {
  const { procedure } = rules;
  const lapsed = act.cause?.kind === 'lapse' ? act.cause.clock : undefined;
  const moving = { said: act.inputs, lapsed };
  const shut = reasonsAgainst(rules, standing, step, moving);
  if (shut.length > 0) return { shut };

  const { case: state } = standing;
  const toStage = step.to ?? state.stage;
  const ends = closes(procedure, step);
  const clocks = clocksAfter(rules, standing, step, ends, moving);
  if ('problem' in clocks) throw new Error(`the step ${step.id} was found open and its clocks cannot be reckoned`);
  const informed = consentsOf(rules, standing, step, act.inputs)
    .filter(({ must }) => must === 'be-informed')
    .map(({ who, basis }) => ({ who, basis }));
  const hypothetical = step.hypothetical === true || act.provenance?.standing === 'hypothetical';
  return {
    taken: {
      inquiryId: state.inquiryId,
      caseId: state.id,
      caseNumber: state.number,
      step: step.id,
      title: step.title,
      done: step.done,
      by: step.by,
      fromStage: state.stage,
      toStage,
      toTitle: procedure.stages.find((stage) => stage.id === toStage)?.title ?? state.stageTitle,
      closes: ends,
      inputs: act.inputs ?? [],
      clocks: clocks.clocks,
      basis: step.basis,
      ...(informed.length > 0 && { informed }),
      ...(step.tally && { tally: step.tally }),
      ...(act.cause && { cause: act.cause }),
      ...(hypothetical && { hypothetical }),
      ...(act.provenance && { provenance: act.provenance }),
    },
  };
}
