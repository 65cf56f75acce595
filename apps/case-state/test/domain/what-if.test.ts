import { describe, expect, test } from '@jest/globals';
import { whatIf, type Supposed } from '../../src/domain/case/what-if.js';
import { merger, team } from './a-case.js';
import { Story } from './story.js';

/** Phase I from Monday 5 February 2024: ends on Monday 11 March. */
const notified = () => Story.opened(merger, '2024-02-05', 'M.1').went(['2024-02-05', 'NotificationReceived']);
const play = (story: Story, supposed: Supposed) => whatIf(merger, story.state, team(), supposed);
const ends = (story: Story, supposed: Supposed, clock = 'phase-one') => {
  const played = play(story, supposed);
  if (!('after' in played)) throw new Error(JSON.stringify(played));
  return [played.before.clocks[clock]?.end, played.after.clocks[clock]?.end];
};

describe('what if', () => {
  test('suspended from Monday for ten working days: the date before, and the date after, explained', () => {
    const supposed = { on: '2024-02-19', clock: 'phase-one', act: 'suspend', length: '10wd' } as const;
    expect(ends(notified(), supposed)).toEqual(['2024-03-11', '2024-03-25']);
    const played = play(notified(), supposed);
    expect('after' in played && played.after.clocks['phase-one']).toMatchObject({
      suspensions: [{ from: '2024-02-19', to: '2024-03-01' }],
      explanation: { steps: expect.arrayContaining([expect.objectContaining({ rule: 'suspended' })]) },
    });
  });

  test('suspended without end, extended, restarted, ended', () => {
    const act = (act: 'suspend' | 'extend' | 'restart' | 'end', length?: string) =>
      ends(notified(), { on: '2024-02-19', clock: 'phase-one', act, ...(length && { length }) })[1];
    expect(act('suspend')).toBeNull();
    expect(act('extend', '10wd')).toBe('2024-03-25');
    expect(act('restart')).toBe('2024-03-25');
    expect(act('end')).toBe('2024-03-11');
  });

  test('the clocks that every such act of the procedure moves go along', () => {
    const commitments = (act: 'suspend' | 'extend') =>
      ends(notified(), { on: '2024-02-19', clock: 'phase-one', act, length: '10wd' }, 'commitments-phase-one');
    expect(commitments('suspend')).toEqual(['2024-03-04', '2024-03-18']);
    // Commitments that are offered lengthen the phase alone.
    expect(commitments('extend')).toEqual(['2024-03-04', '2024-03-04']);
  });

  test('not longer than the procedure lets a clock be', () => {
    const extended = (length: string) =>
      play(notified(), { on: '2024-02-19', clock: 'phase-one', act: 'extend', length });
    expect(extended('10wd')).toHaveProperty('after');
    expect(extended('11wd')).toMatchObject({
      shut: [
        {
          guard: 'clock',
          sentence: { en: expect.stringContaining('35 working days') },
          basis: [{ citation: 'Reg 139/2004 Art 10(1)' }],
        },
      ],
    });
  });

  test('set going again on a Saturday: as its step does it, on Monday', () => {
    const stopped = notified().went(
      ['2024-02-19', 'LegalServiceConsulted', { act: 'suspension' }],
      ['2024-02-19', 'SuspensionDecided', { addressee: 'Alpha', decision: 'art-11-3', limitEndedOn: '2024-02-19' }],
    );
    const saturday = { on: '2024-02-24' } as const;
    const [, supposed] = ends(stopped, { ...saturday, clock: 'phase-one', act: 'resume' });
    const taken = play(stopped, { ...saturday, step: 'SuspensionEnded', inputs: { addressee: 'Alpha' } });
    expect('after' in taken && taken.after.clocks['phase-one']?.end).toBe(supposed);
    expect(supposed).toBe('2024-03-18');
  });

  test('a step: its clocks and its stage', () => {
    const played = play(notified(), { on: '2024-02-19', step: 'PhaseOneCommitmentsOffered', inputs: {} });
    expect('after' in played && played.after.clocks['phase-one']?.end).toBe('2024-03-25');
  });

  test('a step that no officer takes is not possible, as at its own door', () => {
    for (const step of ['DeemedCompatibleInPhaseOne', 'RfiIssued'])
      expect(play(notified(), { on: '2024-02-19', step, inputs: {} })).toMatchObject({
        shut: [{ guard: 'other-desk' }],
      });
  });

  test('a step whose reasons are not written yet', () => {
    const played = play(notified(), { on: '2024-02-19', step: 'NotificationIncomplete', inputs: {} });
    expect(played).toMatchObject({ after: { stage: 'pre-notification', clocks: { 'phase-one': { state: 'ended' } } } });
  });

  test('a clock that the case does not have, be it named as what every object has', () => {
    for (const clock of ['nothing', 'constructor', '__proto__'])
      expect(play(notified(), { on: '2024-02-19', clock, act: 'end' })).toMatchObject({ errors: [{ path: 'clock' }] });
  });

  test('a step that is shut, or said wrongly: why, and nothing comes out different', () => {
    expect(play(notified(), { on: '2024-02-19', step: 'PhaseTwoOpened', inputs: {} })).toMatchObject({
      shut: [{ guard: 'consent' }, {}],
    });
    const asked = { on: '2024-02-19', step: 'NotificationIncomplete', inputs: { weeks: 2 } };
    expect(play(notified(), asked)).toMatchObject({ errors: [{ path: 'inputs.weeks' }] });
    expect(play(notified(), { on: '2024-02-19', clock: 'phase-one', act: 'resume' })).toMatchObject({
      shut: [{ guard: 'clock' }],
    });
    expect(play(notified(), { on: '2024-02-19', clock: 'sundial', act: 'end' })).toMatchObject({
      errors: [{ path: 'clock' }],
    });
    expect(play(notified(), { on: '2024-02-19', clock: 'phase-one', act: 'extend' })).toMatchObject({
      errors: [{ path: 'for' }],
    });
  });

  test('on a day after silence has spoken, silence has spoken', () => {
    const played = play(notified(), { on: '2024-03-12', clock: 'phase-one', act: 'suspend', length: '5wd' });
    expect(played.before.stage).toBe('decided');
    expect(played).toMatchObject({ shut: [{ guard: 'clock', sentence: { en: '“Phase I” is not running.' } }] });
  });

  test('into a year without a list of holidays: refused, and the list is named', () => {
    expect(play(notified(), { on: '2024-02-19', clock: 'phase-one', act: 'extend', length: '2000wd' })).toMatchObject({
      shut: [{ sentence: { en: expect.stringContaining('Luxembourg” has no list of holidays for 2028') } }],
    });
  });
});
