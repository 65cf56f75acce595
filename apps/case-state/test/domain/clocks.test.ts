import { describe, expect, test } from '@jest/globals';
import { caseAggregate, noteRfi, takeStepByOfficer } from '../../src/domain/case/case.decide.js';
import type { CaseHistory } from '../../src/domain/case/case.state.js';
import { explainStep, explainSteps } from '../../src/domain/procedure/engine/explain.js';
import { and, facts, harbour, openedCase, request, silence, stand, team } from './a-case.js';

/** All under the third procedure: ten working days of review; silence clears, and a week later archives. */
const aggregate = caseAggregate(() => harbour);
const at = (
  history: CaseHistory,
  step: string,
  on: string,
  inputs: Record<string, string | number> = {},
  role = 'case-handler',
) => and(history, takeStepByOfficer(history, { step, inputs, role, effectiveOn: on }, facts(harbour)), on);
const refusal = (history: CaseHistory, step: string, on: string) =>
  takeStepByOfficer(history, { step, inputs: {}, role: 'case-handler', effectiveOn: on }, facts(harbour));
/** What silence has brought about by a day, recorded as the command path does. */
const by = (history: CaseHistory, day: string): CaseHistory =>
  aggregate.lapses!(history, day).reduce((so, lapse) => and(so, lapse.events, lapse.due), history);

const opened = () => openedCase(harbour, '2024-06-03');
/** Started on Monday 3 June 2024: ten working days end on Monday 17 June. */
const started = () => at(opened(), 'ReviewStarted', '2024-06-03');
const review = (history: CaseHistory) => stand(history).clocks['review']!;

describe('the clock of a step', () => {
  test('starts the working day after, and says how its end came about', () => {
    expect(review(started())).toMatchObject({
      state: 'running',
      startedOn: '2024-06-03',
      end: '2024-06-17',
      revision: 1,
    });
    expect(review(started()).explanation.steps.at(-1)).toMatchObject({ rule: 'result', day: '2024-06-17' });
  });

  test('stands still from the day after it is stopped to the day on which it runs again', () => {
    const stopped = at(started(), 'ReviewStopped', '2024-06-07');
    expect(review(stopped)).toMatchObject({ state: 'suspended', end: null, suspensions: [{ from: '2024-06-08' }] });
    const resumed = at(stopped, 'ReviewResumed', '2024-06-14');
    // Four days were used by 7 June; six more from Monday 17 June.
    expect(review(resumed)).toMatchObject({
      state: 'running',
      end: '2024-06-24',
      suspensions: [{ from: '2024-06-08', to: '2024-06-14' }],
    });
  });

  test('stopped and let run again on one day, it has lost no day', () => {
    const history = at(at(started(), 'ReviewStopped', '2024-06-07'), 'ReviewResumed', '2024-06-07');
    expect(review(history)).toMatchObject({ state: 'running', end: '2024-06-17', suspensions: [] });
  });

  test('is extended', () => {
    expect(review(at(started(), 'ReviewExtended', '2024-06-10'))).toMatchObject({
      end: '2024-06-24',
      extensions: [{ on: '2024-06-10', by: '5wd' }],
    });
  });

  test('cannot be let run again when it is not stopped, and the engine says so', () => {
    expect(refusal(started(), 'ReviewResumed', '2024-06-05')).toMatchObject({
      guard: 'clock',
      detail: { en: '“Review period” is not suspended.' },
    });
    expect(refusal(at(started(), 'ReviewStopped', '2024-06-07'), 'ReviewStopped', '2024-06-10')).toMatchObject({
      guard: 'review-still-runs',
    });
  });

  test('ends with the case', () => {
    const refused = at(started(), 'Refused', '2024-06-10', { ground: 'Draught' }, 'registry');
    expect(review(refused)).toMatchObject({ state: 'ended', endedOn: '2024-06-10' });
    expect(stand(refused).clocks['reminder']).toMatchObject({ state: 'ended' });
  });

  test('is not reckoned on a calendar without a list for the year: the step is shut and says which', () => {
    const far = openedCase(harbour, '2027-11-03');
    expect(refusal(far, 'ReviewStarted', '2027-12-24')).toMatchObject({
      guard: 'clock',
      detail: { en: expect.stringContaining('2028') },
    });
  });
});

describe('silence', () => {
  test('says nothing on the last day, and speaks from the next on, with effect on the last', () => {
    expect(silence(aggregate.lapses!(started(), '2024-06-17'))).toEqual([]);
    expect(silence(aggregate.lapses!(started(), '2024-06-18'))).toMatchObject([
      {
        clock: 'review',
        revision: 1,
        due: '2024-06-17',
        events: [{ data: { step: 'DeemedCleared', toStage: 'cleared' } }],
      },
    ]);
  });

  test('that starts a clock whose silence speaks too, by the same day', () => {
    const lapses = silence(aggregate.lapses!(started(), '2024-07-01'));
    expect(lapses.map(({ clock, due }) => [clock, due])).toEqual([
      ['review', '2024-06-17'],
      ['objection', '2024-06-24'],
    ]);
    expect(stand(by(started(), '2024-07-01'))).toMatchObject({ stage: 'archived', closedOn: '2024-06-24' });
  });

  test('has spoken once', () => {
    const history = by(started(), '2024-06-20');
    expect(aggregate.lapses!(history, '2024-06-20')).toEqual([]);
    expect(review(history)).toMatchObject({ state: 'lapsed', endedOn: '2024-06-17' });
  });

  test('speaks before an act that comes after it: the act meets the stage that silence made', () => {
    const cleared = by(started(), '2024-06-19');
    expect(refusal(cleared, 'ReviewExtended', '2024-06-19')).toMatchObject({ guard: 'stage' });
    expect(stand(at(cleared, 'Objected', '2024-06-19')).clocks['objection']).toMatchObject({ state: 'ended' });
  });

  test('does not speak while the clock stands still', () => {
    expect(silence(aggregate.lapses!(at(started(), 'ReviewStopped', '2024-06-07'), '2025-06-07'))).toEqual([]);
  });

  test('is not undone by an act recorded later with effect before it', () => {
    const cleared = by(started(), '2024-06-20');
    expect(refusal(cleared, 'ReviewExtended', '2024-06-14')).toMatchObject({ code: 'before-stage-began' });
  });

  test('meets a step that is shut: the clock has lapsed, the step is not taken, and both are recorded', () => {
    const guarded = structuredClone(harbour);
    const lapse = guarded.procedure.steps.find((step) => step.id === 'DeemedCleared')!;
    lapse.guards = ['not-stopped-before'];
    const history = at(at(started(), 'ReviewStopped', '2024-06-07'), 'ReviewResumed', '2024-06-10');
    const shut = { ...guarded.procedure.guards.find((guard) => guard.id === 'not-stopped-before')! };
    shut.check = { not: { stepTaken: 'ReviewStopped' } };
    guarded.procedure.guards = guarded.procedure.guards.map((guard) => (guard.id === shut.id ? shut : guard));
    const [first, ...more] = silence(caseAggregate(() => guarded).lapses!(history, '2024-08-01'));
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      events: [{ type: 'StepRefused', data: { why: [{ guard: 'not-stopped-before' }] } }],
    });
    const after = and(history, first!.events, first!.due);
    expect(review(after).state).toBe('lapsed');
    expect(stand(after).stage).toBe('running');
  });
});

describe('an act with effect in the past', () => {
  test('that moves a clock under a later step is refused and names it', () => {
    const extended = at(started(), 'ReviewExtended', '2024-06-12');
    expect(refusal(extended, 'ReviewStopped', '2024-06-05')).toMatchObject({
      code: 'later-step-unlawful',
      first: ['ReviewExtended'],
    });
  });

  test('that undoes nothing is recorded, and the case stands as if it had been recorded in time', () => {
    const late = at(at(started(), 'ReviewExtended', '2024-06-12'), 'ReviewStopped', '2024-06-13');
    const noted = and(
      late,
      noteRfi(late, { rfi: request(1, [1], '2024-07-01'), effectiveOn: '2024-06-05' }, facts(harbour)),
      '2024-06-05',
    );
    expect(stand(noted).taken['QuestionAsked']).toMatchObject([{ on: '2024-06-05' }]);
    expect(review(noted)).toEqual(review(late));
  });

  test('looks at the clock as it was on that day', () => {
    const history = at(started(), 'ReviewStopped', '2024-06-13');
    const run = { case: stand(history), team: team(), day: '2024-06-14' };
    const step = harbour.procedure.steps.find((one) => one.id === 'Refused')!;
    expect(explainStep(harbour, run, step)).toMatchObject({ state: 'shut', why: [{ guard: 'review-still-runs' }] });
  });
});

describe('how the steps of a case stand', () => {
  test('open, shut with a reason, done, passed over', () => {
    const of = (history: CaseHistory, day: string) =>
      Object.fromEntries(
        explainSteps(harbour, { case: stand(history), team: team(), day }).map(({ step, state, why }) => [
          step.id,
          why[0] ? `${state}: ${why[0].guard}` : state,
        ]),
      );
    expect(of(opened(), '2024-06-03')).toEqual({
      FileTaken: 'done',
      ReviewStarted: 'open',
      ReviewStopped: 'shut: review-still-runs',
      ReviewResumed: 'shut: stage',
      ReviewExtended: 'shut: stage',
      Refused: 'shut: review-still-runs',
      DeemedCleared: 'shut: by-silence',
      Objected: 'shut: review-over',
      Archived: 'shut: by-silence',
      QuestionAsked: 'shut: stage',
    });
    expect(of(by(started(), '2024-06-19'), '2024-06-19')).toEqual({
      FileTaken: 'done',
      ReviewStarted: 'done',
      ReviewStopped: 'unneeded: review-still-runs',
      ReviewResumed: 'unneeded: stage',
      ReviewExtended: 'unneeded: stage',
      Refused: 'unneeded: review-still-runs',
      DeemedCleared: 'done',
      Objected: 'open',
      Archived: 'shut: by-silence',
      QuestionAsked: 'unneeded: stage',
    });
  });
});
