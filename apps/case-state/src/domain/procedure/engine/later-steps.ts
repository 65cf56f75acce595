import type { Day, Happened } from '#contracts';
import type { CaseEvent } from '../../case/case.events.js';
import { asItStood } from '#legal-clock';
import { evolveCase, type CaseHistory, type CaseState, type MaybeCase } from '../../case/case.state.js';
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

/** The steps of a course that come out today as they were recorded, each at its own place and day. */
function standingSteps(rulesOf: RulesOf, { history, teamOn }: Course): TakenEvent[] {
  const stands: TakenEvent[] = [];
  let state: MaybeCase;
  for (const event of asItStood(history)) {
    if (state && event.type === 'StepTaken') {
      const { data, effectiveOn: day } = event as TakenEvent;
      const rules = rulesOf(state);
      const step = rules.procedure.steps.find((candidate) => candidate.id === data.step);
      const act = { inputs: data.inputs, ...(data.cause && { cause: data.cause }) };
      const again = step && takeStep(rules, { case: state, team: teamOn(day), day }, step, act);
      if (again && 'taken' in again && sameOutcome(again.taken, data)) stands.push(event as TakenEvent);
    }
    state = evolveCase(state, event);
  }
  return stands;
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
      .map(({ clock, state, end, startedOn, suspensions, extensions }) => [
        clock,
        state,
        end,
        startedOn,
        suspensions.map(({ from, to }) => [from, to ?? null]),
        extensions.map(({ on, by }) => [on, by]),
      ]),
  );
