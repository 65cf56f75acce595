import type { ProcedureDefinition, StepDefinition } from '#contracts';
import { holds } from './checks.js';
import { clocksAfter } from './clocks.js';
import { reachable, stagesFrom } from './reach.js';
import { filled, sentences, type EngineGuard } from './sentences.js';
import { factsOf, type Reason, type Rules, type Standing } from './standing.js';

/** How a step stands on a day: `done` and cannot be again; `open` now; `shut` now, with the reasons; `unneeded`: passed over for good. */
export interface StepStanding {
  step: StepDefinition;
  state: 'done' | 'open' | 'shut' | 'unneeded';
  why: Reason[];
}

/** Every step of the procedure, in the procedure's order. */
export const explainSteps = (rules: Rules, standing: Standing): StepStanding[] =>
  rules.procedure.steps.map((step) => explainStep(rules, standing, step));

/** The steps that can be taken on that day. */
export const openSteps = (rules: Rules, standing: Standing): StepDefinition[] =>
  explainSteps(rules, standing)
    .filter(({ state }) => state === 'open')
    .map(({ step }) => step);

/**
 * How one step stands. `open` exactly when taking it through its own door succeeds (`takeStep`); a step that silence takes is
 * never open, one that belongs to the opening not after it.
 */
export function explainStep(rules: Rules, standing: Standing, step: StepDefinition): StepStanding {
  const taken = (standing.case.taken[step.id]?.length ?? 0) > 0;
  const why = reasonsAgainst(rules, standing, step);
  if (taken && (step.once || !canEverBe(rules.procedure, standing, step))) return { step, state: 'done', why: [] };
  if (!taken && step.by === 'opening') return { step, state: 'unneeded', why: [atOpening(step)] };
  if (!canEverBe(rules.procedure, standing, step)) return { step, state: 'unneeded', why };
  if (step.by === 'lapse') return { step, state: 'shut', why: [bySilence(rules, standing, step), ...why] };
  return why.length === 0 ? { step, state: 'open', why } : { step, state: 'shut', why };
}

/**
 * Everything that stands against taking a step on that day; empty = nothing does. The procedure's guards speak first; the stage is
 * named only when none of them has said why, for its sentence says less.
 */
export function reasonsAgainst(rules: Rules, standing: Standing, step: StepDefinition, lapsed?: string): Reason[] {
  const { procedure } = rules;
  const own = (guard: EngineGuard, sentence: Reason['sentence'], first: string[] = []): Reason => ({
    guard,
    sentence,
    basis: step.basis,
    first,
  });
  const here = procedure.stages.find((stage) => stage.id === standing.case.stage);
  if (!here || here.terminal === true) return [own('case-closed', sentences.caseClosed())];
  if (step.once && (standing.case.taken[step.id]?.length ?? 0) > 0)
    return [own('taken-once', sentences.takenOnce(step.done))];

  const facts = factsOf(standing);
  const refusing = step.guards
    .map((id) => procedure.guards.find((guard) => guard.id === id))
    .filter((guard) => guard !== undefined)
    .filter((guard) => !holds(guard.check, standing));
  const why = refusing.map((guard): Reason => ({
    guard: guard.id,
    sentence: filled(guard.otherwise, facts),
    basis: guard.basis,
    first: guard.first ?? [],
  }));
  const from = stagesFrom(procedure, step);
  if (!from.includes(here.id))
    return why.length > 0
      ? why
      : [own('stage', sentences.stage(here.title, titles(procedure, from)), leadingTo(procedure, from))];
  if (why.length > 0) return why;

  if (lapsed !== undefined && !runsOut(standing, lapsed)) return [bySilence(rules, standing, step)];
  const clocks = clocksAfter(rules, standing, step, closes(procedure, step), lapsed);
  return 'problem' in clocks ? [own('clock', clocks.problem)] : [];
}

/** Whether the step ends the case. */
export const closes = (procedure: ProcedureDefinition, step: StepDefinition): boolean =>
  procedure.stages.some((stage) => stage.id === step.to && stage.terminal === true);

function canEverBe(procedure: ProcedureDefinition, standing: Standing, step: StepDefinition): boolean {
  const stages = reachable(procedure, standing.case.stage);
  return stagesFrom(procedure, step).some((stage) => stages.has(stage));
}

const titles = (procedure: ProcedureDefinition, stages: string[]) =>
  stages.map((id) => procedure.stages.find((stage) => stage.id === id)?.title ?? { en: id });

/** Steps that lead to one of the stages from elsewhere. */
const leadingTo = (procedure: ProcedureDefinition, stages: string[]): string[] =>
  procedure.steps.filter((step) => step.to !== undefined && stages.includes(step.to)).map((step) => step.id);

/** Whether a clock runs out at the end of this very day. */
const runsOut = ({ case: state, day }: Standing, id: string): boolean =>
  state.clocks[id]?.state === 'running' && state.clocks[id].end === day;

const atOpening = (step: StepDefinition): Reason => ({
  guard: 'at-opening' satisfies EngineGuard,
  sentence: sentences.atOpening(),
  basis: step.basis,
  first: [],
});

function bySilence(rules: Rules, standing: Standing, step: StepDefinition): Reason {
  const definition = rules.procedure.clocks.find((clock) => clock.onLapse === step.id);
  const clock = definition && standing.case.clocks[definition.id];
  const title = definition?.title ?? step.title;
  return {
    guard: 'by-silence' satisfies EngineGuard,
    sentence:
      clock?.state === 'running' && clock.end !== null
        ? sentences.bySilence(title, clock.end)
        : sentences.silenceWithoutClock(title),
    basis: definition?.basis ?? step.basis,
    first: [],
  };
}
