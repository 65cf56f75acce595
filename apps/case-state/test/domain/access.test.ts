import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { endOfDay } from '#legal-clock';
import {
  challengeAccess,
  grantAccess,
  liftWall,
  raiseWall,
  reviewChallenge,
  revokeAccess,
} from '../../src/domain/inquiry/access.decide.js';
import { CHALLENGED_ACCESS_HOURS } from '../../src/domain/inquiry/access-rules.js';
import { accessIn, isWalled, runningGrant } from '../../src/domain/inquiry/access.state.js';
import { declareConflict, joinTeam, openInquiry } from '../../src/domain/inquiry/inquiry.decide.js';
import type { InquiryEvent } from '../../src/domain/inquiry/inquiry.events.js';
import { roleOn, type InquiryHistory } from '../../src/domain/inquiry/inquiry.state.js';
import { id } from './a-case.js';
import { and as further, economist, handler, manager, rolesOf, stranger } from './an-inquiry.js';

const [today, now] = ['2024-06-03', '2024-06-03T08:00:00.000Z'];
const endOf = (day: string) => endOfDay(day, 'Europe/Brussels');

const facts = { role: 'case-manager', rolesOf, now, today, newId: id(71), endOf, by: manager, cases: [] };

const and = (history: InquiryHistory, decided: InquiryEvent[] | object) => further(history, decided, today);
const opened = and(
  [],
  openInquiry(
    {
      inquiryId: id(100),
      number: 'I-1',
      title: { en: 'A matter' },
      roles: ['case-manager'],
      team: [
        { person: manager, role: 'case-manager', conflict: 'none' },
        { person: handler, role: 'case-handler', conflict: 'not-yet' },
      ],
    },
    { numberTaken: false, rolesOf },
  ),
);
const grant = { person: economist, role: 'chief-economist' as const, until: '2024-06-30', reason: 'Market definition' };
const granted = and(opened, grantAccess(opened, grant, facts));
const walled = and(opened, raiseWall(opened, { person: economist, reason: 'Shares' }, facts));
const asked = { person: economist, roles: ['chief-economist'], reason: 'The hearing is tomorrow' };
const challenged = and(opened, challengeAccess(opened, asked, facts));

describe('a grant', () => {
  test('lets a person outside the team in, in a role, to the end of a day at the seat; why stands with what is personal', () => {
    expect(grantAccess(opened, grant, facts)).toEqual([
      {
        type: 'AccessGranted',
        data: {
          inquiryId: id(100),
          grantId: id(71),
          person: economist,
          role: 'chief-economist',
          until: '2024-06-30',
          endsAt: '2024-06-30T21:59:59.999Z',
        },
        personal: { [economist]: { reason: 'Market definition' } },
      },
    ]);
  });

  test('lets a program in, in the role that it is given: it holds none of its own', () => {
    const archive = id(80);
    const rolesOf = (person: string) => (person === archive ? ['machine'] : facts.rolesOf(person));
    const given = grantAccess(opened, { ...grant, person: archive, role: 'registry' }, { ...facts, rolesOf });
    expect(given).toMatchObject([{ type: 'AccessGranted', data: { person: archive, role: 'registry' } }]);
    const administers = grantAccess(
      opened,
      { ...grant, person: archive, role: 'administrator' },
      { ...facts, rolesOf },
    );
    expect(administers).toMatchObject({ rejected: true, code: 'role-not-held' });
  });

  test('the same again is none', () => {
    expect(grantAccess(granted, grant, facts)).toEqual([]);
  });

  test.each<[string, Parameters<typeof grantAccess>]>([
    ['not-your-role', [opened, grant, { ...facts, role: 'case-handler' }]],
    ['not-your-role', [opened, grant, { ...facts, role: undefined }]],
    ['person-unknown', [opened, { ...grant, person: stranger }, facts]],
    ['role-not-held', [opened, { ...grant, role: 'registry' }, facts]],
    ['on-the-team', [opened, { ...grant, person: handler, role: 'case-handler' }, facts]],
    ['end-in-the-past', [opened, { ...grant, until: '2024-06-02' }, facts]],
    ['granted-already', [granted, { ...grant, until: '2024-07-31' }, facts]],
    ['walled', [walled, grant, facts]],
  ])('is refused: %s', (code, [history, command, given]) => {
    expect(grantAccess(history, command, given)).toMatchObject({ rejected: true, code });
  });

  test('ends with its moment, and earlier by a reason', () => {
    expect(runningGrant(accessIn(granted), economist, '2024-06-30T21:59:59.998Z')).toBeDefined();
    expect(runningGrant(accessIn(granted), economist, '2024-06-30T21:59:59.999Z')).toBeUndefined();
    const revoked = revokeAccess(granted, { grantId: id(71), reason: 'Done' }, facts);
    expect(revoked).toMatchObject([{ type: 'AccessRevoked', personal: { [economist]: { reason: 'Done' } } }]);
    const history = and(granted, revoked);
    expect(runningGrant(accessIn(history), economist, now)).toBeUndefined();
    expect(revokeAccess(history, { grantId: id(71), reason: 'Again' }, facts)).toEqual([]);
    // Once over, it can be given anew.
    expect(grantAccess(history, grant, { ...facts, newId: id(72) })).toHaveLength(1);
  });

  test('of another inquiry cannot be revoked here', () => {
    expect(revokeAccess(opened, { grantId: id(71), reason: 'Done' }, facts)).toMatchObject({
      code: 'grant-unknown',
      status: 404,
    });
  });
});

describe('a wall', () => {
  test('is raised against whomever the directory knows; the same again is none', () => {
    expect(walled.at(-1)).toMatchObject({ type: 'WallRaised', data: { person: economist, cause: 'raised' } });
    expect(raiseWall(walled, { person: economist, reason: 'Again' }, { ...facts, newId: id(72) })).toEqual([]);
    expect(raiseWall(opened, { person: stranger, reason: 'Shares' }, facts)).toMatchObject({ code: 'person-unknown' });
    expect(raiseWall(opened, { person: economist, reason: 'x' }, { ...facts, role: 'case-handler' })).toMatchObject({
      code: 'not-your-role',
    });
  });

  test('ends a membership in the same append', () => {
    const decided = raiseWall(opened, { person: handler, reason: 'A brother at the undertaking' }, facts);
    expect(decided).toMatchObject([{ type: 'TeamMemberLeft' }, { type: 'WallRaised' }]);
    const history = and(opened, decided);
    expect(roleOn(history, handler)).toBeUndefined();
    expect(
      joinTeam(history, { person: handler, role: 'case-handler', conflict: 'none', effectiveOn: today }, facts),
    ).toMatchObject({ code: 'walled', guard: 'no-wall', first: ['WallLifted'] });
  });

  test('leaves somebody in charge', () => {
    expect(raiseWall(opened, { person: manager, reason: 'Shares' }, facts)).toMatchObject({
      code: 'nobody-left-in-charge',
    });
  });

  test('is raised by a declared conflict itself, in the same append', () => {
    const command = { person: handler, conflict: 'declared' as const, self: true, effectiveOn: today };
    const decided = declareConflict(opened, command, { ...facts, role: 'case-handler' });
    expect(decided).toMatchObject([
      { type: 'ConflictDeclared' },
      { type: 'TeamMemberLeft' },
      { type: 'WallRaised', data: { person: handler, cause: 'conflict-declared' } },
    ]);
    expect(isWalled(and(opened, decided), handler)).toBe(true);
  });

  test('is lifted with a reason, once; a membership does not come back, a running grant counts again', () => {
    const behind = and(
      granted,
      raiseWall(granted, { person: economist, reason: 'Shares' }, { ...facts, newId: id(72) }),
    );
    const lifting = liftWall(behind, { wallId: id(72), reason: 'Sold' }, facts);
    expect(lifting).toMatchObject([{ type: 'WallLifted', personal: { [economist]: { reason: 'Sold' } } }]);
    const history = and(behind, lifting);
    expect(isWalled(history, economist)).toBe(false);
    expect(runningGrant(accessIn(history), economist, now)).toBeDefined();
    expect(liftWall(history, { wallId: id(72), reason: 'Again' }, facts)).toEqual([]);
    expect(liftWall(opened, { wallId: id(72), reason: 'x' }, facts)).toMatchObject({
      code: 'wall-unknown',
      status: 404,
    });
  });
});

describe('access that is taken without being given', () => {
  test('holds at once, for a short time', () => {
    expect(challenged.at(-1)).toMatchObject({
      type: 'AccessChallenged',
      data: { person: economist, role: 'chief-economist', endsAt: '2024-06-04T08:00:00.000Z' },
      personal: { [economist]: { reason: 'The hearing is tomorrow' } },
    });
    expect(CHALLENGED_ACCESS_HOURS).toBe(24);
  });

  test('while it runs the same again is none; after that it is asked anew', () => {
    expect(challengeAccess(challenged, asked, { ...facts, newId: id(72) })).toEqual([]);
    const after = { now: '2024-06-04T08:00:00.000Z', newId: id(72) };
    expect(challengeAccess(challenged, asked, after)).toHaveLength(1);
  });

  test.each<[string, Parameters<typeof challengeAccess>]>([
    ['not-your-role', [opened, { ...asked, roles: ['administrator', 'auditor'] }, facts]],
    ['in-sight-already', [opened, { ...asked, person: handler, roles: ['case-handler'] }, facts]],
    ['in-sight-already', [granted, asked, facts]],
  ])('is refused: %s', (code, [history, command, given]) => {
    expect(challengeAccess(history, command, given)).toMatchObject({ rejected: true, code });
  });

  test('is reviewed: upheld it runs on, and can still be ended; ended it is over, and not taken again', () => {
    const review = { challengeId: id(71), outcome: 'upheld' as const, note: 'Rightly' };
    const upheld = and(challenged, reviewChallenge(challenged, review, facts));
    expect(reviewChallenge(upheld, review, facts)).toEqual([]);
    const ended = and(upheld, reviewChallenge(upheld, { ...review, outcome: 'ended', note: 'Enough' }, facts));
    expect(ended.at(-1)).toMatchObject({
      type: 'ChallengedAccessReviewed',
      data: { person: economist, outcome: 'ended' },
      personal: { [economist]: { note: 'Enough' } },
    });
    expect(reviewChallenge(ended, review, facts)).toMatchObject({ code: 'reviewed-already' });
    expect(challengeAccess(ended, asked, { ...facts, newId: id(72) })).toMatchObject({
      code: 'challenge-was-ended',
      first: ['AccessGranted'],
    });
  });

  test.each<[string, InquiryHistory, string | undefined, string]>([
    ['not-your-role', challenged, 'registry', manager],
    ['own-challenge', challenged, 'head-of-unit', economist],
    ['challenge-unknown', opened, 'case-manager', manager],
  ])('is not reviewed: %s', (code, history, role, by) => {
    expect(reviewChallenge(history, { challengeId: id(71), outcome: 'ended', note: 'x' }, { role, by })).toMatchObject({
      rejected: true,
      code,
    });
  });
});

test('every act once more, at once, adds nothing', () => {
  const acts = fc.constantFrom(
    (history: InquiryHistory, n: number) => grantAccess(history, grant, { ...facts, newId: id(200 + n) }),
    (history: InquiryHistory, n: number) =>
      raiseWall(history, { person: economist, reason: 'Shares' }, { ...facts, newId: id(200 + n) }),
    (history: InquiryHistory, n: number) => challengeAccess(history, asked, { now, newId: id(200 + n) }),
    (history: InquiryHistory) => {
      const wall = accessIn(history).walls.at(-1);
      return wall ? liftWall(history, { wallId: wall.id, reason: 'Sold' }, facts) : [];
    },
    (history: InquiryHistory) => {
      const given = accessIn(history).grants.at(-1);
      return given ? revokeAccess(history, { grantId: given.id, reason: 'Done' }, facts) : [];
    },
    (history: InquiryHistory) => {
      const last = accessIn(history).challenges.at(-1);
      return last ? reviewChallenge(history, { challengeId: last.id, outcome: 'ended', note: 'No' }, facts) : [];
    },
  );
  fc.assert(
    fc.property(fc.array(acts, { maxLength: 12 }), (course) => {
      let history = opened;
      for (const [n, act] of course.entries()) {
        const decided = act(history, n);
        if (!Array.isArray(decided)) continue;
        history = and(history, decided);
        const again = act(history, n + 100);
        expect(Array.isArray(again) ? again : []).toEqual([]);
      }
    }),
  );
});
