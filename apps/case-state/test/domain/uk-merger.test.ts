import { describe, expect, test } from '@jest/globals';
import { ukMerger } from './a-case.js';
import { Story } from './story.js';

const opened = () => Story.opened(ukMerger, '2024-07-01', 'ME/7100');
/** Microsoft / Inflection: the notice of 16 July 2024. */
const noticed = () => opened().went(['2024-07-16', 'InformationComplete', { start: 'own-initiative' }]);
const found = () => noticed().went(['2024-09-11', 'DutyToReferFound']);
const end = (story: Story, clock = 'phase-one') => story.clock(clock).end;

describe('Enterprise Act 2002, phase 1, added as data alone', () => {
  test('s 34ZA: 40 working days; Microsoft / Inflection, 16 July to 11 September 2024, over the bank holiday', () => {
    expect(opened().state.clocks).toEqual({});
    expect(end(noticed())).toBe('2024-09-11');
    expect(noticed().clock('phase-one').explanation.skipped).toContainEqual(
      expect.objectContaining({ day: '2024-08-26', why: 'holiday' }),
    );
    expect(noticed().went(['2024-09-04', 'NotQualifying']).state.stage).toBe('cleared');
  });

  test('s 22(3)(za), 33(3)(za): no decision in time is no reference, once, on the last day', () => {
    const slept = noticed().by('2024-11-01');
    expect(slept.state).toMatchObject({ stage: 'cleared', closedOn: '2024-09-11' });
    expect(slept.state.taken['NoReferenceByLapse']).toHaveLength(1);
  });

  test('s 34ZB: the clock stands still for unanswered notices; overlapping days count once', () => {
    const stopped = noticed().went(
      ['2024-07-19', 'ClockStopped', { addressee: 'One' }],
      ['2024-07-22', 'ClockStopped', { addressee: 'Two' }],
      ['2024-07-24', 'ClockStarted', { addressee: 'One' }],
      ['2024-07-26', 'ClockStarted', { addressee: 'Two' }],
    );
    // Five working days out, 22 to 26 July.
    expect(end(stopped)).toBe('2024-09-18');
  });

  test('s 34ZB(4), 34ZC(2): an intervention notice, up to 20 working days, once', () => {
    const more = noticed().went(
      ['2024-07-17', 'InitialOrderMade', { undertaking: 'One' }],
      ['2024-07-18', 'InterventionNoticeGiven', { days: 20 }],
    );
    expect(end(more)).toBe('2024-10-09');
    expect(more.by('2024-08-01').state.taken['OrderCeasedByIntervention']).toMatchObject([{ on: '2024-07-25' }]);
    more.refuses('2024-07-19', 'InterventionNoticeGiven', 'not-extended-before', 's 34ZB(4)', { days: 1 });
    noticed().refusesInput('2024-07-18', 'InterventionNoticeGiven', 'days', { days: 21 });
  });

  test('extensions add up with what stood still', () => {
    const both = noticed().went(
      ['2024-07-18', 'InterventionNoticeGiven', { days: 20 }],
      ['2024-07-19', 'ClockStopped', { addressee: 'One' }],
      ['2024-07-26', 'ClockStarted', { addressee: 'One' }],
    );
    expect(end(both)).toBe('2024-10-16');
  });

  test('s 24, 25: of a completed merger a reference is possible for four months, up to 20 days more by agreement', () => {
    const completed = opened().went(['2024-07-02', 'CompletionMadePublic', { publicOn: '2024-05-07' }]);
    expect(end(completed, 'reference-period')).toBe('2024-09-07');
    const more = completed.went(['2024-08-01', 'ReferencePeriodExtended', { days: 20 }]);
    expect(end(more, 'reference-period')).toBe('2024-09-27');
    more.refuses('2024-08-02', 'ReferencePeriodExtended', 'clock', 's 25(1)', { days: 1 });
    completed
      .went(['2024-07-16', 'InformationComplete', { start: 'own-initiative' }])
      .refuses('2024-09-10', 'DutyToReferFound', 'reference-still-possible', 's 24');
  });

  test('s 73A, 73B: 5, 10 and 50 working days, all from the same start; 40 more once', () => {
    expect(
      ['undertakings-offer', 'undertakings-consideration', 'undertakings-acceptance'].map((id) => end(found(), id)),
    ).toEqual(['2024-09-18', '2024-09-25', '2024-11-20']);
    const considered = found().went(['2024-09-18', 'UndertakingsOffered'], ['2024-09-25', 'UndertakingsConsidered']);
    expect(considered.went(['2024-11-20', 'UndertakingsAccepted']).state.stage).toBe('cleared');
    expect(considered.by('2024-11-21').state).toMatchObject({ stage: 'referred', closedOn: '2024-11-20' });
    // Ninety working days from the notice: into 2025, over Christmas and New Year's Day.
    expect(
      end(considered.went(['2024-10-01', 'AcceptanceExtended', { days: 40, reasons: 'x' }]), 'undertakings-acceptance'),
    ).toBe('2025-01-20');
    expect(
      end(considered.went(['2024-10-01', 'AcceptanceExtended', { days: 20, reasons: 'x' }]), 'undertakings-acceptance'),
    ).toBe('2024-12-18');
  });

  test('a period that leads into a year without a list of holidays is refused, and the list is named', () => {
    const late = Story.opened(ukMerger, '2028-12-04', 'ME/7200');
    expect(late.refusal('2028-12-04', 'InformationComplete', { start: 'own-initiative' })).toMatchObject({
      guard: 'clock',
      detail: { en: expect.stringContaining('bank holidays” has no list of holidays for 2029') },
    });
  });

  test('otherwise it is referred: nothing offered, nothing taken further', () => {
    expect(found().by('2024-10-01').state).toMatchObject({ stage: 'referred', closedOn: '2024-09-18' });
    const offered = found().went(['2024-09-18', 'UndertakingsOffered']);
    expect(offered.by('2024-10-01').state).toMatchObject({ stage: 'referred', closedOn: '2024-09-25' });
    found().refuses('2024-09-19', 'UndertakingsOffered', 'case-closed', 's 73A(1)');
    found().refuses('2024-09-12', 'UndertakingsAccepted', 'considered', 's 73A(2)');
  });

  test('s 22, 33, 34ZD: the other outcomes', () => {
    for (const step of ['Cleared', 'NotQualifying'])
      expect(noticed().went(['2024-09-04', step]).state.stage).toBe('cleared');
    expect(noticed().went(['2024-09-04', 'ExceptionApplied', { exception: 'de-minimis' }]).state.stage).toBe('cleared');
    noticed().refuses('2024-08-01', 'FastTrackReferred', 'fast-track-asked', 's 34ZD');
    expect(noticed().went(['2024-08-01', 'FastTrackRequested'], ['2024-08-02', 'FastTrackReferred']).state.stage).toBe(
      'referred',
    );
  });
});
