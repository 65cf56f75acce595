import type { Consent, Guard, ProcedureDefinition, StepDefinition, StepInput } from '#contracts';
import { CalendarYearMissing } from '#legal-clock';
import type { TakenStep } from '../../case/case.state.js';
import { remembered } from '../../remembered.js';
import { brokenBounds } from './bounds.js';
import { clocksOf, holds, isSince, latest, optionsOf } from './checks.js';
import { clocksAfter, type Moving } from './clocks.js';
import { calendarTitle } from './reckoning.js';
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
  const ever = canEverBe(rules.procedure, standing, step);
  if (taken && (step.once || !ever)) return { step, state: 'done', why: [] };
  if (!taken && step.by === 'opening') return { step, state: 'unneeded', why: [atOpening(step)] };
  const why = reasonsAgainst(rules, standing, step);
  if (!ever) return { step, state: 'unneeded', why };
  if (step.by === 'lapse') return { step, state: 'shut', why: [bySilence(rules, standing, step), ...why] };
  return why.length === 0 ? { step, state: 'open', why } : { step, state: 'shut', why };
}

/**
 * Everything that stands against taking a step on that day; empty = nothing does. The procedure's guards speak first; the stage is
 * named only when none of them has said why, for its sentence says less. Who has to sign or to be consulted is said at the stage alone.
 * @param moving what is said in taking it, and the clock that takes it; before anything is said, what hangs on that does not speak
 */
export function reasonsAgainst(rules: Rules, standing: Standing, step: StepDefinition, moving: Moving = {}): Reason[] {
  const { procedure } = rules;
  const { lapsed, said } = moving;
  const own = (guard: EngineGuard, sentence: Reason['sentence']): Reason => ({
    guard,
    sentence,
    basis: step.basis,
    first: [],
  });
  const here = procedure.stages.find((stage) => stage.id === standing.case.stage);
  if (!here || here.terminal === true) return [own('case-closed', sentences.caseClosed())];
  if (step.once && (standing.case.taken[step.id]?.length ?? 0) > 0)
    return [own('taken-once', sentences.takenOnce(step.done))];

  const from = stagesFrom(procedure, step);
  try {
    const why = refusing(rules, standing, step.guards);
    if (!from.includes(here.id)) return why.length > 0 ? why : [elsewhere(procedure, step, here)];
    why.push(...missingConsents(rules, standing, step, said));
    if (why.length > 0) return why;
    const unsayable = [...nothingToChoose(rules, standing, step), ...shutChoices(rules, standing, step, said)];
    if (unsayable.length > 0) return unsayable;
  } catch (error) {
    if (!(error instanceof CalendarYearMissing)) throw error;
    return [own('clock', sentences.dayNotReckonable(calendarTitle(rules, error.calendarId), error.year))];
  }

  if (lapsed !== undefined && !runsOut(standing, lapsed)) return [bySilence(rules, standing, step)];
  const broken = brokenBounds(step, said);
  if (broken.length > 0) return broken;
  const clocks = clocksAfter(rules, standing, step, closes(procedure, step), moving);
  return 'problem' in clocks ? [own('clock', clocks.problem)] : [];
}

/** Those of some guards that do not hold. @throws CalendarYearMissing */
const refusing = (rules: Rules, standing: Standing, guards: readonly string[]): Reason[] =>
  guardsCalled(rules.procedure, guards)
    .filter((guard) => !holds(guard.check, standing, rules))
    .map((guard) => ({
      guard: guard.id,
      sentence: filled(guard.otherwise, factsOf(standing)),
      basis: guard.basis,
      first: stillAhead(rules.procedure, standing, guard.first ?? []),
    }));

/** Of the steps that would open another, those that the case can still come to. */
const stillAhead = (procedure: ProcedureDefinition, standing: Standing, steps: readonly string[]): string[] =>
  steps.filter((id) => {
    const step = stepsOf(procedure).get(id);
    if (!step || !canEverBe(procedure, standing, step)) return false;
    return !step.once || (standing.case.taken[id]?.length ?? 0) === 0;
  });

const stepsOf = remembered(({ steps }: ProcedureDefinition) => new Map(steps.map((step) => [step.id, step])));

/** The guards that a step or a choice names, looked up once: a published version never changes, and every step of every case asks. */
const found = new WeakMap<ProcedureDefinition, WeakMap<readonly string[], Guard[]>>();

function guardsCalled(procedure: ProcedureDefinition, ids: readonly string[]): Guard[] {
  const of = found.get(procedure) ?? new WeakMap<readonly string[], Guard[]>();
  const known = of.get(ids);
  if (known) return known;
  const guards = ids.flatMap((id) => procedure.guards.find((guard) => guard.id === id) ?? []);
  found.set(procedure, of.set(ids, guards));
  return guards;
}

/** What the step must be about, and of which there is none. @throws CalendarYearMissing */
const nothingToChoose = (rules: Rules, { case: state, day }: Standing, step: StepDefinition): Reason[] =>
  (step.inputs ?? [])
    .filter(({ kind, required }) => kind === 'among' && required)
    .filter((input) => optionsOf(input, state, day, rules).length === 0)
    .map(({ label, among }) => ({
      guard: 'nothing-to-choose' satisfies EngineGuard,
      sentence: sentences.nothingToChoose(label),
      basis: step.basis,
      first: among?.of ?? [],
    }));

/** Why something cannot be chosen on that day. @throws CalendarYearMissing */
export const reasonsAgainstChoice = (
  rules: Rules,
  standing: Standing,
  { guards }: NonNullable<StepInput['choices']>[number],
): Reason[] => (guards ? refusing(rules, standing, guards) : []);

/** Of what was said, what cannot be chosen; before anything is said, what must be chosen and leaves no choice. @throws CalendarYearMissing */
function shutChoices(rules: Rules, standing: Standing, step: StepDefinition, said: Moving['said']): Reason[] {
  return (step.inputs ?? []).flatMap(({ id, choices = [], required }) => {
    if (said) {
      const chosen = choices.find((choice) => choice.id === said.find((one) => one.id === id)?.value);
      return chosen ? reasonsAgainstChoice(rules, standing, chosen) : [];
    }
    const against = choices.map((choice) => reasonsAgainstChoice(rules, standing, choice));
    return required && against.every((why) => why.length > 0) ? against.flat() : [];
  });
}

/** Whether somebody has signed or been consulted. What was given serves one act: it is given anew for the next one that asks for the same. */
export function isGiven(
  procedure: ProcedureDefinition,
  standing: Standing,
  step: StepDefinition,
  consent: Consent,
): boolean {
  const { must, step: by, with: said, afterConsulted } = consent;
  if (must === 'be-informed' || by === undefined) return true;
  const given = latest(standing.case, by, said);
  if (given === undefined) return false;
  const served = (askingFor(procedure).get(nameOfConsent(consent)) ?? []).some((asking) => {
    const act = latest(standing.case, asking);
    return act !== undefined && !isSince(given, act);
  });
  if (served) return false;
  return !afterConsulted || consultedOn(standing, step).every((heard) => isSince(given, heard));
}

const nameOfConsent = ({ step, with: said = {} }: Consent): string =>
  JSON.stringify([step, Object.entries(said).sort()]);

/** Of each consent the steps that ask for it. */
const askingFor = remembered(({ steps }: ProcedureDefinition): Map<string, string[]> => {
  const asking = new Map<string, string[]>();
  for (const { id, consents = [] } of steps)
    for (const name of consents.map(nameOfConsent)) asking.set(name, [...(asking.get(name) ?? []), id]);
  return asking;
});

/** When those who are consulted on a step were last heard. */
const consultedOn = ({ case: state }: Standing, { consents = [] }: StepDefinition): TakenStep[] =>
  consents.flatMap(({ must, step, with: said }) => {
    const heard = must === 'be-consulted' && step !== undefined ? latest(state, step, said) : undefined;
    return heard ? [heard] : [];
  });

/**
 * The consents that the step asks for as things stand; one that hangs on what is said, only when that is said.
 * @throws CalendarYearMissing
 */
export const consentsOf = (rules: Rules, standing: Standing, step: StepDefinition, said: Moving['said']): Consent[] =>
  (step.consents ?? []).filter((consent) => consent.when === undefined || holds(consent.when, standing, rules, said));

function missingConsents(rules: Rules, standing: Standing, step: StepDefinition, said: Moving['said']): Reason[] {
  return consentsOf(rules, standing, step, said)
    .filter((consent) => !isGiven(rules.procedure, standing, step, consent))
    .map((consent) => ({
      guard: 'consent' satisfies EngineGuard,
      sentence: whatIsMissing(rules.procedure, standing, step, consent),
      basis: consent.basis,
      first: consent.step === undefined ? [] : [consent.step],
    }));
}

function whatIsMissing(
  procedure: ProcedureDefinition,
  standing: Standing,
  step: StepDefinition,
  consent: Consent,
): Reason['sentence'] {
  const { afterConsulted, must, who } = consent;
  if (afterConsulted && isGiven(procedure, standing, step, { ...consent, afterConsulted: undefined }))
    return sentences.signedTooEarly(who);
  return must === 'sign' ? sentences.notSigned(who) : sentences.notConsulted(who);
}

/** One guard of a step that ends the case, and whether it holds. */
export interface Checked {
  guard: string;
  met: boolean;
  sentence: Reason['sentence'];
  basis: Reason['basis'];
}

/** Every guard of a step, met or not, those that have words for both; before them the stage, where that is not met. @throws CalendarYearMissing */
export function checklistOf(rules: Rules, standing: Standing, step: StepDefinition): Checked[] {
  const { procedure } = rules;
  const refused = refusing(rules, standing, step.guards);
  const checked = step.guards.flatMap((id) => {
    const guard = procedure.guards.find((one) => one.id === id);
    if (!guard?.holds) return [];
    const against = refused.find((reason) => reason.guard === id);
    return [{ guard: id, met: !against, sentence: against?.sentence ?? guard.holds, basis: guard.basis }];
  });
  const here = procedure.stages.find((stage) => stage.id === standing.case.stage);
  if (checked.length === 0 || !here || stagesFrom(procedure, step).includes(here.id)) return checked;
  const { guard, sentence, basis } = elsewhere(procedure, step, here);
  return [{ guard, met: false, sentence, basis }, ...checked];
}

/** Whether the step ends the case. */
export const closes = (procedure: ProcedureDefinition, step: StepDefinition): boolean =>
  procedure.stages.some((stage) => stage.id === step.to && stage.terminal === true);

function canEverBe(procedure: ProcedureDefinition, standing: Standing, step: StepDefinition): boolean {
  const stages = reachable(procedure, standing.case.stage);
  return stagesFrom(procedure, step).some((stage) => stages.has(stage));
}

/** Why a step cannot be taken at a stage: said once, for it is the same of every case that is there. */
const notHere = new WeakMap<ProcedureDefinition, Map<string, Reason>>();

function elsewhere(
  procedure: ProcedureDefinition,
  step: StepDefinition,
  here: ProcedureDefinition['stages'][number],
): Reason {
  const reasons = notHere.get(procedure) ?? new Map<string, Reason>();
  notHere.set(procedure, reasons);
  const known = reasons.get(`${here.id} ${step.id}`);
  if (known) return known;
  const from = stagesFrom(procedure, step);
  const reason: Reason = {
    guard: 'stage' satisfies EngineGuard,
    sentence: sentences.stage(here.title, titles(procedure, from)),
    basis: step.basis,
    first: leadingTo(procedure, from, here.id),
  };
  reasons.set(`${here.id} ${step.id}`, reason);
  return reason;
}

const titles = (procedure: ProcedureDefinition, stages: readonly string[]) =>
  stages.map((id) => procedure.stages.find((stage) => stage.id === id)?.title ?? { en: id });

/** Steps by which a case at `here` first comes to one of the stages. */
function leadingTo(procedure: ProcedureDefinition, stages: readonly string[], here: string): string[] {
  const before = reachable(procedure, here, stages);
  return procedure.steps
    .filter((step) => step.to !== undefined && stages.includes(step.to))
    .filter((step) => stagesFrom(procedure, step).some((stage) => before.has(stage) && !stages.includes(stage)))
    .map((step) => step.id);
}

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
  const clock =
    definition &&
    clocksOf(standing.case, definition.id)
      .filter(({ state }) => state === 'running')
      .sort((a, b) => ((a.end ?? '') < (b.end ?? '') ? -1 : 1))[0];
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
