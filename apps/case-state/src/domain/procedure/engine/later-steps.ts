import type { Day, Happened } from '#contracts';
import type { CaseEvent, Cause } from '../../case/case.events.js';
import { asItStood } from '#legal-clock';
import { evolveCase, type CaseHistory, type CaseState, type MaybeCase } from '../../case/case.state.js';
import { afterLapse, lapseOf, lapses, runsOutOn, type StepOutcome } from './lapses.js';
import { runningOn } from './running-on.js';
import type { Rules, TeamOnDay } from './standing.js';
import { takeStep } from './take-step.js';

/** A case's history together with the team that its guards saw on each day. */
export interface Course {
  history: CaseHistory;
  teamOn(day: Day): TeamOnDay;
}

/** The rules that a case is under as it stands: a corrected calendar, or another version of its procedure, holds from its own day on. */
export type RulesOf = (state: CaseState) => Rules;

export type TakenEvent = Happened<CaseEvent> & { type: 'StepTaken' };
/** The record of a step, be it that silence found it shut. */
export type StepEvent = Happened<CaseEvent> & { type: 'StepTaken' | 'StepRefused' };

/**
 * The first step after a day that was lawful in `before` and is not in `after`, or comes out differently there (another stage,
 * another end of a clock): what an act with effect on that day would undo. Undefined when all stand. Steps of the day itself were
 * recorded before the act, and met the day without it.
 */
export function firstUndone(rulesOf: RulesOf, day: Day, before: Course, after: Course): TakenEvent | undefined {
  if (!before.history.some((event) => event.effectiveOn > day)) return undefined;
  const stands = new Set(standingSteps(rulesOf, after));
  return standingSteps(rulesOf, before).find((event) => event.effectiveOn > day && !stands.has(event));
}

/** The steps of a course that come out today as they were recorded, each at its own place and day. */
const standingSteps = (rulesOf: RulesOf, course: Course): TakenEvent[] =>
  [...outcomesOf(rulesOf, course)].flatMap(([event, outcome]) =>
    event.type === 'StepTaken' && sameOutcome(outcome, event) ? [event as TakenEvent] : [],
  );

/** A case on its way through its events. */
export interface Way {
  state: MaybeCase;
  /** The step that closed it last, and the case before it. */
  closing?: { step: string; before: CaseState } | undefined;
}

export const goOn = ({ state, closing }: Way, event: Happened<CaseEvent>): Way => ({
  state: evolveCase(state, event),
  closing:
    state && event.type === 'StepTaken' && event.data.closes ? { step: event.data.step, before: state } : closing,
});

/** A case with what silence brings about by the beginning of a day, recorded or not. */
export const afterSilence = (rulesOf: RulesOf, { state, closing }: Way, day: Day): Way => ({
  state: state && lapses(rulesOf(state), state, day).reduce(afterLapse, state),
  closing,
});

/**
 * What each step of a course comes to, taken once more at its own place and day; those that are not lawful there are not in it. Silence
 * speaks on the way, recorded or not: a clock that an act lets run out sooner may end what a later step was taken in.
 */
export function outcomesOf(rulesOf: RulesOf, { history, teamOn }: Course): Map<StepEvent, StepOutcome> {
  const outcomes = new Map<StepEvent, StepOutcome>();
  let way: Way = { state: undefined };
  for (const event of asItStood(history)) {
    way = afterSilence(rulesOf, way, event.effectiveOn);
    const outcome = isStep(event) && again(rulesOf, way, teamOn, event);
    if (outcome) outcomes.set(event, outcome);
    way = goOn(way, event);
  }
  return outcomes;
}

export const isStep = (event: Happened<CaseEvent>): event is StepEvent =>
  event.type === 'StepTaken' || event.type === 'StepRefused';

/** Whether it was silence that spoke. */
export const isOfSilence = (event: StepEvent): event is StepEvent & { data: { cause: LapseCause } } =>
  event.data.cause?.kind === 'lapse';

type LapseCause = Extract<Cause, { kind: 'lapse' }>;

/** What a recorded step comes to where a case stands so; undefined where it is not lawful, or is no step of the rules. */
export function again(
  rulesOf: RulesOf,
  { state, closing }: Way,
  teamOn: Course['teamOn'],
  event: StepEvent,
): StepOutcome | undefined {
  if (!state) return undefined;
  if (isOfSilence(event)) return spokenAgain(rulesOf(state), state, event.data.cause, event.effectiveOn);
  if (event.type === 'StepRefused') return undefined;
  const taken = event as TakenEvent;
  return taken.data.reopens === undefined
    ? takenAgain(rulesOf(state), state, teamOn(taken.effectiveOn), taken)
    : reopenedAgain(state, closing, taken);
}

/** What silence says at the end of a day; undefined where that clock does not run out on it. */
function spokenAgain(rules: Rules, state: CaseState, { clock: id }: LapseCause, day: Day): StepOutcome | undefined {
  const clock = state.clocks[id];
  return clock && runsOutOn(clock, day) ? lapseOf(rules, state, clock).events[0] : undefined;
}

function takenAgain(
  rules: Rules,
  state: CaseState,
  team: TeamOnDay,
  { data, effectiveOn: day }: TakenEvent,
): StepOutcome | undefined {
  const step = rules.procedure.steps.find((candidate) => candidate.id === data.step);
  const { inputs, cause, provenance } = data;
  const act = { inputs, ...(cause && { cause }), ...(provenance && { provenance }) };
  const outcome = step && takeStep(rules, { case: state, team, day }, step, act);
  return outcome && 'taken' in outcome ? { type: 'StepTaken', data: outcome.taken } : undefined;
}

/** A reopening is a step of no file: it stands on the closing that it undid, and sets the clocks that only that one ended. */
function reopenedAgain(
  state: CaseState,
  closing: Way['closing'],
  { data, effectiveOn: day }: TakenEvent,
): StepOutcome | undefined {
  if (state.closedOn === undefined || closing === undefined || closing.step !== data.reopens) return undefined;
  if (!state.been.some(({ stage }) => stage === data.toStage)) return undefined;
  const clocks = runningOn(state, closing.before, day);
  return { type: 'StepTaken', data: { ...data, fromStage: state.stage, clocks } };
}

/** Whether two outcomes have the same stage and the same ends of clocks. */
export function sameOutcome(a: StepOutcome, b: StepOutcome): boolean {
  if (a.type === 'StepTaken' && b.type === 'StepTaken')
    return (
      a.data.fromStage === b.data.fromStage && a.data.toStage === b.data.toStage && clocksText(a) === clocksText(b)
    );
  return a.type === b.type && clocksText(a) === clocksText(b);
}

/** What matters of the clocks; how the end is explained may be worded anew. */
const clocksText = ({ data: { clocks } }: StepOutcome): string =>
  JSON.stringify(
    [...clocks]
      .sort((a, b) => (a.clock < b.clock ? -1 : 1))
      .map(({ clock, state, end, hardEnd, startedOn, firstStartedOn, suspensions, extensions }) => [
        clock,
        state,
        end,
        hardEnd ?? null,
        startedOn,
        firstStartedOn ?? null,
        suspensions.map(({ from, to }) => [from, to ?? null]),
        extensions.map(({ on, by }) => [on, by]),
      ]),
  );
