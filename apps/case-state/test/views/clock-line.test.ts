import { describe, expect, test } from '@jest/globals';
import type { ClockState } from '../../src/domain/case/case.events.js';
import { reckonClock } from '../../src/domain/procedure/engine/reckoning.js';
import { clockLine } from '../../src/views/case-board/case-view.query.js';
import { merger } from '../domain/a-case.js';

/** Phase II of Mars/Kellanova (2025-06-25 + 90 working days), with more than happened there. */
const phaseTwo = (more: Partial<ClockState>): ClockState => {
  const begun = {
    clock: 'phase-two',
    startedOn: '2025-06-25',
    period: '90wd',
    suspensions: [],
    extensions: [],
    ...more,
  };
  const { end, explanation } = reckonClock(merger, begun);
  return {
    ...begun,
    title: { en: 'Phase II' },
    basis: [],
    indicative: false,
    state: 'running',
    end,
    explanation,
    revision: 1,
  };
};
const stood = [{ from: '2025-07-28', to: '2025-09-15' }];
const extended = (on: string) => [{ on, by: '20wd', basis: 'Reg 139/2004 Art 10(3)' }];
const line = (more: Partial<ClockState>) => clockLine(phaseTwo(more), merger, '2025-10-01');

describe('An extended clock says where its extension begins', () => {
  test.each([
    ['suspended, then extended', { suspensions: stood, extensions: extended('2025-09-20') }],
    ['extended, then suspended', { suspensions: stood, extensions: extended('2025-07-10') }],
    ['extended while it stood still', { suspensions: stood, extensions: extended('2025-08-10') }],
  ])('%s: the end that the suspension alone gave it', (_, more) => {
    expect(line(more)).toMatchObject({ end: '2026-01-28', extendedFrom: '2025-12-19' });
  });

  test('one that was not extended, or stands still, has none', () => {
    expect(line({ suspensions: stood })).toMatchObject({ end: '2025-12-19' });
    expect(line({ suspensions: stood })).not.toHaveProperty('extendedFrom');
    const still = line({ suspensions: [{ from: '2025-07-28' }], extensions: extended('2025-07-10') });
    expect(still).toMatchObject({ end: null });
    expect(still).not.toHaveProperty('extendedFrom');
  });

  test('one that is over says what was told of it when it was last counted, whatever the rules say by now', () => {
    const more = { suspensions: stood, extensions: extended('2025-09-20') };
    const weekends = { ...merger, calendar: { ...merger.calendar, weekend: [5, 6, 7] as const } };
    for (const over of [{ state: 'ended' as const, endedOn: '2025-10-01' }, { state: 'lapsed' as const }])
      expect(clockLine({ ...phaseTwo(more), ...over }, weekends, '2026-02-02')).toMatchObject({
        extendedFrom: '2025-12-19',
      });
    // Past its last day, without an event.
    expect(clockLine(phaseTwo(more), weekends, '2026-02-02')).toMatchObject({
      state: 'lapsed',
      extendedFrom: '2025-12-19',
    });
    // What moved it after the extension was told together with it.
    const after = { ...phaseTwo({ suspensions: stood, extensions: extended('2025-07-10') }), state: 'ended' as const };
    expect(clockLine(after, merger, '2026-02-02')).not.toHaveProperty('extendedFrom');
  });

  test('a list that has not all its years fails none: what was told stands', () => {
    const { calendar } = merger;
    const short = { ...merger, calendar: { ...calendar, years: calendar.years.filter(({ year }) => year !== 2025) } };
    const clock = phaseTwo({ suspensions: stood, extensions: extended('2025-09-20') });
    expect(() => reckonClock(short, clock)).toThrow('2025');
    for (const state of ['running', 'ended'] as const)
      expect(clockLine({ ...clock, state }, short, '2025-10-01')).toMatchObject({ extendedFrom: '2025-12-19' });
  });
});

test('A clock that was interrupted tells the day from which it first ran', () => {
  expect(line({ firstStartedOn: '2025-01-06' })).toMatchObject({
    firstStartedOn: '2025-01-06',
    startedOn: '2025-06-25',
  });
  expect(line({})).not.toHaveProperty('firstStartedOn');
});
