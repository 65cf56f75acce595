import { describe, expect, it } from '@jest/globals';
import type { AsOfView, DifferenceView, TimelineItem } from '#contracts';
import { viewQuery } from '../src/api/queries';
import { compare } from '../src/pages/as-of/compare';
import { stepChanges, stepRows } from '../src/pages/as-of/steps-taken';
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

describe('the steps taken in two views', () => {
  const record = (position: number, effectiveOn: string, recordedOn: string, corrects?: number): TimelineItem => ({
    eventId: `event-${position}`,
    position,
    kind: 'StepTaken',
    title: { en: 'Consulted' },
    params: {},
    effectiveOn,
    recordedAt: `${recordedOn}T10:00:00.000Z`,
    actor: { person: 'p', kind: 'officer', role: 'case-manager' },
    caseNumber: 'X',
    basis: [],
    ...(corrects !== undefined && { corrects: `event-${corrects}`, reason: 'the stamp' }),
  });
  const words = { say: () => '', dayOf: (moment: string) => moment.slice(0, 10) };
  const records = [record(9, '2027-01-05', '2027-01-22', 4), record(4, '2027-01-07', '2027-01-08')];
  const then = { recordedAt: '2027-01-21', asOf: '2027-01-21' };
  const now = { asOf: '2027-01-21' };

  it('show a correction that was recorded since, whatever clock it moves or not', () => {
    const [before] = stepRows(records, then, words);
    const [after] = stepRows(records, now, words);
    expect([before?.value.params['on'], after?.value.params['on']]).toEqual(['2027-01-07', '2027-01-05']);
    expect([before?.because[0]?.correctedBy, after?.because[0]?.correctedBy]).toEqual(['event-9', undefined]);
    expect(before?.key).toBe(after?.key);
    const [change] = stepChanges(records, then, now, words);
    expect(change?.because.map(({ position, went, instead, reason }) => [position, went, instead, reason])).toEqual([
      [4, true, undefined, undefined],
      [9, false, 4, 'the stamp'],
    ]);
  });

  it('are not there before they took effect, though they stood so before they were corrected', () => {
    const moved = [record(4, '2027-01-07', '2027-01-08'), record(9, '2027-01-20', '2027-01-22', 4)];
    const day = { asOf: '2027-01-10' };
    expect(stepRows(moved, { ...day, recordedAt: '2027-01-21' }, words)).toHaveLength(1);
    expect(stepRows(moved, day, words)).toEqual([]);
    expect(stepChanges(moved, { ...day, recordedAt: '2027-01-21' }, day, words)[0]?.after).toBeNull();
  });

  it('are the same where nothing was recorded between', () => {
    expect(stepChanges(records, then, { ...then, recordedAt: '2027-01-20' }, words)).toEqual([]);
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
