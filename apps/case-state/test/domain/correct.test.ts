import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { takeStepByOfficer } from '../../src/domain/case/case.decide.js';
import { correctStep } from '../../src/domain/case/correct.js';
import { caseOn, type CaseHistory } from '../../src/domain/case/case.state.js';
import { isRejected } from '../../src/domain/rejection.js';
import { and, antitrust2, antitrust4, facts, harbour, id, merger3, openedCase, stand } from './a-case.js';
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

  /** The clocks without what they still have to warn of: of one that is over, nothing. */
  const ends = ({ state }: Story) => Object.values(state.clocks).map((clock) => ({ ...clock, warnings: undefined }));

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
  test('so does a step of another stage that only ended a clock of it', () => {
    const article6 = { act: 'art-6' };
    const opened = (copyOn: string) =>
      Story.opened(merger3, '2026-07-20').went(
        ['2026-08-03', 'NotificationReceived'],
        [copyOn, 'CopySentToMemberStates'],
        ['2026-08-20', 'LegalServiceConsulted', article6],
        ['2026-08-20', 'ActSigned', article6],
        ['2026-08-21', 'PhaseTwoOpened'],
      );
    const decided = corrects(opened('2026-08-03'), 'CopySentToMemberStates', '2026-08-04');
    expect(decided).toMatchObject([
      { data: { step: 'CopySentToMemberStates' } },
      { data: { step: 'PhaseTwoOpened', toStage: 'phase-two' }, effectiveOn: '2026-08-21' },
    ]);
    const after = afterwards(opened('2026-08-03'), 'CopySentToMemberStates', '2026-08-04');
    expect(ends(after)).toEqual(ends(opened('2026-08-04')));
  });

  test('so does what silence said: on the same day, of a clock that now lies elsewhere', () => {
    const alpha = { undertaking: 'Alpha' };
    const article7 = { act: 'art-7' };
    const sued = (on: string) =>
      Story.opened(antitrust4, '2024-01-11')
        .went(['2024-01-11', 'InfringementNoted', { ...alpha, ceasedOn: '2021-06-30' }])
        .asked('2024-01-15', '2024-02-05', '2024-02-02')
        .went(
          ['2024-02-12', 'AssessmentBegun'],
          ['2024-02-19', 'ProceedingsOpened'],
          ['2024-03-01', 'LegalServiceConsulted', { act: 'objections', reference: 'SJ/1' }],
          ['2024-03-04', 'StatementOfObjectionsNotified', { ...alpha, weeks: 8 }],
          ['2024-04-15', 'ReplyToObjectionsReceived', alpha],
          ['2024-05-02', 'AdvisoryCommitteeConvened', article7],
          ['2024-05-17', 'AdvisoryCommitteeConsulted', article7],
          ['2024-05-17', 'LegalServiceConsulted', { ...article7, reference: 'SJ/2' }],
          ['2024-05-17', 'DepartmentsConsulted', article7],
          ['2024-05-17', 'HearingOfficerReported'],
          ['2024-05-17', 'ActSigned', article7],
          ['2024-05-21', 'DecisionAdopted'],
          ['2024-12-09', 'DecisionNotified', alpha],
          [on, 'ActionBrought', alpha],
          ['2026-03-02', 'JudgmentGiven', { ...alpha, outcome: 'upheld' }],
        )
        .by('2026-06-01');
    const story = sued('2025-02-17');
    const lapsed = recordOf(story, 'AppealPeriodExpired');
    expect(corrects(story, 'ActionBrought', '2025-02-14')).toMatchObject([
      { data: { step: 'ActionBrought' } },
      { data: { step: 'AppealPeriodExpired', by: 'lapse', cause: { kind: 'lapse' } }, corrects: lapsed },
    ]);
    const after = afterwards(story, 'ActionBrought', '2025-02-14');
    expect(ends(after)).toEqual(ends(sued('2025-02-14')));
    expect(after.state.taken['AppealPeriodExpired']).toHaveLength(1);
  });

  /** Notified on 5 February, and cleared by silence when 25 working days were over: on 11 March. */
  const cleared = () =>
    Story.opened(merger3, '2024-01-10').went(['2024-02-05', 'NotificationReceived']).by('2024-04-02');

  test('silence is recorded anew on the day on which it now speaks', () => {
    const story = cleared();
    expect(story.state.taken['DeemedCompatibleInPhaseOne']).toMatchObject([{ on: '2024-03-11' }]);
    const decided = corrects(story, 'NotificationReceived', '2024-02-07', { today: '2024-04-02' });
    const twin = Story.opened(merger3, '2024-01-10').went(['2024-02-07', 'NotificationReceived']).by('2024-04-02');
    const { on } = twin.state.taken['DeemedCompatibleInPhaseOne']![0]!;
    expect(decided).toMatchObject([
      { data: { step: 'NotificationReceived' } },
      {
        data: { step: 'DeemedCompatibleInPhaseOne', cause: { due: on } },
        effectiveOn: on,
        corrects: recordOf(story, 'DeemedCompatibleInPhaseOne'),
      },
    ]);
    const after = afterwards(story, 'NotificationReceived', '2024-02-07', { today: '2024-04-02' });
    expect(after.state).toMatchObject({ stage: twin.state.stage, stageSince: on });
    expect(after.by('2024-05-01').history).toHaveLength(after.history.length);
  });

  test('not while silence would have yet to speak: until when is said, and nothing that nobody can do', () => {
    const story = cleared();
    const asked = { today: '2024-03-13' };
    const twin = Story.opened(merger3, '2024-01-10').went(['2024-02-07', 'NotificationReceived']);
    expect(twin.clock('phase-one').end).toBe('2024-03-13');
    const heard = corrects(story, 'NotificationReceived', '2024-02-07', asked);
    expect(heard).toMatchObject({
      code: 'later-step-unlawful',
      detail: { en: expect.stringContaining('its time runs to the end of 13 March 2024') },
    });
    expect(heard).not.toHaveProperty('first');
    expect(isRejected(corrects(story, 'NotificationReceived', '2024-02-07', { today: '2024-03-14' }))).toBe(false);
  });

  test('not where silence, spoken later, would come behind what is recorded since of that very day', () => {
    const asked = cleared().asked('2024-03-13', '2024-03-27');
    const today = { today: '2024-04-02' };
    expect(corrects(asked, 'NotificationReceived', '2024-02-07', today)).toMatchObject({ code: 'later-step-unlawful' });
    expect(isRejected(corrects(asked, 'NotificationReceived', '2024-02-06', today))).toBe(false);
  });

  test('not so that a step comes behind another and the case would be elsewhere: other services went on from there', () => {
    const sent = (id: string, from: string[], to: string) => ({ ...harbour.procedure.steps[1]!, id, from, to });
    const steps = [
      ...harbour.procedure.steps.slice(0, 1),
      sent('Here', ['intake', 'cleared'], 'running'),
      sent('There', ['intake', 'running'], 'cleared'),
      ...harbour.procedure.steps.filter(({ by }) => by === 'lapse'),
    ];
    const both = Story.opened({ ...harbour, procedure: { ...harbour.procedure, steps } }, '2024-06-03').went(
      ['2024-06-05', 'Here'],
      ['2024-06-06', 'There'],
    );
    expect(corrects(both, 'Here', '2024-06-07')).toMatchObject({ code: 'later-step-unlawful', first: ['There'] });
  });
});
