import { describe, expect, test } from '@jest/globals';
import { noteReply, noteRfi, takeStepByOfficer } from '../../src/domain/case/case.decide.js';
import { reopenCase, stagesToReopen } from '../../src/domain/case/reopen.js';
import { correctStep } from '../../src/domain/case/correct.js';
import type { Rules } from '../../src/domain/procedure/engine/standing.js';
import { isRejected } from '../../src/domain/rejection.js';
import { and, antitrust2, facts, harbour, openedCase, reply, request, stand } from './a-case.js';
import { Story } from './story.js';

const closing = (effectiveOn: string) => ({
  step: 'CaseClosed',
  inputs: { outcome: 'no-grounds' },
  role: 'head-of-unit',
  effectiveOn,
});
const closed = () => {
  const opened = openedCase(antitrust2, '2024-06-03');
  const asked = and(
    opened,
    noteRfi(opened, { rfi: request(1, [1], '2024-06-24'), effectiveOn: '2024-06-04' }, facts(antitrust2)),
    '2024-06-04',
  );
  const answered = and(
    asked,
    noteReply(asked, { reply: reply(1, 1, '2024-06-10', '2024-06-24'), effectiveOn: '2024-06-10' }, facts(antitrust2)),
    '2024-06-10',
  );
  return and(answered, takeStepByOfficer(answered, closing('2024-06-12'), facts(antitrust2)), '2024-06-12');
};
const reopening = { reason: 'A new complaint brings new facts', role: 'head-of-unit', effectiveOn: '2024-07-01' };

describe('A closed case is reopened', () => {
  test('with a reason, in the stage that it was closed from; the closing stays in its history and can be taken again', () => {
    const before = closed();
    expect(stand(before).stage).toBe('closed');
    const after = and(before, reopenCase(before, reopening, facts(antitrust2)), '2024-07-01');
    const state = stand(after);
    expect(state).toMatchObject({ stage: 'fact-finding', stageSince: '2024-07-01' });
    expect(state.closedOn).toBeUndefined();
    expect(state.closing).toBeUndefined();
    expect(state.been.map(({ stage }) => stage)).toEqual(['screening', 'fact-finding', 'closed', 'fact-finding']);
    expect(after.filter((event) => event.type === 'StepTaken' && event.data.closes)).toHaveLength(1);
    const again = and(after, takeStepByOfficer(after, closing('2024-07-02'), facts(antitrust2)), '2024-07-02');
    expect(stand(again)).toMatchObject({ stage: 'closed', closedOn: '2024-07-02' });
  });

  test('in another stage that it has been in, and in no other', () => {
    const history = closed();
    expect(stagesToReopen(stand(history), antitrust2).map(({ stage }) => stage)).toEqual(['fact-finding', 'screening']);
    expect(reopenCase(history, { ...reopening, stage: 'screening' }, facts(antitrust2))).toMatchObject([
      { data: { toStage: 'screening', inputs: [{ id: 'reason', value: reopening.reason }] } },
    ]);
    expect(reopenCase(history, { ...reopening, stage: 'objections' }, facts(antitrust2))).toMatchObject({
      code: 'stage-not-been',
    });
  });

  test('not one that is open, not by who may not, not before it was closed', () => {
    const history = closed();
    expect(reopenCase(openedCase(antitrust2, '2024-06-03'), reopening, facts(antitrust2))).toMatchObject({
      code: 'not-closed',
    });
    expect(reopenCase(history, { ...reopening, role: 'case-handler' }, facts(antitrust2))).toMatchObject({
      code: 'not-your-role',
      status: 403,
    });
    expect(reopenCase(history, { ...reopening, effectiveOn: '2024-06-11' }, facts(antitrust2))).toMatchObject({
      code: 'before-stage-began',
    });
  });

  test('what silence would have done is not brought about: a clock that only the closing ended runs on, unless a step hangs on its end', () => {
    const before = closed();
    const after = stand(and(before, reopenCase(before, reopening, facts(antitrust2)), '2024-07-01'));
    for (const clock of Object.values(after.clocks))
      if (clock.onLapse !== undefined) expect(clock.state).not.toBe('running');
  });

  test('a document that came while it was closed stands in it, and the case did not move', () => {
    const opened = openedCase(antitrust2, '2024-06-03');
    const asked = and(
      opened,
      noteRfi(opened, { rfi: request(1, [1, 2], '2024-06-24'), effectiveOn: '2024-06-04' }, facts(antitrust2)),
      '2024-06-04',
    );
    const shut = and(asked, takeStepByOfficer(asked, closing('2024-06-12'), facts(antitrust2)), '2024-06-12');
    const late = and(
      shut,
      noteReply(shut, { reply: reply(1, 1, '2024-06-20', '2024-06-24'), effectiveOn: '2024-06-20' }, facts(antitrust2)),
      '2024-06-20',
    );
    expect(stand(late).stage).toBe('closed');
    expect(Object.values(stand(late).rfis)[0]?.addressees).toMatchObject({
      [reply(1, 1, '', '').addresseeId]: { state: 'in', repliedOn: '2024-06-20' },
    });
    const after = stand(and(late, reopenCase(late, reopening, facts(antitrust2)), '2024-07-01'));
    expect(Object.values(after.rfis)[0]?.addressees).toMatchObject({
      [reply(1, 1, '', '').addresseeId]: { state: 'in' },
    });
  });

  test('whose closing was corrected before: the clocks that only the closing ended run on all the same', () => {
    const { history: before, rules: of } = Story.opened(harbour, '2024-06-03').went(
      ['2024-06-03', 'ReviewStarted'],
      ['2024-06-04', 'Refused', { ground: 'The berth is too narrow' }],
    );
    const record = before.at(-1)!.id!;
    const why = { reason: 'The date was misread', role: 'registry', today: '2024-06-05' };
    const correction = { event: record, ...why, effectiveOn: '2024-06-05' };
    const anew = correctStep(before, correction, facts(of));
    if (isRejected(anew)) throw new Error(JSON.stringify(anew));
    const after = and(
      before,
      anew.map((one) => ({ ...one, corrects: record })),
      '2024-06-05',
    );
    for (const history of [before, after]) {
      const state = stand(
        and(history, reopenCase(history, { ...reopening, effectiveOn: '2024-06-06' }, facts(of)), '2024-06-06'),
      );
      expect(state.clocks['reminder']).toMatchObject({ state: 'running' });
    }
  });

  test('the closing is not moved behind the reopening that rests on it', () => {
    const before = closed();
    const record = before.at(-1)!.id!;
    const after = and(before, reopenCase(before, reopening, facts(antitrust2)), '2024-07-01');
    const correction = { event: record, reason: 'The date was misread', role: 'head-of-unit', today: '2024-07-05' };
    expect(correctStep(after, { ...correction, effectiveOn: '2024-07-03' }, facts(antitrust2))).toMatchObject({
      code: 'later-step-unlawful',
      first: ['CaseReopened'],
    });
    expect(isRejected(correctStep(after, { ...correction, effectiveOn: '2024-06-13' }, facts(antitrust2)))).toBe(false);
  });

  test('not in a stage that ends the case, nor in one that its present version does not know: nothing could be done there', () => {
    const once = Story.opened(harbour, '2024-06-03').went(
      ['2024-06-03', 'ReviewStarted'],
      ['2024-06-04', 'Refused', { ground: 'The berth is too narrow' }],
    );
    const state = stand(once.history);
    // As one that was closed in another way the first time.
    const twice = {
      ...state,
      been: [...state.been, { stage: 'cleared', title: { en: 'Cleared' }, since: '2024-06-05' }],
    };
    const ends = (stages: string[]) => ({
      ...harbour,
      procedure: {
        ...harbour.procedure,
        stages: harbour.procedure.stages.map((one) => ({ ...one, terminal: stages.includes(one.id) })),
      },
    });
    const named = (rules: Rules) =>
      stagesToReopen({ ...twice, closedOn: '2024-06-05' }, rules).map(({ stage }) => stage);
    expect(named(ends(['archived']))).toEqual(['cleared', 'running', 'intake']);
    expect(named(ends(['archived', 'cleared']))).toEqual(['running', 'intake']);
    const known = harbour.procedure.stages.filter(({ id }) => id !== 'intake');
    expect(named({ ...harbour, procedure: { ...harbour.procedure, stages: known } })).toEqual(['cleared', 'running']);
  });
});
