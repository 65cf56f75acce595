import { describe, expect, test } from '@jest/globals';
import type { Check, ProcedureDefinition, StepDefinition } from '#contracts';
import { caseAggregate, takeStepByOfficer } from '../../src/domain/case/case.decide.js';
import type { CaseHistory } from '../../src/domain/case/case.state.js';
import { explainStep } from '../../src/domain/procedure/engine/explain.js';
import { faultsOf } from '../../src/domain/procedure/faults.js';
import { gapsOf } from '../../src/domain/procedure/gaps.js';
import { ProcedureDefinition as Definition } from '#contracts';
import { and, facts, harbour, openedCase, rules, silence, stand, team } from './a-case.js';
import { known } from './known-rules.js';

/** The harbour review with more in it; sound in shape and meaning. */
function harbourWith(change: (procedure: ProcedureDefinition) => void) {
  const procedure = structuredClone(harbour.procedure);
  change(procedure);
  expect(faultsOf(Definition.parse(procedure), known)).toEqual([]);
  return rules(procedure);
}
type Harbour = ReturnType<typeof rules>;
const basis = [{ citation: 'Act on the Test, s 7' }];
const step = (id: string, more: Partial<StepDefinition> = {}): StepDefinition => ({
  id,
  title: { en: id },
  done: { en: id },
  from: ['running'],
  by: 'officer',
  may: ['case-handler'],
  guards: [],
  basis,
  once: false,
  ...more,
});
const text = (id: string) => ({ id, label: { en: id }, kind: 'text' as const, required: true });
const days = (id: string) => ({ id, label: { en: id }, kind: 'number' as const, required: true, min: 1, max: 60 });
const guarded = (check: Check) => (p: ProcedureDefinition) => {
  p.guards.push({ id: 'test-guard', check, otherwise: { en: 'Not so.' }, basis });
  p.steps.push(step('Tried', { guards: ['test-guard'] }));
};

type Said = Record<string, string | number>;
const decide = (of: Harbour, history: CaseHistory, id: string, on: string, inputs: Said = {}) =>
  takeStepByOfficer(history, { step: id, inputs, role: 'case-handler', effectiveOn: on }, facts(of));
const take = (of: Harbour, history: CaseHistory, id: string, on: string, inputs: Said = {}) =>
  and(history, decide(of, history, id, on, inputs), on);
/** Review started on Monday 3 June 2024; ten working days end on Monday 17 June. */
const started = (of: Harbour) => take(of, openedCase(of, '2024-06-03'), 'ReviewStarted', '2024-06-03');
const stateOf = (of: Harbour, history: CaseHistory, id: string, day: string) =>
  explainStep(
    of,
    { case: stand(history), team: team(), day },
    of.procedure.steps.find((one) => one.id === id)!,
  ).state;
const clock = (history: CaseHistory, id: string) => stand(history).clocks[id]!;

describe('conditions on days', () => {
  test('within a period of a step: to the end of its last day', () => {
    const of = harbourWith(guarded({ within: '5wd', of: 'ReviewStarted' }));
    const history = started(of);
    expect(stateOf(of, history, 'Tried', '2024-06-10')).toBe('open');
    expect(stateOf(of, history, 'Tried', '2024-06-11')).toBe('shut');
  });

  test('a period passed since a step: from the day after its last', () => {
    const of = harbourWith(guarded({ passed: '14d', since: 'ReviewStarted' }));
    const history = take(of, started(of), 'ReviewExtended', '2024-06-04');
    expect(stateOf(of, history, 'Tried', '2024-06-17')).toBe('shut');
    expect(stateOf(of, history, 'Tried', '2024-06-18')).toBe('open');
  });

  test('ahead of the end of a clock: counted backwards over the holidays, not moved', () => {
    const of = harbourWith(guarded({ ahead: '6wd', ofEnd: 'review' }));
    const history = started(of);
    // Six working days before Monday 17 June: Friday 7 June.
    expect(stateOf(of, history, 'Tried', '2024-06-07')).toBe('open');
    expect(stateOf(of, history, 'Tried', '2024-06-08')).toBe('shut');
  });

  test('the day of a clock does not count what a suspension took out', () => {
    const of = harbourWith(guarded({ clockDay: 'review', atLeast: 5 }));
    let history = take(of, started(of), 'ReviewStopped', '2024-06-05');
    history = take(of, history, 'ReviewResumed', '2024-06-10');
    expect(stateOf(of, history, 'Tried', '2024-06-12')).toBe('shut');
    expect(stateOf(of, history, 'Tried', '2024-06-13')).toBe('open');
  });

  test('in a year without a list of holidays the step is shut, and the list is named', () => {
    const of = harbourWith(guarded({ within: '300wd', of: 'ReviewStarted' }));
    const history = take(of, openedCase(of, '2026-11-03'), 'ReviewStarted', '2026-11-03');
    expect(decide(of, history, 'Tried', '2026-11-04')).toMatchObject({
      guard: 'clock',
      detail: { en: expect.stringContaining('Luxembourg” has no list of holidays for 2028') },
    });
  });
});

describe('a step after another', () => {
  const after = (p: ProcedureDefinition) => {
    p.steps.push(step('Consulted'), step('Objections'));
    guarded({ stepTaken: 'Consulted', after: 'Objections' })(p);
  };
  test('has to be taken anew when the other one is, be it on the same day', () => {
    const of = harbourWith(after);
    let history = take(of, started(of), 'Objections', '2024-06-04');
    expect(stateOf(of, history, 'Tried', '2024-06-04')).toBe('shut');
    history = take(of, history, 'Consulted', '2024-06-04');
    expect(stateOf(of, history, 'Tried', '2024-06-04')).toBe('open');
    history = take(of, history, 'Objections', '2024-06-04');
    expect(stateOf(of, history, 'Tried', '2024-06-04')).toBe('shut');
  });
});

describe('consents', () => {
  const consents = (p: ProcedureDefinition) => {
    const act = {
      id: 'act',
      label: { en: 'Act' },
      kind: 'choice' as const,
      required: true,
      choices: [
        { id: 'refusal', label: { en: 'Refusal' } },
        { id: 'other', label: { en: 'Other' } },
      ],
    };
    p.steps.push(step('LawyersConsulted', { inputs: [act] }));
    p.steps.push(
      step('Rejected', {
        inputs: [
          {
            ...act,
            id: 'ground',
            choices: [
              { id: 'merits', label: { en: 'Merits' } },
              { id: 'priority', label: { en: 'Priority' } },
            ],
          },
        ],
        consents: [
          {
            who: { en: 'The lawyers' },
            must: 'be-consulted',
            step: 'LawyersConsulted',
            with: { act: 'refusal' },
            when: { said: 'ground', is: 'merits' },
            basis,
          },
          { who: { en: 'The lawyers' }, must: 'be-informed', when: { said: 'ground', is: 'priority' }, basis },
        ],
      }),
    );
  };
  const of = harbourWith(consents);

  test('that hangs on what is said is asked for only then; who is only informed is recorded', () => {
    expect(decide(of, started(of), 'Rejected', '2024-06-04', { ground: 'priority' })).toMatchObject([
      { data: { informed: [{ who: { en: 'The lawyers' } }] } },
    ]);
    expect(decide(of, started(of), 'Rejected', '2024-06-04', { ground: 'merits' })).toMatchObject({
      guard: 'consent',
      detail: { en: 'The lawyers must be consulted on this first.' },
      first: ['LawyersConsulted'],
    });
  });

  test('is given for the act that it was asked for, and once', () => {
    let history = take(of, started(of), 'LawyersConsulted', '2024-06-04', { act: 'other' });
    expect(decide(of, history, 'Rejected', '2024-06-04', { ground: 'merits' })).toMatchObject({ guard: 'consent' });
    history = take(of, history, 'LawyersConsulted', '2024-06-04', { act: 'refusal' });
    history = take(of, history, 'Rejected', '2024-06-05', { ground: 'merits' });
    expect(decide(of, history, 'Rejected', '2024-06-06', { ground: 'merits' })).toMatchObject({ guard: 'consent' });
  });
});

describe('a choice with guards of its own', () => {
  const outcome = (only = false) => ({
    id: 'outcome',
    label: { en: 'Outcome' },
    kind: 'choice' as const,
    required: true,
    choices: [
      { id: 'granted', label: { en: 'Granted' }, guards: ['asked'] },
      { id: 'dropped', label: { en: 'Dropped' }, ...(only && { guards: ['asked'] }) },
    ],
  });
  const of = (only?: boolean) =>
    harbourWith((p) => {
      p.guards.push({
        id: 'asked',
        check: { stepTaken: 'Asked' },
        otherwise: { en: 'Nobody asked.' },
        basis,
        first: ['Asked'],
      });
      p.steps.push(step('Asked'), step('Settled', { inputs: [outcome(only)] }));
    });

  test('can be taken when they hold, and says why not when they do not', () => {
    const history = started(of());
    expect(stateOf(of(), history, 'Settled', '2024-06-04')).toBe('open');
    expect(decide(of(), history, 'Settled', '2024-06-04', { outcome: 'granted' })).toMatchObject({
      code: 'step-not-open',
      guard: 'asked',
      detail: { en: 'Nobody asked.' },
      first: ['Asked'],
    });
    take(of(), history, 'Settled', '2024-06-04', { outcome: 'dropped' });
    const asked = take(of(), history, 'Asked', '2024-06-04');
    take(of(), asked, 'Settled', '2024-06-04', { outcome: 'granted' });
  });

  test('shuts the step where nothing else can be chosen', () => {
    const history = started(of(true));
    expect(stateOf(of(true), history, 'Settled', '2024-06-04')).toBe('shut');
    expect(stateOf(of(true), take(of(true), history, 'Asked', '2024-06-04'), 'Settled', '2024-06-04')).toBe('open');
  });
});

describe('a step at a stage where the case is not', () => {
  const reasons = (of: Harbour, history: CaseHistory, id: string) =>
    explainStep(
      of,
      { case: stand(history), team: team(), day: '2024-06-04' },
      of.procedure.steps.find((one) => one.id === id)!,
    ).why.map(({ guard, first }) => [guard, first]);
  const of = harbourWith((p) => {
    p.stages.push({ id: 'appeal', title: { en: 'Appeal' } });
    p.steps.push(
      step('Appealed', { from: ['running'], to: 'appeal' }),
      step('Reheard', { from: ['appeal'], to: 'running' }),
      step('Consulted', { from: ['appeal'] }),
      step('Ruled', {
        from: ['appeal'],
        consents: [{ who: { en: 'The lawyers' }, must: 'be-consulted', step: 'Consulted', basis }],
      }),
      step('Extended', { from: ['running'] }),
    );
  });

  test('is told the stage, and by which steps the case first comes there; who must be consulted is said there', () => {
    expect(reasons(of, started(of), 'Ruled')).toEqual([['stage', ['Appealed']]]);
    const there = take(of, started(of), 'Appealed', '2024-06-04');
    expect(reasons(of, there, 'Ruled')).toEqual([['consent', ['Consulted']]]);
    // Back to the stage before: by the step that leads back, not by those that once led there.
    expect(reasons(of, there, 'Extended')).toEqual([['stage', ['Reheard']]]);
  });
});

describe('acts on a clock', () => {
  test('restarted, it runs anew; its hard end goes on from the first start', () => {
    const of = harbourWith((p) => {
      Object.assign(p.clocks[0]!, { hardEnd: '20wd' });
      p.steps.push(step('ReviewRestarted', { clocks: [{ restart: 'review' }] }));
    });
    let history = take(of, started(of), 'ReviewRestarted', '2024-06-12');
    expect(clock(history, 'review')).toMatchObject({
      startedOn: '2024-06-12',
      firstStartedOn: '2024-06-03',
      end: '2024-06-26',
      hardEnd: '2024-07-01',
    });
    history = take(of, history, 'ReviewRestarted', '2024-06-26');
    expect(clock(history, 'review').end).toBe('2024-07-01');
    expect(clock(history, 'review').explanation.steps.map(({ rule }) => rule)).toContain('hard-end');
  });

  test('suspended from a day that is said: it works back, and not beyond the clock', () => {
    const of = harbourWith((p) =>
      p.steps.push(
        step('Stopped', {
          inputs: [{ id: 'limit', label: { en: 'Limit' }, kind: 'day', required: true }],
          clocks: [{ suspend: 'review', from: { input: 'limit' } }],
        }),
      ),
    );
    const history = take(of, started(of), 'Stopped', '2024-06-12', { limit: '2024-06-05' });
    expect(clock(history, 'review')).toMatchObject({ state: 'suspended', suspensions: [{ from: '2024-06-06' }] });
    for (const limit of ['2024-05-31', '2024-06-13'])
      expect(decide(of, started(of), 'Stopped', '2024-06-12', { limit })).toMatchObject({ guard: 'clock' });
  });

  test('stopped by two, it runs when both have answered, and their days count once', () => {
    const of = harbourWith((p) => {
      p.steps.push(
        step('NoticeUnanswered', { inputs: [text('addressee')], clocks: [{ suspend: 'review', of: 'addressee' }] }),
        step('NoticeAnswered', {
          inputs: [
            {
              ...text('addressee'),
              kind: 'among',
              among: { of: ['NoticeUnanswered'], settledBy: ['NoticeAnswered'] },
            },
          ],
          clocks: [{ resume: 'review', of: 'addressee' }],
        }),
      );
    });
    let history = take(of, started(of), 'NoticeUnanswered', '2024-06-05', { addressee: 'One' });
    history = take(of, history, 'NoticeUnanswered', '2024-06-07', { addressee: 'Two' });
    history = take(of, history, 'NoticeAnswered', '2024-06-11', { addressee: 'One' });
    expect(clock(history, 'review')).toMatchObject({ state: 'suspended', end: null });
    expect(decide(of, history, 'NoticeAnswered', '2024-06-12', { addressee: 'One' })).toMatchObject({
      code: 'inputs-not-valid',
      errors: [{ path: 'inputs.addressee', message: { en: expect.stringContaining('Two') } }],
    });
    history = take(of, history, 'NoticeAnswered', '2024-06-13', { addressee: 'Two' });
    // Two days used; 6 to 13 June out; eight more from 14 June.
    expect(clock(history, 'review')).toMatchObject({ state: 'running', end: '2024-06-25' });
  });

  test('resumed on a Saturday, it runs again after the next working day where the rules say so', () => {
    const of = harbourWith((p) => {
      p.steps.find(({ id }) => id === 'ReviewResumed')!.clocks = [{ resume: 'review', throughWorkingDay: true }];
    });
    const history = take(of, take(of, started(of), 'ReviewStopped', '2024-06-05'), 'ReviewResumed', '2024-06-08');
    expect(clock(history, 'review').suspensions).toEqual([{ from: '2024-06-06', to: '2024-06-10' }]);
  });

  test('extended by what the officer gives, once or up to a sum, and never beyond the most', () => {
    const of = harbourWith((p) => {
      p.clocks[0]!.most = '24wd';
      p.steps.push(
        step('Agreed', {
          inputs: [days('days')],
          clocks: [{ extend: 'review', by: { input: 'days', unit: 'wd' }, sum: '10wd' }],
        }),
      );
    });
    let history = take(of, started(of), 'Agreed', '2024-06-04', { days: 4 });
    expect(clock(history, 'review')).toMatchObject({ end: '2024-06-21', extensions: [{ by: '4wd', under: 'Agreed' }] });
    expect(decide(of, history, 'Agreed', '2024-06-05', { days: 7 })).toMatchObject({
      guard: 'clock',
      detail: { en: expect.stringContaining('10 working days in all, of which 4') },
    });
    history = take(of, history, 'Agreed', '2024-06-05', { days: 6 });
    expect(stateOf(of, history, 'Agreed', '2024-06-06')).toBe('shut');
    // 10 + 10, and five more by another step: 25, which is one too many.
    expect(decide(of, history, 'ReviewExtended', '2024-06-06')).toMatchObject({
      detail: { en: expect.stringContaining('cannot be longer than 24 working days') },
    });
    for (const wrong of [0, 61, 1.5])
      expect(decide(of, started(of), 'Agreed', '2024-06-04', { days: wrong })).toMatchObject({
        code: 'inputs-not-valid',
      });
  });

  test('extended only when a condition holds', () => {
    const of = harbourWith((p) =>
      p.steps.push(
        step('Offered', { clocks: [{ extend: 'review', by: '5wd', when: { clockDay: 'review', atLeast: 6 } }] }),
      ),
    );
    expect(clock(take(of, started(of), 'Offered', '2024-06-10'), 'review').end).toBe('2024-06-17');
    expect(clock(take(of, started(of), 'Offered', '2024-06-11'), 'review').end).toBe('2024-06-24');
  });

  test('counted from another step', () => {
    const of = harbourWith((p) => {
      p.clocks.push({ id: 'second', title: { en: 'Second' }, period: '20wd', basis });
      p.steps.push(step('Second', { clocks: [{ start: 'second', from: { step: 'ReviewStarted' } }] }));
      p.steps.push(step('SecondEnded', { clocks: [{ end: 'second' }] }));
    });
    const history = take(of, started(of), 'Second', '2024-06-12');
    expect(clock(history, 'second')).toMatchObject({ startedOn: '2024-06-03', end: '2024-07-01' });
  });

  test.each([
    ['started', { start: 'review' }],
    ['restarted', { restart: 'review' }],
  ] as const)('%s while it runs: not where it would end sooner, if the rules say so', (_, act) => {
    const anew = (more: { notSooner?: true }, on: string) => {
      const of = harbourWith((p) => p.steps.push(step('BegunAnew', { clocks: [{ ...act, ...more }] })));
      return clock(take(of, take(of, started(of), 'ReviewExtended', '2024-06-04'), 'BegunAnew', on), 'review');
    };
    // Ten working days from Wednesday 5 June; five more than from Monday 3 June were granted.
    expect(anew({}, '2024-06-05')).toMatchObject({ startedOn: '2024-06-05', end: '2024-06-19' });
    expect(anew({ notSooner: true }, '2024-06-05')).toMatchObject({ startedOn: '2024-06-03', end: '2024-06-24' });
    expect(anew({ notSooner: true }, '2024-06-12')).toMatchObject({ startedOn: '2024-06-12', end: '2024-06-26' });
  });

  test('with what another clock has stood still, over or not', () => {
    const of = harbourWith((p) => {
      p.clocks.push({ id: 'second', title: { en: 'Second' }, period: '20wd', basis });
      const from = { step: 'ReviewStarted' };
      p.steps.push(step('Second', { clocks: [{ start: 'second', from, suspensionsOf: 'review' }] }));
      p.steps.push(step('SecondEnded', { clocks: [{ end: 'second' }] }));
    });
    const stopped = take(of, started(of), 'ReviewStopped', '2024-06-05');
    expect(clock(take(of, stopped, 'Second', '2024-06-06'), 'second')).toMatchObject({
      state: 'suspended',
      end: null,
      suspensions: [{ from: '2024-06-06' }],
    });
    const resumed = take(of, stopped, 'ReviewResumed', '2024-06-07');
    expect(clock(take(of, resumed, 'Second', '2024-06-12'), 'second')).toMatchObject({
      state: 'running',
      // Two days stood still: without them it ends on 1 July.
      end: '2024-07-03',
      suspensions: [{ from: '2024-06-06', to: '2024-06-07' }],
    });
  });
});

describe('a clock that each has of its own', () => {
  const of = harbourWith((p) => {
    p.clocks.push({
      id: 'letter',
      title: { en: 'Letter' },
      period: '4w',
      basis,
      per: 'complainant',
      onLapse: 'Withdrawn',
    });
    p.steps.push(
      step('Complained', { inputs: [text('complainant')], tally: 'complaint-lodged' }),
      step('LetterSent', {
        inputs: [{ ...text('complainant'), kind: 'among', among: { of: ['Complained'], settledBy: ['Withdrawn'] } }],
        clocks: [{ start: 'letter' }],
      }),
      step('Withdrawn', { by: 'lapse', may: [], tally: 'complaint-settled' }),
    );
  });
  let history = started(of);
  history = take(of, history, 'ReviewStopped', '2024-06-03');
  for (const [name, on] of [
    ['A', '2024-06-03'],
    ['B', '2024-06-05'],
  ] as const) {
    history = take(of, history, 'Complained', on, { complainant: name });
    history = take(of, history, 'LetterSent', on, { complainant: name });
  }

  test('runs and lapses for each alone, and what silence says names it', () => {
    expect(clock(history, 'letter:A')).toMatchObject({ subject: 'A', end: '2024-07-01' });
    const lapses = silence(caseAggregate(() => of).lapses!(history, '2024-07-10'));
    expect(
      lapses.map(({ clock, due, events }) => [clock, due, (events[0] as { data: { inputs: object } }).data.inputs]),
    ).toMatchObject([
      ['letter:A', '2024-07-01', [{ id: 'complainant', value: 'A' }]],
      ['letter:B', '2024-07-03', [{ id: 'complainant', value: 'B' }]],
    ]);
  });
});

describe('money', () => {
  const of = harbourWith((p) =>
    p.steps.push(
      step('Fined', {
        inputs: [
          { id: 'fine', label: { en: 'Fine' }, kind: 'money', required: true },
          { id: 'turnover', label: { en: 'Turnover' }, kind: 'money', required: true },
        ],
        bounds: [
          { id: 'one-percent', input: 'fine', of: 'turnover', permille: 10, otherwise: { en: 'Above 1 %.' }, basis },
        ],
      }),
    ),
  );
  const fined = (fine: string, turnover: string) => decide(of, started(of), 'Fined', '2024-06-04', { fine, turnover });

  test('is compared to the last cent, in integers', () => {
    expect(fined('1.00 EUR', '100.00 EUR')).toMatchObject([{ data: { inputs: [{ value: '1.00 EUR' }, {}] } }]);
    expect(fined('1.01 EUR', '100.00 EUR')).toMatchObject({ guard: 'one-percent', basis });
    expect(fined('90071992547409.93 EUR', '9007199254740993.00 EUR')).toHaveLength(1);
    expect(fined('90071992547409.94 EUR', '9007199254740993.00 EUR')).toMatchObject({ guard: 'one-percent' });
  });

  test('in two currencies is not compared, and what is no amount is not taken', () => {
    expect(fined('1.00 USD', '100.00 EUR')).toMatchObject({ guard: 'one-percent' });
    for (const wrong of ['1', '1.001 EUR', '1.0 JPY', '1,00 EUR', 'EUR 1', '1 XYZ'])
      expect(fined(wrong, '100 EUR')).toMatchObject({ code: 'inputs-not-valid' });
    expect(fined('1 JPY', '100 JPY')).toMatchObject([{ data: { inputs: [{ value: '1 JPY' }, {}] } }]);
  });
});

describe('gaps', () => {
  test.each<[string, (p: ProcedureDefinition) => void, string]>([
    ['a stage that no step leads to', (p) => p.stages.push({ id: 'island', title: { en: 'Island' } }), 'stages.island'],
    ['a step that nothing opens', (p) => (p.guards[3]!.check = { stepTaken: 'Objected' }), 'steps.Objected'],
    ['a step whose guard asks for a stage that it is not taken at', guarded({ inStage: ['cleared'] }), 'steps.Tried'],
    [
      'a step whose guard asks for two stages at once',
      guarded({ all: [{ inStage: ['running'] }, { not: { inStage: ['running', 'cleared'] } }] }),
      'steps.Tried',
    ],
    ['a clock that nothing ends', (p) => delete p.clocks[0]!.onLapse, 'clocks.review'],
  ])('%s', (_, change, path) => {
    const procedure = structuredClone(harbour.procedure);
    change(procedure);
    expect(gapsOf(procedure).map((gap) => gap.path)).toContain(path);
    expect(gapsOf(harbour.procedure)).toEqual([]);
  });
});
