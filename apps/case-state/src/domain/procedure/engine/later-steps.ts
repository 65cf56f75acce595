import type { Day, Happened } from '#contracts';
import type { CaseEvent } from '../../case/case.events.js';
import { asItStood } from '#legal-clock';
import { evolveCase, type CaseHistory, type CaseState, type MaybeCase } from '../../case/case.state.js';
import { afterLapse, lapses } from './lapses.js';
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

type TakenEvent = Happened<CaseEvent> & { type: 'StepTaken' };

/**
 * The first step after a day that was lawful in `before` and is not in `after`, or comes out differently there (another stage,
 * another end of a clock): what an act with effect on that day would undo. Undefined when all stand. Steps of the day itself were
 * recorded before the act, and met the day without it.
 * @param corrected the record that the act takes the place of: that it stands no longer is the point
 */
export function firstUndone(
  rulesOf: RulesOf,
  day: Day,
  before: Course,
  after: Course,
  corrected?: Happened<CaseEvent>,
): TakenEvent | undefined {
  if (!before.history.some((event) => event.effectiveOn > day)) return undefined;
  const stands = new Set(standingSteps(rulesOf, after));
  return standingSteps(rulesOf, before).find(
    (event) => event !== corrected && event.effectiveOn > day && !stands.has(event),
  );
}

/**
 * The steps of a course that come out today as they were recorded, each at its own place and day. Silence speaks on the way, recorded or not:
 * a clock that an act lets run out sooner may end what a later step was taken in.
 */
function standingSteps(rulesOf: RulesOf, { history, teamOn }: Course): TakenEvent[] {
  const stands: TakenEvent[] = [];
  let state: MaybeCase;
  let closing: { step: string; before: CaseState } | undefined;
  for (const event of asItStood(history)) {
    if (state) state = lapses(rulesOf(state), state, event.effectiveOn).reduce(afterLapse, state);
    if (state && event.type === 'StepTaken') {
      const { data, effectiveOn: day } = event as TakenEvent;
      const again =
        data.reopens === undefined
          ? takenAgain(rulesOf(state), state, teamOn(day), event as TakenEvent)
          : reopenedAgain(state, closing, event as TakenEvent);
      if (again && sameOutcome(again, data)) stands.push(event as TakenEvent);
      if (data.closes) closing = { step: data.step, before: state };
    }
    state = evolveCase(state, event);
  }
  return stands;
}

function takenAgain(rules: Rules, state: CaseState, team: TeamOnDay, { data, effectiveOn: day }: TakenEvent) {
  const step = rules.procedure.steps.find((candidate) => candidate.id === data.step);
  const act = { inputs: data.inputs, ...(data.cause && { cause: data.cause }) };
  const again = step && takeStep(rules, { case: state, team, day }, step, act);
  return again && 'taken' in again ? again.taken : undefined;
}

/** A reopening is a step of no file: it stands on the closing that it undid, and sets the clocks that only that one ended. */
function reopenedAgain(
  state: CaseState,
  closing: { step: string; before: CaseState } | undefined,
  { data, effectiveOn: day }: TakenEvent,
): Result | undefined {
  if (state.closedOn === undefined || closing === undefined || closing.step !== data.reopens) return undefined;
  if (!state.been.some(({ stage }) => stage === data.toStage)) return undefined;
  return { fromStage: state.stage, toStage: data.toStage, clocks: runningOn(state, closing.before, day) };
}

type Result = Pick<TakenEvent['data'], 'fromStage' | 'toStage' | 'clocks'>;

function sameOutcome(a: Result, b: Result): boolean {
  return a.fromStage === b.fromStage && a.toStage === b.toStage && clocksText(a) === clocksText(b);
}

/** What matters of the clocks; how the end is explained may be worded anew. */
const clocksText = ({ clocks }: Result): string =>
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
