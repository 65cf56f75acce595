import type { Day, Decision, Happened, Uuid } from '#contracts';
import { asItStood } from '#legal-clock';
import type { CaseEvent } from '../../case/case.events.js';
import { evolveCase, type CaseState, type MaybeCase } from '../../case/case.state.js';
import {
  afterSilence,
  again,
  goOn,
  isOfSilence,
  isStep,
  outcomesOf,
  sameOutcome,
  type Course,
  type RulesOf,
  type StepEvent,
  type Way,
} from './later-steps.js';
import { lapses, SILENCE, type StepOutcome } from './lapses.js';
import type { Rules } from './standing.js';

/** A step as a correction records it, on a day of its own: in the place of a record of it, or (what silence would have said) for the first time. */
export type Corrected = StepOutcome & { effectiveOn: Day; corrects?: Uuid };

/** What a correction would undo, and so cannot be recorded. `runsUntil`: silence would speak when that day is over, which it is not yet. */
export interface Undone {
  undone: StepEvent;
  runsUntil?: Day;
}

/**
 * A correction with what else has to be recorded anew because of it: each later step that is still lawful and comes out differently, silence
 * included, on its own day, computed on what the ones before it leave. Silence that spoke is recorded anew on the day on which its
 * clock now runs out, and silence that would have spoken before a later event is recorded with it. Or the first step that would not
 * stand: one that is unlawful now, one that silence would have come before in another stage, silence that would not have spoken by today.
 * @param rules those that what is recorded now is reckoned by
 * @param correction the record of the step on its true day, and what it comes to where the case stands so; nothing: it changes nothing
 * @param from only what takes effect from that day on can be another
 */
export function withConsequences<Code extends string>(
  { rules, rulesOf }: { rules: Rules; rulesOf: RulesOf },
  { history, teamOn }: Course,
  correction: { place: Happened<CaseEvent>; takenOn: (state: CaseState) => Decision<Corrected, Code> },
  { from, today }: { from: Day; today: Day },
): Decision<Corrected, Code> | Undone {
  const was = outcomesOf(rulesOf, { history, teamOn });
  const course = asItStood([...history, correction.place]);
  /** Records of silence that has not spoken yet on this way. */
  const silent = new Set(
    course.filter((event) => isStep(event) && isOfSilence(event) && was.has(event)) as StepEvent[],
  );
  let corrected: Corrected[] = [];
  const consequences: Corrected[] = [];
  const passed: Happened<CaseEvent>[] = [];
  let way: Way = { state: undefined };

  const pass = (event: Happened<CaseEvent>): void => {
    passed.push(event);
    way = goOn(way, event);
  };
  const recordAnew = (outcome: StepOutcome, effectiveOn: Day, instead: StepEvent | undefined): void => {
    const one = { ...outcome, effectiveOn, ...(instead && inPlaceOf(instead, outcome)) };
    consequences.push(one);
    pass({ ...one, actor: SILENCE });
  };
  /** Lets silence speak that is due before a day. @returns a step that cannot stand for it */
  const hear = (day: Day, next: number): StepEvent | undefined => {
    for (let said = silence(rules, way.state, day); said; said = silence(rules, way.state, day)) {
      const { clock, due, outcome } = said;
      const spoken = [...silent].find((event) => isOfSilence(event) && event.data.cause.clock === clock);
      if (spoken) {
        if (spoken.type !== outcome.type) return spoken;
        silent.delete(spoken);
      } else if (moves(outcome)) {
        const later = course.slice(next).find((event) => isStep(event) && was.has(event));
        if (later) return later as StepEvent;
      }
      recordAnew(outcome, due, spoken);
    }
    return undefined;
  };

  for (const [i, event] of course.entries()) {
    if (event.effectiveOn < from) {
      way = goOn(afterSilence(rulesOf, way, event.effectiveOn), event);
      if (isStep(event)) silent.delete(event);
      continue;
    }
    if (passed.length === 0) way = afterSilence(rulesOf, way, from);
    const late = hear(event.effectiveOn, i);
    if (late) return { undone: late };
    if (event === correction.place) {
      if (!way.state) throw new Error('a case stands from the day of its opening on');
      const decided = correction.takenOn(way.state);
      if ('rejected' in decided || decided.length === 0) return decided;
      corrected = decided;
      for (const one of corrected) pass({ ...one, actor: SILENCE });
      continue;
    }
    const expected = isStep(event) && was.get(event);
    if (!expected) {
      pass(event);
      continue;
    }
    const ofSilence = isOfSilence(event);
    // It has spoken before.
    if (ofSilence && !silent.has(event)) continue;
    const outcome = again(rulesOf, way, teamOn, event);
    // It may speak later.
    if (ofSilence && !outcome) continue;
    if (ofSilence) silent.delete(event);
    if (!outcome) return { undone: event };
    if (sameOutcome(outcome, expected)) {
      pass(event);
      continue;
    }
    const anew = again(() => rules, way, teamOn, event);
    if (anew?.type !== event.type) return { undone: event };
    recordAnew(anew, event.effectiveOn, event);
  }
  if (silent.size > 0) {
    const late = hear(today, course.length);
    if (late) return { undone: late };
  }
  const [unspoken] = silent;
  if (unspoken) return { undone: unspoken, ...runsUntil(way.state, unspoken) };
  return misplaced() ?? restaged() ?? [...corrected, ...consequences];

  /** Of one day what was recorded first comes first: silence that would follow what was recorded since cannot be put there. */
  function misplaced(): Undone | undefined {
    const steps = (events: readonly Happened<CaseEvent>[]) =>
      events.filter(({ type }) => type !== 'ExpiryWarningGiven');
    const anew = [...corrected, ...consequences].map((event) => ({ ...event, actor: SILENCE }));
    const folded = steps(asItStood<Happened<CaseEvent>>([...history, ...anew]));
    const lived = steps(passed);
    const other = folded.slice(folded.length - lived.length).findIndex(({ data }, i) => data !== lived[i]?.data);
    const undone = other < 0 ? undefined : lived.slice(other).find(isStep);
    return undone && { undone };
  }

  /** The last step of all leaves the case in its stage: other services have moved on to it. */
  function restaged(): Undone | undefined {
    const stood = asItStood(history);
    const stage = stood.reduce<MaybeCase>(evolveCase, undefined)?.stage;
    if (way.state?.stage === stage || consequences.some((one) => one.corrects === undefined && moves(one)))
      return undefined;
    const last = stood.findLast((event) => isStep(event) && was.has(event) && moves(event));
    return last && { undone: last as StepEvent };
  }
}

/** What silence says first before a day: what it only warns of is none of its words. */
function silence(
  rules: Rules,
  state: MaybeCase,
  day: Day,
): { clock: string; due: Day; outcome: StepOutcome } | undefined {
  for (const { clock, due, events } of state ? lapses(rules, state, day) : [])
    for (const outcome of events)
      if (outcome.type === 'StepTaken' || outcome.type === 'StepRefused') return { clock, due, outcome };
  return undefined;
}

/** Names what it corrects; an officer's act stays that officer's. */
function inPlaceOf({ id, data, actor }: StepEvent, outcome: StepOutcome): StepOutcome & { corrects: Uuid } {
  if (id === undefined) throw new Error(`the record of ${data.step} has no id to be corrected by`);
  if (outcome.type !== 'StepTaken' || outcome.data.by !== 'officer') return { ...outcome, corrects: id };
  const { person, role } = ('hand' in data && data.hand) || actor;
  return { type: 'StepTaken', data: { ...outcome.data, hand: { person, role } }, corrects: id };
}

const moves = (event: StepOutcome): boolean =>
  event.type === 'StepTaken' && event.data.fromStage !== event.data.toStage;

/** The day up to which a clock runs on, whose running out is recorded. */
function runsUntil(state: MaybeCase, event: StepEvent): Pick<Undone, 'runsUntil'> {
  const clock = isOfSilence(event) ? state?.clocks[event.data.cause.clock] : undefined;
  return clock?.state === 'running' && clock.end !== null ? { runsUntil: clock.end } : {};
}
