import { describe, expect, test } from '@jest/globals';
import { noteOverdue, noteReply, noteRfi, openCase, takeStepByOfficer } from '../../src/domain/case/case.decide.js';
import type { CaseHistory } from '../../src/domain/case/case.state.js';
import { explainStep } from '../../src/domain/procedure/engine/explain.js';
import { factsOf } from '../../src/domain/procedure/engine/standing.js';
import {
  antitrust,
  and,
  CASE,
  facts,
  id,
  INQUIRY,
  opening,
  openedCase,
  reply,
  request,
  screening,
  screening1,
  stand,
  team,
} from './a-case.js';

const asManager = (step: string, effectiveOn: string, inputs: Record<string, string | number> = {}) => ({
  step,
  inputs,
  role: 'case-manager',
  effectiveOn,
});

const explained = (history: CaseHistory, step: string, day: string) =>
  explainStep(
    antitrust,
    { case: stand(history), team: team(), day },
    antitrust.procedure.steps.find((one) => one.id === step)!,
  );

/** Opened on 28 June, eight asked the same day, limit 19 July. */
const asked = (addressees = [1, 2, 3]): CaseHistory => {
  const opened = openedCase(antitrust, '2024-06-28', 'AT.90204');
  const rfi = request(1, addressees, '2024-07-19');
  return and(opened, noteRfi(opened, { rfi, effectiveOn: '2024-06-28' }, facts(antitrust)), '2024-06-28');
};
const replied = (history: CaseHistory, addressee: number, on: string) =>
  and(
    history,
    noteReply(history, { reply: reply(1, addressee, on, '2024-07-19'), effectiveOn: on }, facts(antitrust)),
    on,
  );

describe('opening an antitrust case', () => {
  const command = {
    caseId: CASE,
    number: 'AT.90204',
    title: { en: 'Exclusivity' },
    role: 'case-manager',
    effectiveOn: '2024-06-28',
  };

  test('registers the lead, opens the case at screening, and pins the rules', () => {
    const history = and([], openCase(command, opening(antitrust)), '2024-06-28');
    expect(history.map((event) => (event.type === 'StepTaken' ? event.data.step : event.type))).toEqual([
      'CaseOpened',
      'LeadRegistered',
      'CaseOpened',
    ]);
    expect(stand(history)).toMatchObject({
      stage: 'screening',
      openedOn: '2024-06-28',
      procedure: { id: 'eu-antitrust', version: 1 },
      calendar: { id: 'ec-brussels', version: 1 },
    });
  });

  test('without a lead the case is opened all the same, and the registration of one is passed over', () => {
    const history = and([], openCase(command, opening(antitrust, { teamOn: () => team(undefined, 0) })), '2024-06-28');
    expect(stand(history).taken).not.toHaveProperty('LeadRegistered');
    expect(explained(history, 'LeadRegistered', '2024-06-28')).toMatchObject({ state: 'unneeded' });
  });

  test('is refused without a case manager', () => {
    const decided = openCase(
      { ...command, role: 'registry' },
      opening(antitrust, { teamOn: () => team([['registry', 'none']]) }),
    );
    expect(decided).toMatchObject({ rejected: true, code: 'step-not-open', guard: 'case-manager-assigned' });
  });

  test('is refused while a member has not declared conflicts, and says how many', () => {
    const undeclared = team([
      ['case-manager', 'none'],
      ['case-handler', 'not-yet'],
    ]);
    expect(openCase(command, opening(antitrust, { teamOn: () => undeclared }))).toMatchObject({
      code: 'step-not-open',
      guard: 'conflicts-declared',
      detail: { en: '1 of 2 members of the team have not yet declared whether they have a conflict of interest.' },
    });
  });

  test.each([
    ['number-taken', { ...command }, { numberTaken: true }],
    ['number-prefix', { ...command, number: 'M.90204' }, {}],
    ['not-your-role', { ...command, role: 'case-handler' }, {}],
    ['before-inquiry-opened', { ...command, effectiveOn: '2024-01-08' }, {}],
    ['followed-case-unknown', { ...command, follows: id(999) }, {}],
  ])('is refused: %s', (code, refused, more) => {
    expect(openCase(refused, opening(antitrust, more))).toMatchObject({ rejected: true, code });
  });

  test('follows another case of the same inquiry', () => {
    const inquiry = { ...INQUIRY, cases: [{ id: id(201), number: 'M.90117' }] };
    const history = and([], openCase({ ...command, follows: id(201) }, opening(antitrust, { inquiry })), '2024-06-28');
    expect(stand(history).follows).toEqual({ id: id(201), number: 'M.90117' });
  });
});

describe('an antitrust case on its way', () => {
  test('an issued request moves it from screening into fact-finding', () => {
    expect(stand(asked())).toMatchObject({ stage: 'fact-finding', stageSince: '2024-06-28' });
    expect(factsOf({ case: stand(asked()), team: team() })).toMatchObject({
      rfisIssued: 1,
      addresseesAsked: 3,
      repliesMissing: 3,
    });
  });

  test('the same request noted twice is noted once', () => {
    const history = asked();
    expect(
      noteRfi(history, { rfi: request(1, [1, 2, 3], '2024-07-19'), effectiveOn: '2024-06-28' }, facts(antitrust)),
    ).toEqual([]);
  });

  test('the assessment waits for the replies, says for how many, and what would open it', () => {
    const history = replied(asked(), 1, '2024-07-10');
    expect(takeStepByOfficer(history, asManager('AssessmentBegun', '2024-07-22'), facts(antitrust))).toMatchObject({
      code: 'step-not-open',
      guard: 'replies-in-or-waived',
      detail: { en: '2 of 3 addressees have not replied, and nobody has waived their replies.' },
      first: ['ReplyReceived', 'RepliesWaived'],
    });
  });

  test('with all replies in, one of them late, the assessment begins, and then proceedings can be opened', () => {
    let history = replied(replied(replied(asked(), 1, '2024-07-10'), 2, '2024-07-19'), 3, '2024-07-24');
    expect(factsOf({ case: stand(history), team: team() })).toMatchObject({ repliesIn: 3, repliesLate: 1 });
    history = and(
      history,
      takeStepByOfficer(history, asManager('AssessmentBegun', '2024-07-25'), facts(antitrust)),
      '2024-07-25',
    );
    const hypothetical = {
      ...asManager('ProceedingsOpened', '2024-07-26'),
      provenance: { standing: 'hypothetical' as const },
    };
    const decided = takeStepByOfficer(history, hypothetical, facts(antitrust));
    expect(decided).toMatchObject([{ data: { fromStage: 'assessment', toStage: 'proceedings', hypothetical: true } }]);
    expect(stand(and(history, decided, '2024-07-26')).stage).toBe('proceedings');
  });

  test('waived replies no longer hold it up', () => {
    let history = replied(asked(), 1, '2024-07-10');
    const waive = asManager('RepliesWaived', '2024-07-22', { reasons: 'The file is complete without them.' });
    history = and(history, takeStepByOfficer(history, waive, facts(antitrust)), '2024-07-22');
    expect(explained(history, 'AssessmentBegun', '2024-07-22').state).toBe('open');
  });

  test('proceedings are not opened before the assessment has begun', () => {
    const decided = takeStepByOfficer(asked(), asManager('ProceedingsOpened', '2024-07-01'), facts(antitrust));
    expect(decided).toMatchObject({
      code: 'step-not-open',
      guard: 'assessment-concluded',
      basis: [{ citation: 'Reg 1/2003 Art 11(6)' }, { citation: 'Reg 773/2004 Art 2' }],
    });
  });

  test('a pending complaint keeps it from being closed; its withdrawal does not', () => {
    const close = asManager('CaseClosed', '2024-08-01', { outcome: 'no-grounds' });
    let history = asked();
    const lodged = asManager('ComplaintLodged', '2024-07-01', { complainant: 'Undertaking 9', formC: 'complete' });
    history = and(history, takeStepByOfficer(history, lodged, facts(antitrust)), '2024-07-01');
    expect(stand(history).clocks['inform-complainant']).toMatchObject({ end: '2024-11-04', indicative: true });
    expect(takeStepByOfficer(history, close, facts(antitrust))).toMatchObject({ guard: 'no-complaint-pending' });
    const withdrawn = asManager('ComplaintWithdrawn', '2024-07-15', { complainant: 'Undertaking 9' });
    history = and(history, takeStepByOfficer(history, withdrawn, facts(antitrust)), '2024-07-15');
    history = and(history, takeStepByOfficer(history, close, facts(antitrust)), '2024-08-01');
    expect(stand(history)).toMatchObject({
      stage: 'closed',
      closedOn: '2024-08-01',
      closing: { en: 'No grounds for action' },
    });
  });

  test('a case in proceedings is not simply closed', () => {
    let history = replied(asked([1]), 1, '2024-07-10');
    for (const step of ['AssessmentBegun', 'ProceedingsOpened'])
      history = and(history, takeStepByOfficer(history, asManager(step, '2024-07-25'), facts(antitrust)), '2024-07-25');
    const close = asManager('CaseClosed', '2024-08-01', { outcome: 'no-grounds' });
    expect(takeStepByOfficer(history, close, facts(antitrust))).toMatchObject({ guard: 'proceedings-not-open' });
  });

  test('a request to a closed case is noted, and that its step was refused', () => {
    let history = openedCase(antitrust, '2024-06-28');
    const close = asManager('CaseClosed', '2024-07-01', { outcome: 'not-a-priority' });
    history = and(history, takeStepByOfficer(history, close, facts(antitrust)), '2024-07-01');
    const events = noteRfi(
      history,
      { rfi: request(1, [1], '2024-07-19'), effectiveOn: '2024-07-02' },
      facts(antitrust),
    );
    expect(events).toMatchObject([
      { type: 'StepRefused', data: { step: 'RfiIssued', why: [{ guard: 'case-closed' }] } },
      { type: 'RfiNoted' },
    ]);
    expect(stand(and(history, events, '2024-07-02')).stage).toBe('closed');
  });

  test('a request during the assessment leaves the stage where it is', () => {
    let history = replied(asked([1]), 1, '2024-07-10');
    history = and(
      history,
      takeStepByOfficer(history, asManager('AssessmentBegun', '2024-07-11'), facts(antitrust)),
      '2024-07-11',
    );
    const events = noteRfi(
      history,
      { rfi: request(2, [1], '2024-07-31'), effectiveOn: '2024-07-12' },
      facts(antitrust),
    );
    expect(events).toMatchObject([{ data: { step: 'FurtherRfiIssued', toStage: 'assessment' } }, { type: 'RfiNoted' }]);
  });

  test('a limit that ran out is noted once, and not after the reply', () => {
    const overdue = { ...reply(1, 1, '2024-07-24', '2024-07-19') };
    const history = and(asked([1]), noteOverdue(asked([1]), overdue), '2024-07-20');
    expect(noteOverdue(history, overdue)).toEqual([]);
    expect(noteOverdue(replied(history, 1, '2024-07-24'), overdue)).toEqual([]);
    expect(stand(replied(history, 1, '2024-07-24')).rfis[id(301)]?.addressees[id(401)]).toMatchObject({
      state: 'late',
      workingDaysLate: 3,
    });
  });
});

describe('what an officer cannot do', () => {
  test.each([
    ['step-unknown', { ...asManager('Dissolved', '2024-07-01') }],
    ['not-your-role', { ...asManager('CaseClosed', '2024-07-01', { outcome: 'no-grounds' }), role: 'case-handler' }],
    ['step-not-open', asManager('RfiIssued', '2024-07-01')],
    ['inputs-not-valid', asManager('CaseClosed', '2024-07-01')],
    ['inputs-not-valid', asManager('CaseClosed', '2024-07-01', { outcome: 'lost' })],
    ['inputs-not-valid', asManager('CaseClosed', '2024-07-01', { outcome: 'no-grounds', colour: 'red' })],
    ['before-case-opened', asManager('CaseClosed', '2024-06-27', { outcome: 'no-grounds' })],
  ])('%s', (code, command) => {
    expect(takeStepByOfficer(asked(), command, facts(antitrust))).toMatchObject({ rejected: true, code });
  });

  test('act in a stage that had not begun', () => {
    let history = replied(asked([1]), 1, '2024-07-10');
    history = and(
      history,
      takeStepByOfficer(history, asManager('AssessmentBegun', '2024-07-25'), facts(antitrust)),
      '2024-07-25',
    );
    expect(takeStepByOfficer(history, asManager('ProceedingsOpened', '2024-07-24'), facts(antitrust))).toMatchObject({
      code: 'before-stage-began',
      guard: 'before-stage-began',
    });
  });

  test('undo a later step by one with effect before it: it is refused and names it', () => {
    let history = asked([1]);
    const complaint = { complainant: 'Undertaking 9', formC: 'complete' };
    const lodge = (on: string) =>
      takeStepByOfficer(history, asManager('ComplaintLodged', on, complaint), facts(antitrust));
    history = and(history, lodge('2024-07-01'), '2024-07-01');
    const withdrawn = asManager('ComplaintWithdrawn', '2024-07-15', { complainant: 'Undertaking 9' });
    history = and(history, takeStepByOfficer(history, withdrawn, facts(antitrust)), '2024-07-15');
    // Another withdrawal of 10 July would leave none pending for that of the 15th.
    const earlier = takeStepByOfficer(history, { ...withdrawn, effectiveOn: '2024-07-10' }, facts(antitrust));
    expect(earlier).toMatchObject({ code: 'later-step-unlawful', first: ['ComplaintWithdrawn'] });
    expect(earlier).toHaveProperty('detail.en', expect.stringContaining('15 July 2024'));
  });
});

describe.each([screening1, screening])('a merger screening, version $procedure.version', (rules) => {
  test('asks the market without leaving its stage, and ends in closed with its outcome', () => {
    let history = openedCase(rules, '2024-01-09', 'M.90117');
    const rfi = request(0, [1, 2], '2024-03-11');
    history = and(history, noteRfi(history, { rfi, effectiveOn: '2024-01-09' }, facts(rules)), '2024-01-09');
    expect(stand(history).stage).toBe('screening');
    const close = asManager('CaseClosed', '2024-06-28', { outcome: 'no-lasting-control' });
    history = and(history, takeStepByOfficer(history, close, facts(rules)), '2024-06-28');
    expect(stand(history)).toMatchObject({ stage: 'closed', closing: { en: 'No lasting change of control' } });
    // The double click: it is closed once.
    expect(takeStepByOfficer(history, close, facts(rules))).toMatchObject({
      code: 'step-not-open',
      guard: 'case-closed',
    });
  });
});
