import type { Day, Happened, Lapse } from '#contracts';
import { addDays, compareDays } from '#legal-clock';
import type { CaseEvent, ClockState, StepTaken } from '../../case/case.events.js';
import { evolveCase, type CaseState } from '../../case/case.state.js';
import { nameOf } from './reckoning.js';
import { NOBODY, type Rules } from './standing.js';
import { takeStep } from './take-step.js';

/** The hand of silence; the door that records it names the service itself as the actor. */
export const SILENCE = { person: '00000000-0000-0000-0000-000000000000', kind: 'system', role: 'system' } as const;

/**
 * What the passing of time has brought about by the beginning of `day`, oldest first: each clock that ran out before it takes its step, with
 * effect on its last day; each warning ahead of an end is given on its day. A step that is shut then is not taken; that it was not, is
 * recorded, and the clock has lapsed all the same.
 */
export function lapses(rules: Rules, start: CaseState, day: Day): Lapse<CaseEvent>[] {
  const due: Lapse<CaseEvent>[] = [];
  let state = start;
  for (let next = nextDue(state, day); next; next = nextDue(state, day)) {
    const lapse = 'ahead' in next ? warningOf(state, next) : lapseOf(rules, state, next.clock);
    due.push(lapse);
    state = afterLapse(state, lapse);
  }
  return due;
}

/** A case with what the passing of time has brought about on a day. */
export const afterLapse = (state: CaseState, { due, events }: Lapse<CaseEvent>): CaseState =>
  events.reduce(
    (so, event) => evolveCase(so, { ...event, effectiveOn: due, actor: SILENCE } as Happened<CaseEvent>) ?? so,
    state,
  );

/** A clock whose running out means something. */
type Lapsing = ClockState & { end: Day; onLapse: string };
type Running = ClockState & { end: Day };
/** What comes next by itself: a clock that runs out, at the end of a day; or a warning, at the beginning of one. */
type Due = { on: Day; clock: Lapsing } | { on: Day; clock: Running; ahead: string };

/** What silence says when a clock runs out: its step is taken, or shut. */
export type StepOutcome = CaseEvent & { type: 'StepTaken' | 'StepRefused' };

const isRunning = (clock: ClockState): clock is Running => clock.state === 'running' && clock.end !== null;
const isLapsing = (clock: Running): clock is Lapsing => clock.onLapse !== undefined;

/** Whether a clock that means something runs out at the end of a day. */
export const runsOutOn = (clock: ClockState, day: Day): clock is Lapsing =>
  isRunning(clock) && isLapsing(clock) && clock.end === day;

/**
 * The first day after which time brings something about by itself: a clock runs out at its end, a warning is given when the day before it is
 * over. Undefined: nothing will.
 */
export const silentUntil = (clocks: Iterable<ClockState>): Day | undefined =>
  [...clocks]
    .filter(isRunning)
    .flatMap((clock) => [
      ...(isLapsing(clock) ? [clock.end] : []),
      ...(clock.warnings ?? []).map(({ on }) => addDays(on, -1)),
    ])
    .sort()[0];

/** The first thing that has come about by the beginning of a day. */
function nextDue(state: CaseState, day: Day): Due | undefined {
  return Object.values(state.clocks)
    .filter(isRunning)
    .flatMap((clock): Due[] => [
      ...(isLapsing(clock) && clock.end < day ? [{ on: clock.end, clock }] : []),
      ...(clock.warnings ?? []).filter(({ on }) => on <= day).map(({ ahead, on }) => ({ on, clock, ahead })),
    ])
    .sort(
      (a, b) =>
        compareDays(a.on, b.on) ||
        Number('ahead' in b) - Number('ahead' in a) ||
        (a.clock.clock < b.clock.clock ? -1 : a.clock.clock > b.clock.clock ? 1 : 0),
    )[0];
}

function warningOf(state: CaseState, { on: due, clock, ahead }: Extract<Due, { ahead: string }>): Lapse<CaseEvent> {
  const { subject, title, basis, end, indicative, onLapse, explanation, revision } = clock;
  return {
    clock: `${clock.clock} ${ahead} ahead`,
    revision,
    due,
    events: [
      {
        type: 'ExpiryWarningGiven',
        data: {
          inquiryId: state.inquiryId,
          caseId: state.id,
          caseNumber: state.number,
          clock: clock.clock,
          ...(subject !== undefined && { subject }),
          title,
          basis,
          ahead,
          end,
          indicative,
          provisional: explanation.provisional,
          ...(onLapse !== undefined && { onLapse }),
        },
      },
    ],
  };
}

/** Whose clock ran out, said as an officer would have said it. */
function spokenOf({ procedure }: Rules, { clock, subject }: ClockState): StepTaken['inputs'] {
  const per = procedure.clocks.find(({ id }) => id === nameOf(clock))?.per;
  if (per === undefined || subject === undefined) return [];
  const asked = procedure.steps.flatMap(({ inputs }) => inputs ?? []).find(({ id }) => id === per);
  return [{ id: per, label: asked?.label ?? { en: per }, value: subject, text: { en: subject } }];
}

export function lapseOf(rules: Rules, state: CaseState, clock: Lapsing): Lapse<StepOutcome> {
  const { end: due, revision } = clock;
  const cause = { kind: 'lapse', clock: clock.clock, revision, due } as const;
  const lapse = (event: StepOutcome): Lapse<StepOutcome> => ({ clock: clock.clock, revision, due, events: [event] });
  const step = rules.procedure.steps.find((candidate) => candidate.id === clock.onLapse);
  const inputs = spokenOf(rules, clock);
  const outcome = step && takeStep(rules, { case: state, team: NOBODY, day: due }, step, { cause, inputs });
  if (outcome && 'taken' in outcome) return lapse({ type: 'StepTaken', data: outcome.taken });
  return lapse({
    type: 'StepRefused',
    data: {
      inquiryId: state.inquiryId,
      caseId: state.id,
      caseNumber: state.number,
      step: clock.onLapse,
      ...(step && { title: step.title }),
      cause,
      why: (outcome?.shut ?? []).map(({ guard, sentence, basis }) => ({ guard, sentence, basis })),
      clocks: [{ ...clock, state: 'lapsed', endedOn: due, revision: revision + 1 }],
    },
  });
}
