import { describe, expect, test } from '@jest/globals';
import type { ProcedureDefinition } from '#contracts';
import { caseOn } from '../../src/domain/case/case.state.js';
import { correctStep, shutToCorrection } from '../../src/domain/case/correct.js';
import { moveProcedure } from '../../src/domain/case/move-procedure.js';
import { and, antitrust, antitrust2, facts, harbour, merger, rules } from './a-case.js';
import { Story } from './story.js';
import { thirdProcedure } from './third-procedure.js';

const pin = (of: ProcedureDefinition) => ({ id: of.id, version: of.version, hash: 'b'.repeat(64) });
const second = (change: Partial<ProcedureDefinition> = {}): ProcedureDefinition => ({
  ...thirdProcedure,
  version: 2,
  title: { en: 'Harbour review, amended' },
  ...change,
});
const without = (step: string) => thirdProcedure.steps.filter(({ id }) => id !== step);

const underReview = () => Story.opened(harbour, '2024-06-03').went(['2024-06-03', 'ReviewStarted']);
const moved = (story: Story, to: ProcedureDefinition, day = '2024-06-05', role = 'registry') =>
  moveProcedure(story.state, { reason: 'The rules were amended', role, effectiveOn: day }, story.rules, {
    pin: pin(to),
    rules: rules(to),
    calendars: [],
  });
const goesOn = (story: Story, to: ProcedureDefinition, day = '2024-06-05'): Story =>
  new Story(rules(to), and(story.history, moved(story, to, day), day));

describe('A case goes on under another version of its procedure', () => {
  test('by a step that is recorded with both versions and its reason', () => {
    const to = second();
    expect(moved(underReview(), to)).toMatchObject([
      {
        type: 'ProcedureMoved',
        data: { from: { version: 1 }, to: { version: 2 }, stage: 'running', reason: 'The rules were amended' },
      },
    ]);
    const { state } = goesOn(underReview(), to);
    expect(state).toMatchObject({
      procedure: pin(to),
      procedureTitle: { en: 'Harbour review, amended' },
      procedureSince: '2024-06-05',
    });
    expect(caseOn(goesOn(underReview(), to).history, '2024-06-04')?.procedure.version).toBe(1);
  });

  test('open clocks run on as they were begun; what starts from then on is of the new version', () => {
    const clocks = thirdProcedure.clocks.map((clock) =>
      clock.id === 'review'
        ? { ...clock, period: '20wd' }
        : clock.id === 'objection'
          ? { ...clock, period: '2w' }
          : clock,
    );
    const story = goesOn(underReview(), second({ clocks }));
    expect(story.clock('review')).toMatchObject({ period: '10wd', end: '2024-06-17' });
    expect(story.by('2024-06-20').clock('objection')).toMatchObject({ period: '2w', end: '2024-07-01' });
  });

  test('a step that is retired stays in the history, and cannot be taken any more', () => {
    const extended = underReview().went(['2024-06-04', 'ReviewExtended']);
    const story = goesOn(extended, second({ steps: without('ReviewExtended') }));
    expect(story.state.taken['ReviewExtended']).toMatchObject([{ on: '2024-06-04' }]);
    expect(story.clock('review').end).toBe('2024-06-24');
    expect(story.refusal('2024-06-06', 'ReviewExtended')).toMatchObject({ code: 'step-unknown' });
    story.went(['2024-06-06', 'ReviewStopped'], ['2024-06-07', 'ReviewResumed']);
  });

  test('is refused with all reasons at once where the version does not know where the case stands', () => {
    const to = second({
      stages: thirdProcedure.stages.filter(({ id }) => id !== 'running'),
      clocks: thirdProcedure.clocks.filter(({ id }) => id !== 'reminder'),
      steps: without('DeemedCleared'),
      calendar: 'uk-cma',
      site: 'GB',
    });
    expect(moved(underReview(), to)).toMatchObject({
      rejected: true,
      code: 'version-does-not-fit',
      errors: [
        { path: 'stages.running' },
        { path: 'calendar' },
        { path: 'counting' },
        { path: 'clocks.reminder', message: { en: expect.stringContaining('“Reminder”') } },
        { path: 'clocks.review', message: { en: expect.stringContaining('counted otherwise') } },
        { path: 'clocks.review', message: { en: expect.stringContaining('DeemedCleared') } },
      ],
    });
    // A clock that is over is history: nothing needs it.
    const over = Story.opened(harbour, '2024-06-03').by('2024-06-03');
    expect(moved(over, second({ steps: without('DeemedCleared') }))).toHaveLength(1);
  });

  test('is for who answers for the case, not before the present stage began, and never into another procedure', () => {
    expect(moved(underReview(), second(), '2024-06-05', 'case-handler')).toMatchObject({
      code: 'not-your-role',
      status: 403,
    });
    expect(moved(underReview(), second(), '2024-06-02')).toMatchObject({ code: 'before-stage-began' });
    expect(moved(underReview(), merger.procedure)).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ path: 'procedure' })]),
    });
    expect(moved(underReview(), thirdProcedure)).toEqual([]);
  });

  test('what was before it is not acted on any more: it stands under the version of then', () => {
    const story = goesOn(underReview(), second());
    expect(story.refusal('2024-06-04', 'ReviewStopped')).toMatchObject({ guard: 'before-version-began' });
    expect(moved(story, { ...second(), version: 3 }, '2024-06-04')).toMatchObject({ code: 'before-stage-began' });
  });

  test('nor is a step of the day of the move corrected that was recorded before it, be it retired since or not', () => {
    const extended = underReview().went(['2024-06-05', 'ReviewExtended']);
    const event = extended.history.at(-1)!.id!;
    for (const steps of [without('ReviewExtended'), thirdProcedure.steps]) {
      const story = goesOn(extended, second({ steps }));
      const why = { reason: 'The date was misread', role: 'case-handler', today: '2024-06-06' };
      const correction = { event, ...why, effectiveOn: '2024-06-06' };
      expect(correctStep(story.history, correction, facts(story.rules))).toMatchObject({
        code: 'before-stage-began',
        guard: 'before-version-began',
      });
    }
  });

  test('of a step that is retired the case says so before anybody tries, in the words that one who tries hears', () => {
    const extended = underReview().went(['2024-06-05', 'ReviewExtended']);
    const { history, rules, state } = goesOn(extended, second({ steps: without('ReviewExtended') }));
    const event = extended.history.at(-1)!.id!;
    const why = { reason: 'The date was misread', role: 'case-handler', today: '2024-06-06' };
    const correction = { event, ...why, effectiveOn: '2024-06-05' };
    const taken = { step: 'ReviewExtended', by: 'officer', on: '2024-06-05' } as const;
    const shut = shutToCorrection(state, taken, undefined, 'case-handler');
    expect(shut).toMatchObject({ guard: 'before-version-began' });
    expect(correctStep(history, correction, facts(rules))).toEqual(shut);
  });

  test('eu-antitrust: a case of version 1, which ends at the opening of proceedings, goes on under version 2', () => {
    const story = Story.opened(antitrust, '2024-03-04');
    const decided = moveProcedure(
      story.state,
      { reason: 'The whole procedure', role: 'case-manager', effectiveOn: '2024-06-05' },
      antitrust,
      { pin: pin(antitrust2.procedure), rules: antitrust2, calendars: [] },
    );
    expect(decided).toMatchObject([{ type: 'ProcedureMoved', data: { from: { version: 1 }, to: { version: 2 } } }]);
  });
});
