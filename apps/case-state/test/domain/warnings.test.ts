import { describe, expect, test } from '@jest/globals';
import { caseAggregate, takeStepByOfficer } from '../../src/domain/case/case.decide.js';
import type { CaseHistory } from '../../src/domain/case/case.state.js';
import { warningsOf } from '../../src/domain/procedure/engine/reckoning.js';
import { silentUntil } from '../../src/domain/procedure/engine/lapses.js';
import { and, antitrust2, facts, harbour, openedCase, stand } from './a-case.js';

/** Ten working days of review from Monday 3 June 2024, to Monday 17 June; two working days ahead of that is Thursday 13 June. */
const aggregate = caseAggregate(() => harbour);
const at = (history: CaseHistory, step: string, on: string) =>
  and(
    history,
    takeStepByOfficer(history, { step, inputs: {}, role: 'case-handler', effectiveOn: on }, facts(harbour)),
    on,
  );
const started = () => at(openedCase(harbour, '2024-06-03'), 'ReviewStarted', '2024-06-03');
const by = (history: CaseHistory, day: string): CaseHistory =>
  aggregate.lapses!(history, day).reduce((so, lapse) => and(so, lapse.events, lapse.due), history);
const due = (history: CaseHistory, day: string) =>
  aggregate.lapses!(history, day).map(({ clock, due, events }) => [clock, due, events[0]!.type]);
const warnings = (history: CaseHistory) => stand(history).clocks['review']!.warnings ?? [];

describe('the end of a clock', () => {
  test('is warned of two working days ahead, from the beginning of that day', () => {
    expect(warnings(started())).toEqual([{ ahead: '2wd', on: '2024-06-13' }]);
    expect(due(started(), '2024-06-12')).toEqual([]);
    expect(due(started(), '2024-06-13')).toEqual([['review 2wd ahead', '2024-06-13', 'ExpiryWarningGiven']]);
    expect(aggregate.lapses!(started(), '2024-06-13')[0]!.events[0]!.data).toMatchObject({
      clock: 'review',
      ahead: '2wd',
      end: '2024-06-17',
      onLapse: 'DeemedCleared',
      provisional: false,
    });
  });

  test('is warned of once', () => {
    const warned = by(started(), '2024-06-13');
    expect(warnings(warned)).toEqual([]);
    expect(due(warned, '2024-06-17')).toEqual([]);
  });

  test('is warned of before it comes, however late somebody looks', () =>
    expect(due(started(), '2024-06-18')).toEqual([
      ['review 2wd ahead', '2024-06-13', 'ExpiryWarningGiven'],
      ['review', '2024-06-17', 'StepTaken'],
    ]));

  test('that moved is warned of anew; days that had passed by then are not', () => {
    const extended = at(by(started(), '2024-06-13'), 'ReviewExtended', '2024-06-13');
    const { end, warnings: ahead } = stand(extended).clocks['review']!;
    expect(end).toBe('2024-06-24');
    expect(ahead).toEqual([{ ahead: '2wd', on: '2024-06-20' }]);
  });

  test('that an act with effect before the warning moved is warned of anew', () => {
    const moved = at(by(started(), '2024-06-13'), 'ReviewExtended', '2024-06-12');
    expect(warnings(moved)).toEqual([{ ahead: '2wd', on: '2024-06-20' }]);
  });

  test('is not warned of while the clock stands still, nor after it was ended', () => {
    const stopped = at(started(), 'ReviewStopped', '2024-06-07');
    expect(warnings(stopped)).toEqual([]);
    expect(due(stopped, '2025-06-07').filter(([clock]) => clock!.startsWith('review'))).toEqual([]);
  });

  test('is not warned of anew by an act that leaves it where it was', () => {
    const warned = by(started(), '2024-06-13');
    const resumed = at(at(warned, 'ReviewStopped', '2024-06-14'), 'ReviewResumed', '2024-06-14');
    expect(stand(resumed).clocks['review']).toMatchObject({ end: '2024-06-17' });
    expect(warnings(resumed)).toEqual([]);
  });

  test('is warned of after the act that set it, however far back its clock was begun', () => {
    const rule = antitrust2.procedure;
    const noted = (ceasedOn: string, on: string) => {
      const history = openedCase(antitrust2, '2024-06-03');
      const step = rule.steps.find(({ id }) => id === 'InfringementNoted')!;
      const inputs = Object.fromEntries(
        (step.inputs ?? []).map((input) => [
          input.id,
          input.id === 'ceasedOn' ? ceasedOn : (input.choices?.at(-1)?.id ?? 'Shipper'),
        ]),
      );
      const command = { step: step.id, inputs, role: step.may[0]!, effectiveOn: on };
      return and(history, takeStepByOfficer(history, command, facts(antitrust2)), on);
    };
    const ledger = (history: CaseHistory) =>
      Object.values(stand(history).clocks).filter(({ clock }) => clock.includes(':'));
    // Five years from 2 September 2019: six months ahead was before it was noted, one month is still to come.
    expect(ledger(noted('2019-09-02', '2024-06-10'))).toMatchObject([
      { end: '2024-09-02', warnings: [{ ahead: '1m', on: '2024-08-02' }] },
    ]);
    const warned = caseAggregate(() => antitrust2).lapses!(noted('2019-09-02', '2024-06-10'), '2024-08-20').reduce(
      (so, lapse) => and(so, lapse.events, lapse.due),
      noted('2019-09-02', '2024-06-10'),
    );
    expect(caseAggregate(() => antitrust2).lapses!(warned, '2024-08-20')).toEqual([]);
  });

  test('is not warned of on a day that cannot be told, for want of a list of holidays', () => {
    const known = structuredClone(harbour);
    known.calendar = { ...known.calendar, years: known.calendar.years.filter(({ year }) => year >= 2024) };
    expect(warningsOf(known, 'review', '2024-01-05', '2023-12-01')).toEqual([{ ahead: '2wd', on: '2024-01-03' }]);
  });

  test('is warned of as the procedure says, or not at all', () => {
    const said = structuredClone(harbour);
    const clock = said.procedure.clocks.find(({ id }) => id === 'review')!;
    const withWarnings = (ahead: string[]) => {
      clock.warnings = ahead;
      const open = openedCase(said, '2024-06-03');
      const command = { step: 'ReviewStarted', inputs: {}, role: 'case-handler' as const, effectiveOn: '2024-06-03' };
      return stand(and(open, takeStepByOfficer(open, command, facts(said)), '2024-06-03')).clocks['review']!.warnings;
    };
    expect(withWarnings(['1d', '1w', '3wd'])).toEqual([
      { ahead: '1w', on: '2024-06-10' },
      { ahead: '3wd', on: '2024-06-12' },
      { ahead: '1d', on: '2024-06-16' },
    ]);
    expect(withWarnings([])).toBeUndefined();
  });
});

test('nothing comes by itself before the day that the timer looks for', () => {
  const { clocks } = stand(started());
  expect(silentUntil(Object.values(clocks))).toBe('2024-06-12');
  expect(silentUntil(Object.values(stand(by(started(), '2024-06-13')).clocks))).toBe('2024-06-17');
  expect(silentUntil([])).toBeUndefined();
});
