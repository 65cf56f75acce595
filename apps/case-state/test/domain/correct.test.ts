import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { takeStepByOfficer } from '../../src/domain/case/case.decide.js';
import { correctStep } from '../../src/domain/case/correct.js';
import { caseOn, type CaseHistory } from '../../src/domain/case/case.state.js';
import { isRejected } from '../../src/domain/rejection.js';
import { and, antitrust2, antitrust4, facts, id, merger3, openedCase, stand } from './a-case.js';
import { Story } from './story.js';

const closing = (effectiveOn: string) => ({
  step: 'CaseClosed',
  inputs: { outcome: 'no-grounds' },
  role: 'head-of-unit',
  effectiveOn,
});
const closed = (on: string): CaseHistory => {
  const opened = openedCase(antitrust2, '2024-06-03');
  return and(opened, takeStepByOfficer(opened, closing(on), facts(antitrust2)), on);
};
const lastOf = (history: CaseHistory) => history.at(-1)!.id!;
const asks = (event: string, effectiveOn: string) => ({
  event,
  effectiveOn,
  today: '2026-12-01',
  reason: 'The date was misread',
  role: 'head-of-unit',
});
const corrected = (history: CaseHistory, event: string, on: string): CaseHistory =>
  and(history, correctStep(history, asks(event, on), facts(antitrust2)), on);

describe('A step is corrected', () => {
  test('in its day: the case stands as of the true day, and what was recorded stays', () => {
    const before = closed('2024-06-12');
    const after = corrected(before, lastOf(before), '2024-06-10');
    expect(stand(after).closedOn).toBe('2024-06-10');
    expect(after).toHaveLength(before.length + 1);
    expect(stand(after).taken['CaseClosed']).toHaveLength(1);
    expect(caseOn(after, '2024-06-09')?.closedOn).toBeUndefined();
  });

  test('a correction is corrected itself, by its own name or by that of what it corrected: the last recorded stands', () => {
    const before = closed('2024-06-12');
    const [first, once] = [lastOf(before), corrected(before, lastOf(before), '2024-06-10')];
    expect(stand(corrected(once, lastOf(once), '2024-06-11')).closedOn).toBe('2024-06-11');
    expect(stand(corrected(once, first, '2024-06-05')).closedOn).toBe('2024-06-05');
  });

  test('contradictory corrections, in any order and of any of one another: the last recorded stands, and there is one step', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 3, max: 28 }), fc.nat()), { minLength: 1, maxLength: 12 }),
        (draws) => {
          let history = closed('2024-06-12');
          const records = [lastOf(history)];
          let expected = '2024-06-12';
          for (const [n, which] of draws) {
            const day = `2024-06-${String(n).padStart(2, '0')}`;
            const decided = correctStep(history, asks(records[which % records.length]!, day), facts(antitrust2));
            if (isRejected(decided)) throw new Error(JSON.stringify(decided));
            // As it stands already, nothing changes.
            expect(decided).toHaveLength(day === expected ? 0 : 1);
            history = and(history, decided, day);
            if (decided.length > 0) records.push(lastOf(history));
            expected = day;
            expect(stand(history).closedOn).toBe(expected);
            expect(stand(history).taken['CaseClosed']).toHaveLength(1);
            expect(stand(history).been.filter(({ stage }) => stage === 'closed')).toHaveLength(1);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  test('as it stood at its place in the day: what was recorded after it on that day does not bar it', () => {
    const story = Story.opened(antitrust4, '2024-06-03').went(
      ['2024-06-04', 'LegalServiceConsulted', { act: 'closing', reference: 'SJ/1' }],
      ['2024-06-04', 'CaseClosed', { outcome: 'no-grounds' }],
    );
    const consulted = story.history.at(-2)!.id!;
    const asked = { ...asks(consulted, '2024-06-04'), inputs: { act: 'closing', reference: 'SJ/2' } };
    const decided = correctStep(story.history, { ...asked, role: 'case-manager' }, facts(antitrust4));
    const after = stand(and(story.history, decided, '2024-06-04'));
    expect(after).toMatchObject({ stage: 'closed', closedOn: '2024-06-04' });
    expect(after.taken['LegalServiceConsulted']).toMatchObject([{ inputs: [{ value: 'closing' }, { value: 'SJ/2' }] }]);
  });

  test('not what is no event of the case: a correction of something of another case', () => {
    const history = closed('2024-06-12');
    expect(correctStep(history, asks(id(99_999), '2024-06-10'), facts(antitrust2))).toMatchObject({
      code: 'event-unknown',
      status: 400,
    });
  });

  test('not what no officer took; not by who may not take the step; not before the case was opened', () => {
    const history = closed('2024-06-12');
    const opening = history[0]!.id!;
    expect(correctStep(history, asks(opening, '2024-06-10'), facts(antitrust2))).toMatchObject({
      code: 'not-correctable',
    });
    expect(
      correctStep(history, { ...asks(lastOf(history), '2024-06-10'), role: 'case-handler' }, facts(antitrust2)),
    ).toMatchObject({
      code: 'not-your-role',
      status: 403,
      detail: { en: expect.stringContaining('On this team you are in the role of case handler.') },
    });
    expect(correctStep(history, asks(lastOf(history), '2024-06-02'), facts(antitrust2))).toMatchObject({
      code: 'before-case-opened',
    });
  });

  test('not so that a step that rests on it would not have been lawful: that one is named', () => {
    const complaint = {
      step: 'ComplaintLodged',
      inputs: { complainant: 'A firm', formC: 'complete' },
      role: 'case-manager',
      effectiveOn: '2024-06-05',
    };
    const opened = openedCase(antitrust2, '2024-06-03');
    const decided = takeStepByOfficer(opened, complaint, facts(antitrust2));
    if (isRejected(decided)) throw new Error(JSON.stringify(decided));
    const lodged = and(opened, decided, '2024-06-05');
    const letter = {
      step: 'Art7LetterSent',
      inputs: { complainant: 'A firm', weeks: 4, reasons: 'None' },
      role: 'case-manager',
      effectiveOn: '2024-06-10',
    };
    const sent = takeStepByOfficer(lodged, letter, facts(antitrust2));
    if (isRejected(sent)) throw new Error(JSON.stringify(sent));
    const both = and(lodged, sent, '2024-06-10');
    expect(
      correctStep(both, { ...asks(lastOf(lodged), '2024-06-12'), role: 'case-manager' }, facts(antitrust2)),
    ).toMatchObject({ code: 'later-step-unlawful', first: ['Art7LetterSent'] });
  });

  const recordOf = ({ history }: Story, step: string) =>
    history.find((event) => event.type === 'StepTaken' && event.data.step === step)!.id!;

  test('not so that silence would have spoken before a later step: it would have met another stage', () => {
    const story = Story.opened(merger3, '2024-01-10').went(
      ['2024-02-05', 'NotificationReceived'],
      ['2024-03-08', 'DocumentsSentToMemberStates', { documents: 'Form CO' }],
    );
    // Notified a week sooner, it would have been cleared by silence on 4 March.
    const sooner = { ...asks(recordOf(story, 'NotificationReceived'), '2024-01-29'), role: 'case-manager' };
    expect(correctStep(story.history, sooner, facts(merger3))).toMatchObject({
      code: 'later-step-unlawful',
      first: ['DocumentsSentToMemberStates'],
    });
  });

  const corrects = (story: Story, step: string, effectiveOn: string, more: object = {}) => {
    const role = story.rules.procedure.steps.find(({ id }) => id === step)!.may[0]!;
    return correctStep(
      story.history,
      { ...asks(recordOf(story, step), effectiveOn), role, ...more },
      facts(story.rules),
    );
  };
  const afterwards = (story: Story, step: string, on: string, more: object = {}): Story =>
    new Story(story.rules, and(story.history, corrects(story, step, on, more), on));

  test('and a later interruption is recorded anew with the hard end that it now leaves', () => {
    const story = Story.opened(antitrust4, '2024-06-03')
      .asked('2024-06-03', '2024-06-20', '2024-06-18')
      .went(
        ['2024-06-24', 'InfringementNoted', { undertaking: 'Alpha', ceasedOn: '2022-01-10' }],
        ['2024-07-01', 'LimitationInterrupted', { act: 'A request' }],
      );
    const inputs = { undertaking: 'Alpha', ceasedOn: '2020-01-10' };
    expect(story.clock('limitation:Alpha').hardEnd).toBe('2032-01-10');
    const after = afterwards(story, 'InfringementNoted', '2024-06-24', { inputs });
    expect(after.clock('limitation:Alpha')).toMatchObject({ hardEnd: '2030-01-10', end: '2029-07-01' });
  });

  /** Notified on 5 February; commitments were offered on the 20th. */
  const offered = () =>
    Story.opened(merger3, '2024-01-10').went(
      ['2024-02-05', 'NotificationReceived'],
      ['2024-02-20', 'PhaseOneCommitmentsOffered'],
    );

  test('and what rests on it is recorded anew on its own day, in the place of its record: only its end moves', () => {
    const story = offered();
    expect(story.clock('phase-one').end).toBe('2024-03-25');
    const decided = corrects(story, 'NotificationReceived', '2024-02-06');
    expect(decided).toMatchObject([
      { data: { step: 'NotificationReceived', correctionReason: 'The date was misread' } },
      {
        data: { step: 'PhaseOneCommitmentsOffered', by: 'officer' },
        effectiveOn: '2024-02-20',
        corrects: recordOf(story, 'PhaseOneCommitmentsOffered'),
      },
    ]);
    const after = afterwards(story, 'NotificationReceived', '2024-02-06');
    const twin = Story.opened(merger3, '2024-01-10').went(
      ['2024-02-06', 'NotificationReceived'],
      ['2024-02-20', 'PhaseOneCommitmentsOffered'],
    );
    expect(after.clock('phase-one')).toEqual(twin.clock('phase-one'));
    expect(after.state.taken['PhaseOneCommitmentsOffered']).toMatchObject([{ on: '2024-02-20' }]);
    // What was known before the correction is as it was, to the day.
    expect(stand(after.history.slice(0, story.history.length))).toEqual(story.state);
    expect(caseOn(after.history, '2024-02-19')?.clocks['phase-one']?.extensions).toEqual([]);
  });

  test('a correction of the correction takes what follows with it again', () => {
    const once = afterwards(offered(), 'NotificationReceived', '2024-02-06');
    const back = afterwards(once, 'NotificationReceived', '2024-02-05');
    expect(back.clock('phase-one')).toEqual(offered().clock('phase-one'));
    const [first, second] = [offered().history.length, once.history.length];
    expect(back.history.slice(first, second).map(({ type }) => type)).toEqual(['StepTaken', 'StepTaken']);
    expect(stand(back.history.slice(0, second)).clocks).toEqual(once.state.clocks);
    // The step that was recorded anew is corrected itself like any other.
    const own = afterwards(once, 'PhaseOneCommitmentsOffered', '2024-02-21');
    expect(own.state.taken['PhaseOneCommitmentsOffered']).toMatchObject([{ on: '2024-02-21' }]);
  });
});
