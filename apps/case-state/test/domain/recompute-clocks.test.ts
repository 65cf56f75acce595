import { describe, expect, test } from '@jest/globals';
import { addDays, daysBetween, ecBrussels, weekday, type HolidayCalendar } from '#legal-clock';
import fc from 'fast-check';
import type { ClocksRecomputed } from '../../src/domain/case/case.events.js';
import { takeStepByOfficer } from '../../src/domain/case/case.decide.js';
import { correctStep } from '../../src/domain/case/correct.js';
import { caseOn } from '../../src/domain/case/case.state.js';
import { recomputeClocks } from '../../src/domain/case/recompute-clocks.js';
import { isRejected } from '../../src/domain/rejection.js';
import { and, facts, merger } from './a-case.js';
import { Story } from './story.js';

const PIN = { id: 'ec-brussels', version: 2, hash: 'b'.repeat(64) };

/** The lists in a second version, with days more and days less. */
const corrected = ({ more = [], less = [] }: { more?: string[]; less?: string[] }): HolidayCalendar => ({
  ...ecBrussels,
  version: 2,
  years: ecBrussels.years.map((list) => ({
    ...list,
    days: [
      ...list.days.filter(({ day }) => !less.includes(day)),
      ...more.filter((day) => Number(day.slice(0, 4)) === list.year).map((day) => ({ day, name: 'Added' })),
    ],
  })),
});

/** Notified on Monday 3 June 2024: 25 working days are over on 8 July. */
const notified = () => Story.opened(merger, '2024-06-03').went(['2024-06-03', 'NotificationReceived']);
const counted = (story: Story, calendar: HolidayCalendar, day: string) =>
  recomputeClocks(story.state, { pin: PIN, calendar }, story.rules, day);
const on = (story: Story, calendar: HolidayCalendar, day: string): Story =>
  new Story({ ...story.rules, calendar }, and(story.history, counted(story, calendar, day), day));
/** What is told of one clock. */
const told = (story: Story, calendar: HolidayCalendar, day: string, clock = 'phase-one') => {
  const all = counted(story, calendar, day).map(({ data }) => data as ClocksRecomputed);
  const of = <One extends { clock: string }>(list: One[]) => list.find((one) => one.clock === clock);
  return { moved: of(all.flatMap((one) => one.moved)), kept: of(all.flatMap((one) => one.kept)) };
};

describe('A corrected list of holidays', () => {
  test('moves the open clocks, tells each day before and after, and holds for what is decided from then on', () => {
    const calendar = corrected({ more: ['2024-06-20', '2024-07-10'] });
    const [event] = counted(notified(), calendar, '2024-06-10');
    expect(event).toMatchObject({
      type: 'ClocksRecomputed',
      data: { calendar: PIN, before: { version: 1 }, kept: [] },
    });
    expect(told(notified(), calendar, '2024-06-10').moved).toMatchObject({
      from: { end: '2024-07-08' },
      to: { end: '2024-07-09' },
    });
    const later = on(notified(), calendar, '2024-06-10');
    expect(later.clock('phase-one')).toMatchObject({ end: '2024-07-09', explanation: { calendar: { version: 2 } } });
    expect(later.state.calendar).toEqual(PIN);
    // Silence keeps the new day, and nothing of the old one.
    expect(later.by('2024-07-09').state.stage).toBe('phase-one');
    expect(later.by('2024-08-01').state.taken['DeemedCompatibleInPhaseOne']).toMatchObject([{ on: '2024-07-09' }]);
  });

  test('a day less moves it forward; a day that no clock runs over moves nothing, and the case is on the new version all the same', () => {
    const gone = corrected({ less: ['2024-08-15'] });
    expect(told(notified(), gone, '2024-06-10')).toEqual({ moved: undefined, kept: undefined });
    expect(on(notified(), gone, '2024-06-10').state.calendar).toEqual(PIN);
    const over = Story.opened(merger, '2024-08-01').went(['2024-08-01', 'NotificationReceived']);
    expect(told(over, gone, '2024-08-05').moved).toMatchObject({
      from: { end: '2024-09-06' },
      to: { end: '2024-09-05' },
    });
  });

  test('never rewrites what was recorded: what has lapsed or ended keeps its day, a closed case is left alone', () => {
    const cleared = notified().by('2024-08-01');
    const calendar = corrected({ more: ['2024-06-20'] });
    expect(counted(cleared, calendar, '2024-08-01')).toMatchObject([{ data: { clocks: [], moved: [], kept: [] } }]);
    const after = on(cleared, calendar, '2024-08-01');
    expect(after.state.clocks).toEqual(cleared.state.clocks);
    const closed = { ...cleared.state, closedOn: '2024-08-01' };
    expect(recomputeClocks(closed, { pin: PIN, calendar }, merger, '2024-08-01')).toEqual([]);
  });

  test('does not undo the correction of a step that was taken before it and corrected after it', () => {
    const calendar = corrected({ more: ['2024-06-20'] });
    const before = notified();
    const record = before.history.at(-1)!.id!;
    const counted = on(before, calendar, '2024-06-10');
    const correction = {
      event: record,
      reason: 'The date was misread',
      effectiveOn: '2024-06-05',
      today: '2024-06-10',
    };
    const role = counted.rules.procedure.steps.find(({ id }) => id === 'NotificationReceived')!.may[0]!;
    const anew = correctStep(counted.history, { ...correction, role }, facts(counted.rules));
    if (isRejected(anew)) throw new Error(JSON.stringify(anew));
    const events = anew.map((one) => ({ ...one, corrects: record }));
    const after = new Story(counted.rules, and(counted.history, events, '2024-06-05'));
    const twin = on(
      Story.opened(merger, '2024-06-03').went(['2024-06-05', 'NotificationReceived']),
      calendar,
      '2024-06-10',
    );
    expect(after.clock('phase-one').startedOn).not.toBe(counted.clock('phase-one').startedOn);
    expect(after.clock('phase-one').end).toBe(twin.clock('phase-one').end);
  });

  test('a version is taken once, and an earlier one never', () => {
    const calendar = corrected({ more: ['2024-06-20'] });
    const once = on(notified(), calendar, '2024-06-10');
    expect(counted(once, calendar, '2024-06-11')).toEqual([]);
    expect(recomputeClocks(once.state, { pin: { ...PIN, version: 1 }, calendar }, once.rules, '2024-06-11')).toEqual(
      [],
    );
  });

  test('another calendar is none of its business', () => {
    const correction = { pin: { ...PIN, id: 'uk-cma' }, calendar: { ...corrected({}), id: 'uk-cma' } };
    expect(recomputeClocks(notified().state, correction, merger, '2024-06-10')).toEqual([]);
  });

  test('a day that would lie in the past is not moved there: it is told, and an officer decides', () => {
    const calendar = corrected({ less: ['2024-08-15'] });
    const running = Story.opened(merger, '2024-08-01').went(['2024-08-01', 'NotificationReceived']);
    expect(told(running, calendar, '2024-09-06')).toMatchObject({
      moved: undefined,
      kept: { end: '2024-09-06', why: 'in-the-past', would: '2024-09-05' },
    });
    const kept = on(running, calendar, '2024-09-06');
    expect(kept.clock('phase-one').end).toBe('2024-09-06');
    expect(kept.by('2024-10-01').state.taken['DeemedCompatibleInPhaseOne']).toMatchObject([{ on: '2024-09-06' }]);
  });

  test('a day that a correction moves into a year without a list stays, and the year is named', () => {
    const late = Story.opened(merger, '2027-11-18').went(['2027-11-18', 'NotificationReceived']);
    expect(late.clock('phase-one').end).toBe('2027-12-23');
    expect(told(late, corrected({ more: ['2027-12-01'] }), '2027-11-22').kept).toMatchObject({
      end: '2027-12-23',
      why: 'no-list',
      year: 2028,
    });
  });

  test('a suspended clock has no day before and none after; when it goes on, what was used is counted on the new list', () => {
    const stop = { addressee: 'One', decision: 'art-11-3', limitEndedOn: '2024-06-14' };
    const stopped = notified().went(
      ['2024-06-18', 'LegalServiceConsulted', { act: 'suspension' }],
      ['2024-06-18', 'SuspensionDecided', stop],
    );
    const calendar = corrected({ more: ['2024-06-12'] });
    expect(told(stopped, calendar, '2024-06-20').moved).toBeUndefined();
    const goesOn = (story: Story) =>
      story.went(['2024-06-28', 'SuspensionEnded', { addressee: 'One' }]).clock('phase-one').end;
    // Nine days used by 14 June; sixteen from 1 July: 22 July. On the corrected list eight: one day later.
    expect([goesOn(stopped), goesOn(on(stopped, calendar, '2024-06-20'))]).toEqual(['2024-07-22', '2024-07-23']);
  });

  test('an act recorded later with effect before the correction stands, on the corrected list', () => {
    const once = on(notified(), corrected({ more: ['2024-06-20'] }), '2024-06-12');
    const back = takeStepByOfficer(
      once.history,
      { step: 'PhaseOneCommitmentsOffered', inputs: {}, role: 'registry', effectiveOn: '2024-06-10' },
      facts(once.rules),
    );
    const state = caseOn(and(once.history, back, '2024-06-10'))!;
    // 35 working days from 3 June, one of them gone: 23 July instead of 22 July.
    expect(state.clocks['phase-one']).toMatchObject({ end: '2024-07-23', extensions: [{}] });
    expect(state.calendar).toEqual(PIN);
  });

  test('a case as it stood before shows the day that was known then', () => {
    const once = on(notified(), corrected({ more: ['2024-06-20'] }), '2024-06-12');
    expect(caseOn(once.history, '2024-06-11')?.clocks['phase-one']?.end).toBe('2024-07-08');
    expect(caseOn(once.history, '2024-06-12')?.clocks['phase-one']?.end).toBe('2024-07-09');
  });

  test('whatever days come and go, the new day is the one that the new list gives, and its explanation re-adds to it', () => {
    const days = Array.from({ length: 30 }, (_, i) => addDays('2024-06-11', i)).filter((day) => weekday(day) < 6);
    fc.assert(
      fc.property(fc.subarray(days), (more) => {
        const calendar = corrected({ more });
        const { moved } = told(notified(), calendar, '2024-06-10');
        const { end, explanation } = on(notified(), calendar, '2024-06-10').clock('phase-one');
        const skipped = new Set(explanation.skipped.map(({ day }) => day));
        const worked = Array.from({ length: daysBetween('2024-06-03', end!) }, (_, i) => addDays('2024-06-04', i));
        expect(worked.filter((day) => !skipped.has(day))).toHaveLength(25);
        expect(moved?.to.end ?? '2024-07-08').toBe(end);
        expect(end! >= '2024-07-08').toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
