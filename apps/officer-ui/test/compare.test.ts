import { describe, expect, it } from '@jest/globals';
import type { AsOfView, DifferenceView } from '#contracts';
import { viewQuery } from '../src/api/queries';
import { compare } from '../src/pages/as-of/compare';
import { cutByHeading } from '../src/pages/inquiry/timeline-groups';
import { inputsOf, wrongOf } from '../src/pages/case/step-inputs';

const day = (rows: [key: string, group: 'cases' | 'team', code: string][], known = true): AsOfView => ({
  known,
  recorded: 'now',
  effect: '2024-07-01',
  upToPosition: 1,
  events: 1,
  rows: rows.map(([key, group, code]) => ({
    key,
    group,
    label: { en: key },
    invented: false,
    value: { code, params: {} },
    because: [],
  })),
});

describe('two days side by side', () => {
  it('says what is the same, what changed, what came and what went', () => {
    const rows = compare(
      day([
        ['same', 'team', 'x'],
        ['changed', 'cases', 'x'],
        ['gone', 'cases', 'x'],
      ]),
      day([
        ['same', 'team', 'x'],
        ['changed', 'cases', 'y'],
        ['came', 'cases', 'x'],
      ]),
    );
    expect(rows.map(({ key, same, a, b }) => [key, same, a !== undefined, b !== undefined])).toEqual([
      ['changed', false, true, true],
      ['came', false, false, true],
      ['gone', false, true, false],
      ['same', true, true, true],
    ]);
  });

  it('has nothing of a day on which nothing was known', () => {
    expect(compare(day([['x', 'cases', 'x']], false), day([]))).toEqual([]);
  });
});

describe('one view of a case or of a request', () => {
  const event = (position: number, effectiveOn: string) => ({
    position,
    kind: 'StepTaken',
    effectiveOn,
    recordedAt: '2024-07-01T10:00:00.000Z',
    actor: '3f55b63c-8d0e-5ca5-8689-fba5c9f14773',
    role: 'case-manager',
    went: false,
  });
  const view = { asOf: '2024-07-01', upToPosition: 9, known: true };
  const { select } = viewQuery({ of: 'case', id: 'x' }, { asOf: '2024-07-01' });

  it('is all that differs from before anything of it was there, what took effect last first', () => {
    const difference: DifferenceView = {
      from: { ...view, known: false },
      to: view,
      changes: [
        {
          group: 'cases',
          key: 'case-x',
          label: { en: 'X' },
          invented: false,
          before: null,
          after: { code: 'case-stage', params: {} },
          because: [event(3, '2024-06-20'), event(5, '2024-06-10'), event(6, '2024-06-20')],
        },
      ],
    };
    const rows = select?.(difference).rows;
    expect(rows?.map(({ key, value, because }) => [key, value.code, because.map(({ position }) => position)])).toEqual([
      ['case-x', 'case-stage', [6, 3, 5]],
    ]);
  });
});

describe('the headings of a timeline', () => {
  it('are today, the last seven days, then months; a new one only where it changes', () => {
    const groups = cutByHeading(
      ['2024-08-06', '2024-08-06', '2024-08-01', '2024-07-24', '2024-07-01', '2024-06-28'],
      (each) => each,
      '2024-08-06',
    );
    expect(groups.map((group) => [group.heading.kind, group.items.length])).toEqual([
      ['today', 2],
      ['week', 1],
      ['month', 2],
      ['month', 1],
    ]);
  });
});

describe('the inputs of a step', () => {
  const input = (kind: 'text' | 'day' | 'number', required: boolean) => ({
    id: 'x',
    label: { en: 'X' },
    kind,
    required,
  });

  it('are wrong when missing, when no day, when no number', () => {
    expect(wrongOf(input('text', true), ' ')).toBe('required');
    expect(wrongOf(input('text', false), '')).toBeUndefined();
    expect(wrongOf(input('day', true), '2024-02-30')).toBe('day');
    expect(wrongOf(input('number', true), 'many')).toBe('number');
    expect(wrongOf(input('number', true), '1,5')).toBeUndefined();
  });

  it('are sent as they are meant, the empty ones left out', () => {
    expect(
      inputsOf(
        [
          { ...input('number', true), id: 'n' },
          { ...input('text', false), id: 't' },
        ],
        { n: '1,5', t: '  ' },
      ),
    ).toEqual({ n: 1.5 });
  });
});
