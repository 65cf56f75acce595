import { describe, expect, test } from '@jest/globals';
import { caseAggregate } from '../../src/domain/case/case.decide.js';
import { checklistOf } from '../../src/domain/procedure/engine/explain.js';
import { merger, merger1, merger3, silence, team } from './a-case.js';
import { Story, type Deed } from './story.js';

/**
 * The merger procedure row by row, in each version, and the published dates of real cases led through the engine; a row that came with a
 * later version says so.
 */
describe.each([merger1, merger, merger3])('$procedure.id $procedure.version', (rules) => {
  const { version } = rules.procedure;
  const opened = (on: string) => Story.opened(rules, on, 'M.10646');
  const notified = (on: string) => opened(on).went([on, 'NotificationReceived']);
  const legal = (on: string, act = 'art-6'): Deed => [on, 'LegalServiceConsulted', { act }];
  const signed = (on: string, act = 'art-6'): Deed => [on, 'ActSigned', { act }];
  const phaseTwo = (on: string, opens: string) =>
    notified(on).went(legal(opens), signed(opens), [opens, 'PhaseTwoOpened']);
  const end = (story: Story, clock: string) => story.clock(clock).end;

  describe('published dates, through the engine', () => {
    test('M.10646, Microsoft / Activision: phase I, phase II, and three extensions', () => {
      const first = notified('2022-09-30');
      expect(end(first, 'phase-one')).toBe('2022-11-08');
      const second = first.went(legal('2022-11-07'), signed('2022-11-07'), ['2022-11-08', 'PhaseTwoOpened']);
      expect(end(second, 'phase-two')).toBe('2023-03-23');
      const asked = second.went(['2022-11-21', 'ExtensionAskedByParties', { days: 10 }]);
      expect(end(asked, 'phase-two')).toBe('2023-04-11');
      const agreed = asked.went(['2023-02-10', 'PartiesAgreed'], ['2023-02-10', 'ExtensionAgreed', { days: 10 }]);
      expect(end(agreed, 'phase-two')).toBe('2023-04-25');
      const offered = agreed.went(['2023-03-16', 'PhaseTwoCommitmentsOffered']);
      expect(end(offered, 'phase-two')).toBe('2023-05-22');
      expect(offered.clock('phase-two').extensions.map(({ by, under }) => [by, under])).toEqual([
        ['10wd', 'ExtensionAskedByParties'],
        ['10wd', 'ExtensionAgreed'],
        ['15wd', 'PhaseTwoCommitmentsOffered'],
      ]);
    });

    test('Lufthansa / ITA: 90 working days from 23 January 2024', () => {
      expect(end(phaseTwo('2024-01-05', '2024-01-23'), 'phase-two')).toBe('2024-06-06');
    });

    test('Mars / Kellanova: a suspension that works back, 21 days used and 69 left', () => {
      const two = phaseTwo('2025-05-19', '2025-06-25');
      expect(end(two, 'phase-two')).toBe('2025-10-31');
      const stop = { addressee: 'Mars', decision: 'art-11-3', limitEndedOn: '2025-07-25' };
      const stopped = two.went(legal('2025-08-04', 'suspension'), ['2025-08-05', 'SuspensionDecided', stop]);
      expect(stopped.clock('phase-two')).toMatchObject({
        state: 'suspended',
        end: null,
        suspensions: [{ from: '2025-07-28' }],
      });
      const resumed = stopped.went(['2025-09-15', 'SuspensionEnded', { addressee: 'Mars' }]);
      expect(resumed.clock('phase-two')).toMatchObject({
        end: '2025-12-19',
        suspensions: [{ from: '2025-07-28', to: '2025-09-15' }],
      });
      const step = resumed.clock('phase-two').explanation.steps.find(({ rule }) => rule === 'suspended');
      expect(step?.detail).toMatchObject({ used: 21, left: 69 });
    });
  });

  describe('Reg 139/2004 Art 10(1): phase I', () => {
    test('25 working days, from the working day after the notification; pre-notification has no clock', () => {
      expect(opened('2024-02-01').state.clocks).toEqual({});
      // Monday 5 February 2024: 25 working days end on Monday 11 March.
      expect(notified('2024-02-05').clock('phase-one')).toMatchObject({ end: '2024-03-11' });
    });

    test('35 with commitments or a request under Article 9, once whatever comes of both', () => {
      const copied = notified('2024-02-05').went(['2024-02-06', 'CopySentToMemberStates']);
      const offered = copied.went(['2024-03-04', 'PhaseOneCommitmentsOffered']);
      expect(end(offered, 'phase-one')).toBe('2024-03-25');
      const asked = copied.went(['2024-02-27', 'ReferralRequested', { memberState: 'Germany' }]);
      expect(end(asked, 'phase-one')).toBe('2024-03-25');
      expect(end(asked.went(['2024-03-04', 'PhaseOneCommitmentsOffered']), 'phase-one')).toBe('2024-03-25');
      expect(end(asked, 'referral-decision')).toBe('2024-05-14');
    });

    test('Reg 2023/914 Art 19(1): commitments within 20 working days', () => {
      notified('2024-02-05').refuses(
        '2024-03-05',
        'PhaseOneCommitmentsOffered',
        'commitments-in-time-one',
        'Art 19(1)',
      );
    });

    test('Reg 2023/914 Art 5(2): an incomplete notification takes effect anew', () => {
      const again = notified('2024-02-05').went(
        ['2024-02-20', 'NotificationIncomplete', { reasons: 'No market data.' }],
        ['2024-03-04', 'NotificationReceived'],
      );
      expect(again.clock('phase-one')).toMatchObject({ startedOn: '2024-03-04', end: '2024-04-11', extensions: [] });
    });

    test('Art 6(1): cleared, outside scope, or phase II; the Legal Service is consulted', () => {
      for (const [step, stage] of [
        ['OutsideScope', 'decided'],
        ['ClearedInPhaseOne', 'decided'],
      ] as const) {
        notified('2024-02-05').refuses('2024-03-01', step, 'consent', 'Rules of Procedure');
        expect(notified('2024-02-05').went(legal('2024-03-01'), ['2024-03-01', step]).state.stage).toBe(stage);
      }
      notified('2024-02-05')
        .went(legal('2024-03-01'))
        .refuses('2024-03-01', 'ClearedWithPhaseOneCommitments', 'commitments-one-offered', 'Art 6(2)');
      opened('2024-02-05').refuses('2024-02-05', 'PhaseTwoOpened', 'phase-one-runs', 'Reg 139/2004 Art 10(1)');
    });
  });

  describe('Reg 139/2004 Art 10(6): silence clears', () => {
    test('in phase I, exactly once, on its last day, even when everything slept for months', () => {
      const story = notified('2024-02-05');
      expect(silence(caseAggregate(() => rules).lapses!(story.history, '2024-03-11'))).toEqual([]);
      const slept = story.by('2024-12-02');
      expect(slept.state.taken['DeemedCompatibleInPhaseOne']).toMatchObject([{ on: '2024-03-11' }]);
      expect(slept.state).toMatchObject({ stage: 'decided', stageSince: '2024-03-11' });
      expect(slept.by('2025-01-06').history).toEqual(slept.history);
      expect(slept.clock('commitments-phase-one').state).toBe('ended');
      story.refuses('2024-03-12', 'PhaseTwoOpened', 'phase-one-runs', 'Art 10(1)');
    });

    test('in phase II', () => {
      expect(phaseTwo('2024-01-05', '2024-01-23').by('2024-09-02').state.taken['DeemedCompatible']).toMatchObject([
        { on: '2024-06-06' },
      ]);
    });

    test('not while the clock stands still, nor after a decision', () => {
      const stop = { addressee: 'One', decision: 'art-11-3', limitEndedOn: '2024-02-15' };
      const stopped = notified('2024-02-05').went(legal('2024-02-20', 'suspension'), [
        '2024-02-21',
        'SuspensionDecided',
        stop,
      ]);
      expect(stopped.by('2025-02-21').history).toEqual(stopped.history);
      const cleared = notified('2024-02-05').went(legal('2024-03-01'), ['2024-03-01', 'ClearedInPhaseOne']);
      expect(cleared.by('2024-12-02').history).toEqual(cleared.history);
    });
  });

  describe('Reg 139/2004 Art 10(3): phase II and its extensions', () => {
    const two = () => phaseTwo('2024-01-05', '2024-01-23');

    test('the parties ask once, within 15 working days of the opening', () => {
      // 23 January and 15 working days: Tuesday 13 February 2024.
      two().refuses('2024-02-14', 'ExtensionAskedByParties', 'parties-in-time', 'Reg 139/2004 Art 10(3)', {
        days: 10,
      });
      two()
        .went(['2024-02-13', 'ExtensionAskedByParties', { days: 5 }])
        .refuses('2024-02-13', 'ExtensionAskedByParties', 'not-asked-before', 'Art 10(3)', { days: 5 });
    });

    test('the Commission extends at any time, with the parties’ consent; 20 working days in all', () => {
      two().refuses('2024-03-18', 'ExtensionAgreed', 'consent', 'Reg 139/2004 Art 10(3)', { days: 10 });
      const agreed = two().went(
        ['2024-02-13', 'ExtensionAskedByParties', { days: 15 }],
        ['2024-03-18', 'PartiesAgreed'],
      );
      agreed.refuses('2024-03-18', 'ExtensionAgreed', 'clock', 'Art 10(3)', { days: 6 });
      expect(end(agreed.went(['2024-03-18', 'ExtensionAgreed', { days: 5 }]), 'phase-two')).toBe('2024-07-04');
      two().refusesInput('2024-02-13', 'ExtensionAskedByParties', 'days', { days: 21 });
    });

    test('commitments offered less than 55 working days after the opening add nothing; from day 55 on, 15; changed ones count as new', () => {
      // Day 55 from 23 January 2024 is Friday 12 April.
      const early = two().went(['2024-04-11', 'PhaseTwoCommitmentsOffered']);
      expect(end(early, 'phase-two')).toBe('2024-06-06');
      expect(end(two().went(['2024-04-12', 'PhaseTwoCommitmentsOffered']), 'phase-two')).toBe('2024-06-27');
      const changed = early.went(['2024-04-16', 'PhaseTwoCommitmentsOffered']);
      expect(end(changed, 'phase-two')).toBe('2024-06-27');
      expect(end(changed.went(['2024-04-17', 'PhaseTwoCommitmentsOffered']), 'phase-two')).toBe('2024-06-27');
    });

    test('Reg 2023/914 Art 19(2): the last day for commitments is 65, and is extended as phase II is', () => {
      expect(end(two(), 'commitments-phase-two')).toBe('2024-04-26');
      two().refuses('2024-04-29', 'PhaseTwoCommitmentsOffered', 'commitments-in-time-two', 'Art 19(2)');
      const more = two().went(['2024-02-13', 'ExtensionAskedByParties', { days: 10 }]);
      expect(end(more, 'commitments-phase-two')).toBe('2024-05-15');
      more.went(['2024-05-15', 'PhaseTwoCommitmentsOffered']);
    });

    test('125 working days at most', () => {
      const all = two().went(
        ['2024-02-13', 'ExtensionAskedByParties', { days: 20 }],
        ['2024-05-02', 'PhaseTwoCommitmentsOffered'],
      );
      const { period, extensions } = all.clock('phase-two');
      expect([period, ...extensions.map(({ by }) => by)]).toEqual(['90wd', '20wd', '15wd']);
      all
        .went(['2024-05-03', 'PartiesAgreed'])
        .refuses('2024-05-03', 'ExtensionAgreed', 'clock', 'Art 10(3)', { days: 1 });
    });
  });

  describe('Reg 139/2004 Art 10(4), Reg 2023/914 Art 9: suspension', () => {
    const stop = (addressee: string, limitEndedOn: string) => ({ addressee, decision: 'art-11-3', limitEndedOn });

    test('needs a decision, for which the Legal Service is consulted', () => {
      notified('2024-02-05').refuses(
        '2024-02-21',
        'SuspensionDecided',
        'consent',
        'Rules of Procedure',
        stop('One', '2024-02-15'),
      );
    });

    test('two at once count once; it runs when both have answered', () => {
      let story = notified('2024-02-05').went(legal('2024-02-21', 'suspension'), [
        '2024-02-21',
        'SuspensionDecided',
        stop('One', '2024-02-15'),
      ]);
      story = story.went(legal('2024-02-22', 'suspension'), [
        '2024-02-23',
        'SuspensionDecided',
        stop('Two', '2024-02-20'),
      ]);
      story = story.went(['2024-02-26', 'SuspensionEnded', { addressee: 'One' }]);
      expect(story.clock('phase-one').state).toBe('suspended');
      story = story.went(['2024-02-29', 'SuspensionEnded', { addressee: 'Two' }]);
      // 8 days used by 15 February; 16 to 29 February out; 17 more from 1 March.
      expect(story.clock('phase-one')).toMatchObject({ state: 'running', end: '2024-03-25' });
    });

    test('lies within the clock, and ends with a working day', () => {
      const ready = notified('2024-02-05').went(legal('2024-02-21', 'suspension'));
      for (const day of ['2024-02-02', '2024-02-22'])
        ready.refuses('2024-02-21', 'SuspensionDecided', 'clock', 'Reg 139/2004 Art 10(4)', stop('One', day));
      const ended = ready.went(
        ['2024-02-21', 'SuspensionDecided', stop('One', '2024-02-15')],
        ['2024-02-24', 'SuspensionEnded', { addressee: 'One' }],
      );
      expect(ended.clock('phase-one').suspensions).toMatchObject([{ from: '2024-02-16', to: '2024-02-26' }]);
    });
  });

  if (version >= 3)
    describe('Reg 139/2004 Art 10(4), Reg 2023/914 Art 9: phase II is opened while phase I is suspended', () => {
      const addressee = { addressee: 'One' };
      const stopped = () =>
        notified('2024-02-05').went(legal('2024-02-21', 'suspension'), [
          '2024-02-21',
          'SuspensionDecided',
          { ...addressee, decision: 'art-11-3', limitEndedOn: '2024-02-15' },
        ]);
      const opens = (story: Story) =>
        story.went(legal('2024-02-27'), signed('2024-02-27'), ['2024-02-28', 'PhaseTwoOpened']);

      test('it stands still from its first day, until what was asked for is supplied: the reason does not go with the phase', () => {
        const two = opens(stopped());
        for (const clock of ['phase-two', 'commitments-phase-two'])
          expect(two.clock(clock)).toMatchObject({
            state: 'suspended',
            end: null,
            suspensions: [{ from: '2024-02-16' }],
          });
        expect(two.clock('phase-one')).toMatchObject({ state: 'ended', endedOn: '2024-02-28' });
        expect(two.by('2025-02-28').history).toEqual(two.history);
        const on = two.went(['2024-03-08', 'SuspensionEnded', addressee]);
        // As if it had been opened on Friday 8 March: no day of it has run before.
        const later = phaseTwo('2024-02-05', '2024-03-08');
        for (const clock of ['phase-two', 'commitments-phase-two'])
          expect(on.clock(clock)).toMatchObject({ state: 'running', end: end(later, clock) });
        expect(end(later, 'phase-two')).not.toBe(end(phaseTwo('2024-02-05', '2024-02-28'), 'phase-two'));
        const told = on.clock('phase-two').explanation.steps.find(({ rule }) => rule === 'suspended');
        // 29 February, 1 March, 4 to 8 March.
        expect(told?.detail).toMatchObject({ days: 7, used: 0, left: 90 });
      });

      test('a suspension of phase I that is over is none of phase II', () => {
        const over = opens(stopped().went(['2024-02-26', 'SuspensionEnded', addressee]));
        expect(over.clock('phase-two')).toMatchObject({ state: 'running', suspensions: [] });
        expect(end(over, 'phase-two')).toBe(end(phaseTwo('2024-02-05', '2024-02-28'), 'phase-two'));
      });

      test('decided on after it was opened, over a limit that ended in phase I: phase II stands still from its first day', () => {
        const two = notified('2024-02-05').went(
          legal('2024-02-27'),
          signed('2024-02-27'),
          ['2024-02-28', 'PhaseTwoOpened'],
          legal('2024-03-04', 'suspension'),
        );
        const decide = (limitEndedOn: string): Deed => [
          '2024-03-05',
          'SuspensionDecided',
          { ...addressee, decision: 'art-11-3', limitEndedOn },
        ];
        const on = two.went(decide('2024-02-22'), ['2024-03-08', 'SuspensionEnded', addressee]);
        for (const clock of ['phase-two', 'commitments-phase-two'])
          expect(on.clock(clock)).toMatchObject({
            suspensions: [{ from: '2024-02-29', to: '2024-03-08' }],
            // As if it had been opened on Friday 8 March.
            end: end(phaseTwo('2024-02-05', '2024-03-08'), clock),
          });
        // The last day of phase I is the day on which phase II was opened; nothing works back beyond the notification.
        expect(two.went(decide('2024-02-28')).clock('phase-two').suspensions).toMatchObject([{ from: '2024-02-29' }]);
        const [day, step, said] = decide('2024-02-02');
        two.refuses(day, step, 'clock', 'Reg 139/2004 Art 10(4)', said);
        expect(two.refusal(day, step, said)).toMatchObject({ detail: { en: expect.stringContaining('“Phase I”') } });
      });

      test('of two that are open, phase II runs when both have been supplied', () => {
        const both = opens(
          stopped().went(legal('2024-02-22', 'suspension'), [
            '2024-02-23',
            'SuspensionDecided',
            { addressee: 'Two', decision: 'art-11-3', limitEndedOn: '2024-02-20' },
          ]),
        );
        const one = both.went(['2024-03-04', 'SuspensionEnded', addressee]);
        expect(one.clock('phase-two')).toMatchObject({ state: 'suspended', end: null });
        const none = one.went(['2024-03-08', 'SuspensionEnded', { addressee: 'Two' }]);
        expect(end(none, 'phase-two')).toBe(end(phaseTwo('2024-02-05', '2024-03-08'), 'phase-two'));
      });
    });

  describe('Reg 139/2004 Art 9: referral down', () => {
    const asked = () =>
      notified('2024-02-05').went(
        ['2024-02-06', 'CopySentToMemberStates'],
        ['2024-02-27', 'ReferralRequested', { memberState: 'Germany' }],
      );

    test('(2): within 15 working days of the copy', () => {
      notified('2024-02-05')
        .went(['2024-02-06', 'CopySentToMemberStates'])
        .refuses('2024-02-28', 'ReferralRequested', 'request-in-time', 'Reg 139/2004 Art 9(2)', {
          memberState: 'Germany',
        });
    });

    if (version >= 2)
      test('(2), Art 19(1): one copy of one notification; further documents begin no period', () => {
        const sent = notified('2024-02-05').went(['2024-02-06', 'CopySentToMemberStates']);
        const later = sent
          .refuses('2024-02-20', 'CopySentToMemberStates', 'copy-not-sent', 'Reg 139/2004 Art 19(1)')
          .went(['2024-02-20', 'DocumentsSentToMemberStates', { documents: 'Replies of competitors' }]);
        expect(end(later, 'member-state-request')).toBe('2024-02-27');
        // A notification that was incomplete is made anew, and so is its copy.
        const anew = later.went(
          ['2024-02-21', 'NotificationIncomplete', { reasons: 'Turnover is missing.' }],
          ['2024-03-04', 'NotificationReceived'],
          ['2024-03-05', 'CopySentToMemberStates'],
        );
        expect(end(anew, 'member-state-request')).toBe('2024-03-26');
      });

    if (version >= 2)
      test('(4), Reg 2023/914 Art 9: the time to decide on it stands still with the phase; a second request does not set it anew', () => {
        const two = asked().went(
          legal('2024-03-20'),
          signed('2024-03-20'),
          ['2024-03-22', 'PhaseTwoOpened'],
          ['2024-04-15', 'MemberStateReminded'],
        );
        expect(end(two, 'referral-decision')).toBe('2024-05-14');
        const stopped = two.went(legal('2024-04-17', 'suspension'), [
          '2024-04-17',
          'SuspensionDecided',
          { addressee: 'One', decision: 'art-11-3', limitEndedOn: '2024-04-16' },
        ]);
        expect(stopped.clock('referral-decision')).toMatchObject({ state: 'suspended', end: null });
        expect(stopped.by('2024-06-28').state.stage).toBe('phase-two');
        const on = stopped.went(['2024-04-19', 'SuspensionEnded', { addressee: 'One' }]);
        // Three working days stood still: 17 to 19 April.
        expect(end(on, 'referral-decision')).toBe('2024-05-17');
        expect(on.by('2024-06-03').state).toMatchObject({ stage: 'closed', closedOn: '2024-05-17' });

        const stoppedInOne = asked().went(
          legal('2024-02-29', 'suspension'),
          ['2024-02-29', 'SuspensionDecided', { addressee: 'One', decision: 'art-11-3', limitEndedOn: '2024-02-28' }],
          ['2024-03-04', 'SuspensionEnded', { addressee: 'One' }],
        );
        const once = notified('2024-02-05').went(
          ['2024-02-06', 'CopySentToMemberStates'],
          ['2024-02-08', 'ReferralRequested', { memberState: 'Germany' }],
          legal('2024-02-13', 'suspension'),
          ['2024-02-13', 'SuspensionDecided', { addressee: 'One', decision: 'art-11-3', limitEndedOn: '2024-02-12' }],
          ['2024-02-15', 'SuspensionEnded', { addressee: 'One' }],
        );
        expect(stoppedInOne.clock('referral-decision').suspensions).toHaveLength(1);
        const again = once.went(['2024-02-20', 'ReferralRequested', { memberState: 'France' }]);
        expect(again.clock('referral-decision')).toEqual(once.clock('referral-decision'));
      });

    if (version >= 2)
      test.each([
        ['before the suspension', '2024-02-12'],
        ['while it lasts', '2024-02-14'],
        ['after it', '2024-02-20'],
      ])('(4)(b), Reg 2023/914 Art 9: asked for %s, the referral has the same time', (_, on) => {
        const deeds: Deed[] = [
          ['2024-02-12', 'LegalServiceConsulted', { act: 'suspension' }],
          ['2024-02-13', 'SuspensionDecided', { addressee: 'One', decision: 'art-11-3', limitEndedOn: '2024-02-12' }],
          ['2024-02-15', 'SuspensionEnded', { addressee: 'One' }],
        ];
        const request: Deed = [on, 'ReferralRequested', { memberState: 'Germany' }];
        const copied = notified('2024-02-05').went(['2024-02-06', 'CopySentToMemberStates']);
        const asked = copied.went(...deeds.filter(([day]) => day <= on), request);
        expect(asked.clock('referral-decision').state).toBe(on === '2024-02-14' ? 'suspended' : 'running');
        const done = asked.went(...deeds.filter(([day]) => day > on));
        // Three working days stood still, 13 to 15 February: without them it would end on 14 May.
        expect(done.clock('referral-decision')).toMatchObject({
          state: 'running',
          end: '2024-05-17',
          suspensions: [{ from: '2024-02-13', to: '2024-02-15' }],
        });
        const two = done.went(
          legal('2024-03-20'),
          signed('2024-03-20'),
          ['2024-03-22', 'PhaseTwoOpened'],
          ['2024-04-15', 'MemberStateReminded'],
        );
        expect(two.by('2024-05-17').state.stage).toBe('phase-two');
        expect(two.by('2024-06-03').state).toMatchObject({ stage: 'closed', closedOn: '2024-05-17' });
      });

    test('(3): referred in whole or in part, or refused', () => {
      const ready = asked().went(legal('2024-03-04', 'referral'), signed('2024-03-04', 'referral'));
      expect(ready.went(['2024-03-05', 'Referred', { memberState: 'Germany' }]).state.stage).toBe('closed');
      expect(ready.went(['2024-03-05', 'PartlyReferred', { memberState: 'Germany', part: 'Retail' }]).state.stage).toBe(
        'phase-one',
      );
      expect(
        asked()
          .went(['2024-03-05', 'ReferralRefused', { reasons: 'Wider markets.' }])
          .clock('referral-decision').state,
      ).toBe('ended');
      notified('2024-02-05').refuses('2024-03-05', 'Referred', 'referral-asked', 'Art 9(2)', {
        memberState: 'Germany',
      });
    });

    test('(5): with phase II open, silence after a reminder refers the case; without one it does not', () => {
      const two = asked().went(legal('2024-03-20'), signed('2024-03-20'), ['2024-03-22', 'PhaseTwoOpened']);
      const reminded = two.went(['2024-04-15', 'MemberStateReminded']);
      expect(reminded.by('2024-06-03').state).toMatchObject({ stage: 'closed', closedOn: '2024-05-14' });
      const silent = two.by('2024-06-03');
      expect(silent.state.stage).toBe('phase-two');
      expect(silent.history.at(-1)).toMatchObject({
        type: 'StepRefused',
        data: { step: 'DeemedReferred', why: [{ guard: 'reminded' }] },
      });
      expect(
        two.went(['2024-04-15', 'MemberStateReminded'], ['2024-04-18', 'ReferralPrepared']).by('2024-06-03').state
          .stage,
      ).toBe('phase-two');
    });
  });

  describe('Reg 139/2004 Art 22: referral up', () => {
    const known = () => opened('2024-02-01').went(['2024-02-05', 'MadeKnownToMemberState', { memberState: 'Germany' }]);
    const request = { memberState: 'Germany', competence: 'call-in' };

    test('(1): 15 working days to ask, by a State that is itself competent', () => {
      expect(end(known(), version >= 2 ? 'art-22-request:Germany' : 'art-22-request')).toBe('2024-02-26');
      known().refuses('2024-02-27', 'Art22Requested', 'ask-up-in-time', 'Reg 139/2004 Art 22(1)', request);
      known().refusesInput('2024-02-20', 'Art22Requested', 'competence', { memberState: 'Germany' });
    });

    if (version >= 2)
      test('(1): each Member State has its own time, from the day on which it was made known to it', () => {
        const two = known().went(['2024-02-20', 'MadeKnownToMemberState', { memberState: 'Spain' }]);
        expect(end(two, 'art-22-request:Germany')).toBe('2024-02-26');
        expect(end(two, 'art-22-request:Spain')).toBe('2024-03-12');
        two.refusesInput('2024-02-27', 'Art22Requested', 'memberState', request);
        const asked = two.went(['2024-02-27', 'Art22Requested', { ...request, memberState: 'Spain' }]);
        // While a request is pending others join it.
        known()
          .went(
            ['2024-02-06', 'MadeKnownToMemberState', { memberState: 'Spain' }],
            ['2024-02-12', 'Art22Requested', request],
          )
          .refuses('2024-02-13', 'Art22Requested', 'no-art-22-pending', 'Reg 139/2004 Art 22', {
            ...request,
            memberState: 'Spain',
          });
        expect(end(asked, 'art-22-joining')).toBe('2024-03-19');
      });

    test('(2), (3): 15 to join, 10 to decide; silence is acceptance', () => {
      const asked = known().went(
        ['2024-02-12', 'Art22Requested', request],
        ['2024-02-20', 'Art22Joined', { memberState: 'Spain' }],
      );
      const slept = asked.by('2024-06-03');
      // 4 March, then 18 March 2024.
      expect(slept.state.taken['Art22JoiningOver']).toMatchObject([{ on: '2024-03-04' }]);
      expect(slept.state.taken['Art22DeemedAccepted']).toMatchObject([{ on: '2024-03-18' }]);
      asked.refuses('2024-03-04', 'Art22Refused', 'art-22-open', 'Art 22(3)', { reasons: 'No.' });
      asked.refuses('2024-03-04', 'NotificationReceived', 'no-art-22-pending', 'Art 22');
      expect(asked.went(['2024-03-06', 'Art22Refused', { reasons: 'No.' }]).state.stage).toBe('closed');
      expect(
        asked.went(legal('2024-03-06', 'referral'), ['2024-03-06', 'Art22Accepted']).clock('art-22-decision').state,
      ).toBe('ended');
    });
  });

  describe('Reg 139/2004 Art 8, 18, 19: the decision', () => {
    const two = () => phaseTwo('2024-01-05', '2024-01-23');

    test('Art 19(5): the Advisory Committee meets not less than 10 working days after it was called', () => {
      const called = two().went(['2024-04-22', 'AdvisoryCommitteeConvened']);
      // 22 April 2024, over 1 May: Tuesday 7 May.
      called.refuses('2024-05-07', 'AdvisoryCommitteeConsulted', 'committee-notice-over', 'Reg 139/2004 Art 19(5)');
      called.went(['2024-05-08', 'AdvisoryCommitteeConsulted']);
      called.went(
        ['2024-04-23', 'ShorterNoticeDecided', { reasons: 'Insolvency.' }],
        ['2024-04-29', 'AdvisoryCommitteeConsulted'],
      );
    });

    test('Art 8: not without the Committee, the Legal Service and a signature; a prohibition needs objections', () => {
      two().refuses('2024-05-13', 'ClearedInPhaseTwo', 'consent', 'Rules of Procedure');
      const ready = two().went(
        ['2024-04-22', 'AdvisoryCommitteeConvened'],
        ['2024-05-08', 'AdvisoryCommitteeConsulted'],
        legal('2024-05-08', 'art-8'),
        signed('2024-05-08', 'art-8'),
      );
      expect(ready.went(['2024-05-13', 'ClearedInPhaseTwo']).state.stage).toBe('decided');
      ready.refuses('2024-05-13', 'Prohibited', 'objections-notified', 'Reg 139/2004 Art 18(1)');
      ready.refuses('2024-05-13', 'ClearedWithPhaseTwoCommitments', 'commitments-two-offered', 'Art 8(2)');
      const objected = ready.went(legal('2024-05-13', 'objections'), [
        '2024-05-13',
        'StatementOfObjectionsNotified',
        { days: 10 },
      ]);
      expect(end(objected, 'reply-to-objections')).toBe('2024-05-28');
      objected
        .went(legal('2024-05-14', 'art-8'))
        .refuses('2024-05-28', 'Prohibited', 'objections-answered', 'Art 18(1)');
      objected.went(['2024-05-24', 'ReplyToObjectionsReceived'], ['2024-05-27', 'Prohibited']);
    });

    test('TFEU Art 263, Reg 139/2004 Art 10(5): after an annulment it is examined again', () => {
      const decided = notified('2024-02-05').went(
        legal('2024-03-01'),
        ['2024-03-01', 'ClearedInPhaseOne'],
        ['2024-03-04', 'DecisionNotified', { undertaking: 'Rival' }],
      );
      expect(end(decided, 'action:Rival')).toBe('2024-05-14');
      decided.refuses('2024-03-05', 'CaseClosed', 'no-action-possible', 'TFEU Art 263', { outcome: 'decided' });
      const again = decided.went(
        ['2024-05-13', 'ActionBrought', { undertaking: 'Rival' }],
        ['2026-03-02', 'JudgmentGiven', { undertaking: 'Rival', outcome: 'annulled' }],
        ['2026-03-03', 'ReexaminationBegun'],
      );
      expect(again.state.stage).toBe('pre-notification');
      expect(decided.by('2024-06-03').went(['2024-06-03', 'CaseClosed', { outcome: 'decided' }]).state.stage).toBe(
        'closed',
      );
    });

    test('Art 8, 10(5), 19(3): examined again, nothing that was given for the first decision serves the second', () => {
      const rival = { undertaking: 'Rival' };
      const heard = (on: string): Deed[] => [
        [on, 'AdvisoryCommitteeConsulted'],
        legal(on, 'art-8'),
        signed(on, 'art-8'),
      ];
      const again = two().went(
        ['2024-04-22', 'AdvisoryCommitteeConvened'],
        ...heard('2024-05-08'),
        legal('2024-05-08', 'objections'),
        ['2024-05-08', 'StatementOfObjectionsNotified', { days: 10 }],
        ['2024-05-21', 'ReplyToObjectionsReceived'],
        ['2024-05-27', 'Prohibited'],
        ['2024-05-28', 'DecisionNotified', rival],
        ['2024-06-03', 'ActionBrought', rival],
        ['2025-03-03', 'JudgmentGiven', { ...rival, outcome: 'annulled' }],
        ['2025-03-04', 'ReexaminationBegun'],
        ['2025-03-05', 'NotificationReceived'],
      );
      again.refuses('2025-03-19', 'PhaseTwoOpened', 'consent', 'Rules of Procedure');
      const second = again.went(legal('2025-03-18'), signed('2025-03-18'), ['2025-03-19', 'PhaseTwoOpened']);
      second.refuses('2025-05-12', 'ClearedInPhaseTwo', 'consent', 'Rules of Procedure');
      expect(
        second.went(['2025-04-14', 'AdvisoryCommitteeConvened'], ...heard('2025-05-09'), [
          '2025-05-12',
          'ClearedInPhaseTwo',
        ]).state.stage,
      ).toBe('decided');
    });

    if (version >= 3) {
      const rival = { undertaking: 'Rival' };
      const sued = () =>
        notified('2024-02-05').went(
          legal('2024-03-01'),
          ['2024-03-01', 'ClearedInPhaseOne'],
          ['2024-03-04', 'DecisionNotified', rival],
          ['2024-05-13', 'ActionBrought', rival],
          ['2026-03-02', 'JudgmentGiven', { ...rival, outcome: 'upheld' }],
        );
      const ended = { outcome: 'decided' };

      test('Statute Art 56, 61: the case waits for an appeal, and for its judgment', () => {
        expect(end(sued(), 'appeal:Rival')).toBe('2026-05-12');
        sued().refuses('2026-05-12', 'CaseClosed', 'no-action-possible', 'Statute', ended);
        expect(sued().went(['2026-05-13', 'CaseClosed', ended]).state.stage).toBe('closed');
        const appealed = sued().went(['2026-05-12', 'AppealBrought', { ...rival, appellant: 'other' }]);
        appealed.refuses('2026-06-01', 'CaseClosed', 'no-action-possible', 'Statute', ended);
        expect(
          appealed.went(
            ['2027-03-01', 'AppealJudgmentGiven', { ...rival, outcome: 'annulled' }],
            ['2027-03-02', 'ReexaminationBegun'],
          ).state.stage,
        ).toBe('pre-notification');
      });

      test('closing: with an outcome that the file bears out, and not before the decision was notified', () => {
        const outcomes = (story: Story, on: string) =>
          ['decided', 'not-notified', 'no-concentration'].filter(
            (outcome) => !('rejected' in story.refusal(on, 'CaseClosed', { outcome })),
          );
        expect(outcomes(opened('2024-02-05'), '2024-02-06')).toEqual(['not-notified', 'no-concentration']);
        expect(outcomes(sued(), '2026-06-01')).toEqual(['decided']);
        const outside = notified('2024-02-05').went(legal('2024-03-01'), ['2024-03-01', 'OutsideScope']);
        outside.refuses('2024-03-04', 'CaseClosed', 'decision-made-known', 'TFEU Art 263', ended);
        const told = outside.went(['2024-03-04', 'DecisionNotified', rival]);
        expect(outcomes(told, '2024-06-03')).toEqual(['decided', 'no-concentration']);
        const close = rules.procedure.steps.find(({ id }) => id === 'CaseClosed')!;
        const list = (story: Story, day: string) =>
          checklistOf(rules, { case: story.state, team: team(), day }, close).map(({ guard, met }) => [guard, met]);
        expect(list(notified('2024-02-05'), '2024-02-06')[0]).toEqual(['stage', false]);
        expect(list(told, '2024-06-03')).toEqual([
          ['no-art-22-pending', true],
          ['decision-made-known', true],
          ['no-action-possible', true],
        ]);
        // Silence notifies nobody.
        expect(outcomes(notified('2024-02-05').by('2024-06-03'), '2024-06-03')).toEqual(['decided']);
      });

      test('Art 6(1)(c): what was never notified cannot be withdrawn', () => {
        opened('2024-02-05').refuses('2024-02-06', 'NotificationWithdrawn', 'notification-there', 'Art 4', {
          reasons: 'Given up.',
        });
        notified('2024-02-05').went(['2024-02-06', 'NotificationWithdrawn', { reasons: 'Given up.' }]);
      });
    }
  });

  test('a clock that would end in a year without a holiday list is refused, and names the list', () => {
    const ready = opened('2027-12-01');
    expect(ready.refusal('2027-12-13', 'NotificationReceived')).toMatchObject({
      guard: 'clock',
      detail: { en: expect.stringContaining('Luxembourg” has no list of holidays for 2028') },
    });
  });
});
