import { describe, expect, test } from '@jest/globals';
import { ProcedureDefinition } from '#contracts';

import { faultsOf } from '../../src/domain/procedure/faults.js';
import { publishProcedure } from '../../src/domain/procedure/procedure.decide.js';
import { harbour, shippedRules } from './a-case.js';
import { known } from './known-rules.js';

describe('a procedure that can be followed', () => {
  test.each(
    [...shippedRules, harbour].map(({ procedure }) => [`${procedure.id} ${procedure.version}`, procedure] as const),
  )('%s', (_, procedure) => {
    expect(ProcedureDefinition.parse(procedure)).toEqual(procedure);
    expect(faultsOf(procedure, known)).toEqual([]);
  });
});

/** A definition with one thing changed. */
const broken = (change: (procedure: ProcedureDefinition) => void): ProcedureDefinition => {
  const copy = structuredClone(harbour.procedure);
  change(copy);
  return copy;
};
const step = (procedure: ProcedureDefinition, id: string) => procedure.steps.find((one) => one.id === id)!;

describe('a procedure that cannot', () => {
  test.each<[string, (procedure: ProcedureDefinition) => void, string]>([
    ['a stage twice', (p) => p.stages.push(p.stages[0]!), 'stages.intake'],
    ['no end', (p) => p.stages.forEach((stage) => delete stage.terminal), 'stages'],
    [
      'an end that cannot be reached',
      (p) => p.steps.forEach((one) => one.to === 'archived' && delete one.to),
      'stages',
    ],
    ['a stage that is not there', (p) => (step(p, 'Refused').to = 'nowhere'), 'steps.Refused.to'],
    ['a step out of the end', (p) => (step(p, 'Objected').from = ['archived', 'cleared']), 'steps.Objected.from'],
    [
      'a step where no case comes',
      (p) => {
        p.stages.push({ id: 'island', title: { en: 'Island' } });
        step(p, 'Objected').from = ['island'];
      },
      'steps.Objected.from',
    ],
    ['a guard that is not there', (p) => step(p, 'Refused').guards.push('nobody-home'), 'steps.Refused.guards'],
    ['a guard that guards nothing', (p) => (step(p, 'ReviewStarted').guards = []), 'guards.two-on-the-team'],
    [
      'a guard with a name of the engine',
      (p) => {
        p.guards[0]!.id = 'stage';
        step(p, 'ReviewStarted').guards = ['stage'];
      },
      'guards.stage',
    ],
    [
      'a guard on a step that is not there',
      (p) => (p.guards[0]!.check = { stepTaken: 'Lost' }),
      'guards.two-on-the-team.check',
    ],
    [
      'a guard on an indicative clock',
      (p) => (p.guards[0]!.check = { clockEnded: 'reminder' }),
      'guards.two-on-the-team.check',
    ],
    [
      'a guard that compares with nothing',
      (p) => (p.guards[0]!.check = { fact: 'leads' }),
      'guards.two-on-the-team.check',
    ],
    ['a hint to a step that is not there', (p) => (p.guards[0]!.first = ['Lost']), 'guards.two-on-the-team.first'],
    ['a clock that is not there', (p) => (step(p, 'Refused').clocks = [{ end: 'sundial' }]), 'steps.Refused.clocks'],
    [
      'the suspensions of a clock that is not there',
      (p) => (step(p, 'FileTaken').clocks = [{ start: 'reminder', suspensionsOf: 'sundial' }]),
      'steps.FileTaken.clocks',
    ],
    [
      'the suspensions of a clock that each has of its own',
      (p) => {
        p.clocks.find(({ id }) => id === 'review')!.per = 'applicant';
        step(p, 'FileTaken').clocks = [{ start: 'reminder', suspensionsOf: 'review' }];
      },
      'steps.FileTaken.clocks',
    ],
    [
      'a clock that follows one that is not there',
      (p) => (step(p, 'FileTaken').clocks = [{ start: 'reminder' }, { suspend: 'reminder', follows: 'sundial' }]),
      'steps.FileTaken.clocks',
    ],
    ['a clock that nothing starts', (p) => (step(p, 'FileTaken').clocks = []), 'clocks.reminder'],
    ['silence that takes an officer’s step', (p) => (p.clocks[0]!.onLapse = 'Refused'), 'clocks.review.onLapse'],
    ['silence that takes no step there is', (p) => (p.clocks[0]!.onLapse = 'Lost'), 'clocks.review.onLapse'],
    [
      'silence that looks at the team',
      (p) => step(p, 'Archived').guards.push('two-on-the-team'),
      'steps.Archived.guards',
    ],
    ['an indicative clock with silence', (p) => (p.clocks[1]!.indicative = true), 'clocks.objection.onLapse'],
    ['a step of silence without a clock', (p) => (step(p, 'Refused').by = 'lapse'), 'steps.Refused.by'],
    ['no opening', (p) => (step(p, 'FileTaken').by = 'officer'), 'steps'],
    ['an opening that nobody may do', (p) => (step(p, 'FileTaken').may = []), 'steps.FileTaken.may'],
    ['an opening more than once', (p) => (step(p, 'FileTaken').once = false), 'steps.FileTaken.once'],
    ['a step that nobody may take', (p) => (step(p, 'Refused').may = []), 'steps.Refused.may'],
    [
      'a choice without choices',
      (p) => (step(p, 'Refused').inputs![0]!.kind = 'choice'),
      'steps.Refused.inputs.ground',
    ],
    [
      'a choice with a guard that is not there',
      (p) => {
        step(p, 'Refused').inputs = [
          {
            id: 'ground',
            label: { en: 'Ground' },
            kind: 'choice',
            required: true,
            choices: [
              { id: 'late', label: { en: 'Late' }, guards: ['lost'] },
              { id: 'false', label: { en: 'False' } },
            ],
          },
        ];
      },
      'steps.Refused.guards',
    ],
    [
      'a consultation that waits for other consultations',
      (p) =>
        (step(p, 'Refused').consents = [
          { who: { en: 'X' }, must: 'be-consulted', step: 'FileTaken', afterConsulted: true, basis: p.basis },
        ]),
      'steps.Refused.consents[0]',
    ],
    ['a calendar that is not there', (p) => (p.calendar = 'maya'), 'calendar'],
    ['a site that the calendar has not', (p) => (p.site = 'XX'), 'site'],
    ['counting that is not there', (p) => (p.counting = 'fingers'), 'counting'],
  ])('%s', (_, change, path) => {
    expect(faultsOf(broken(change), known).map((fault) => fault.path)).toContain(path);
  });
});

describe('publishing a version', () => {
  const definition = harbour.procedure;
  const publish = (versions: Record<number, string>, hash: string, roles = ['administrator']) =>
    publishProcedure(versions, { definition, hash, roles }, known);

  test('is recorded whole; the same content again changes nothing', () => {
    expect(publish({}, 'a')).toMatchObject([{ type: 'ProcedurePublished', data: { definition, hash: 'a' } }]);
    expect(publish({ 1: 'a' }, 'a')).toEqual([]);
  });

  test('another content under a published version is refused', () => {
    expect(publish({ 1: 'b' }, 'a')).toMatchObject({ code: 'version-already-published' });
  });

  test('is for those who keep the rules', () => {
    expect(publish({}, 'a', ['case-manager'])).toMatchObject({ code: 'not-your-role', status: 403 });
  });

  test('an unsound one is refused with every fault', () => {
    const unsound = broken((p) => {
      p.calendar = 'maya';
      step(p, 'Refused').may = [];
    });
    expect(publishProcedure({}, { definition: unsound, hash: 'a', roles: ['administrator'] }, known)).toMatchObject({
      code: 'procedure-unsound',
      status: 400,
      errors: [{ path: 'steps.Refused.may' }, { path: 'calendar' }],
    });
  });
});
