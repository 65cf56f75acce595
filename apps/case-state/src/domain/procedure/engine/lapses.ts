import type { Day, Happened, Lapse } from '#contracts';
import type { CaseEvent, ClockState, StepTaken } from '../../case/case.events.js';
import { evolveCase, type CaseState } from '../../case/case.state.js';
import { nameOf } from './reckoning.js';
import { NOBODY, type Rules } from './standing.js';
import { takeStep } from './take-step.js';

/** The hand of silence; the door that records it names the service itself as the actor. */
const SILENCE = { person: '00000000-0000-0000-0000-000000000000', kind: 'system', role: 'system' } as const;

/**
 * What silence has brought about by the beginning of `day`, oldest first: each clock that ran out before it takes its step, with
 * effect on its last day. A step that is shut then is not taken; that it was not, is recorded, and the clock has lapsed all the same.
 */
export function lapses(rules: Rules, start: CaseState, day: Day): Lapse<CaseEvent>[] {
  const due: Lapse<CaseEvent>[] = [];
  let state = start;
  for (let clock = nextLapse(state, day); clock; clock = nextLapse(state, day)) {
    const lapse = lapseOf(rules, state, clock);
    due.push(lapse);
    for (const event of lapse.events) {
      const happened = { ...event, effectiveOn: lapse.due, actor: SILENCE } as Happened<CaseEvent>;
      state = evolveCase(state, happened) ?? state;
    }
  }
  return due;
}

/** The first clock to have run out before a day, of those whose silence means something. */
function nextLapse(state: CaseState, day: Day): (ClockState & { end: Day; onLapse: string }) | undefined {
  return Object.values(state.clocks)
    .filter(
      (clock): clock is ClockState & { end: Day; onLapse: string } =>
        clock.state === 'running' && clock.onLapse !== undefined && clock.end !== null && clock.end < day,
    )
    .sort((a, b) => (a.end < b.end ? -1 : a.end > b.end ? 1 : a.clock < b.clock ? -1 : 1))[0];
}

/** Whose clock ran out, said as an officer would have said it. */
function spokenOf({ procedure }: Rules, { clock, subject }: ClockState): StepTaken['inputs'] {
  const per = procedure.clocks.find(({ id }) => id === nameOf(clock))?.per;
  if (per === undefined || subject === undefined) return [];
  const asked = procedure.steps.flatMap(({ inputs }) => inputs ?? []).find(({ id }) => id === per);
  return [{ id: per, label: asked?.label ?? { en: per }, value: subject, text: { en: subject } }];
}

function lapseOf(rules: Rules, state: CaseState, clock: ClockState & { end: Day; onLapse: string }): Lapse<CaseEvent> {
  const { end: due, revision } = clock;
  const cause = { kind: 'lapse', clock: clock.clock, revision, due } as const;
  const lapse = (event: CaseEvent): Lapse<CaseEvent> => ({ clock: clock.clock, revision, due, events: [event] });
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
