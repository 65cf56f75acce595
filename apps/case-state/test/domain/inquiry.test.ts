import { describe, expect, test } from '@jest/globals';
import type { Role } from '#contracts';
import {
  declareConflict,
  joinTeam,
  leaveTeam,
  openInquiry,
  type TeamFacts,
} from '../../src/domain/inquiry/inquiry.decide.js';
import { inquiryOn, presentMembers, teamOn } from '../../src/domain/inquiry/inquiry.state.js';
import { antitrust, id, openedCase } from './a-case.js';
import { and } from './an-inquiry.js';

const [manager, handler, head, stranger] = [id(1), id(2), id(3), id(99)];
const directory: Record<string, Role[]> = {
  [manager]: ['case-manager', 'case-handler'],
  [handler]: ['case-handler'],
  [head]: ['head-of-unit'],
};
const rolesOf = (person: string) => directory[person];

const opening = {
  inquiryId: id(100),
  number: 'I-2024-031',
  title: { en: 'A matter' },
  leadId: id(50),
  roles: ['case-manager'],
  team: [{ person: manager, role: 'case-manager' as const, conflict: 'none' as const }],
};
const facts = (more: Partial<TeamFacts> = {}): TeamFacts => ({
  role: 'case-manager',
  rolesOf,
  cases: [],
  newId: id(70),
  ...more,
});

const lead = { noted: true };
const opened = () => and([], openInquiry(opening, { numberTaken: false, lead, rolesOf }), '2024-01-09');
const join = (
  person: string,
  role: Role,
  effectiveOn = '2024-01-10',
  conflict: 'none' | 'declared' | 'not-yet' = 'none',
) => ({
  person,
  role,
  conflict,
  effectiveOn,
});

describe('opening an inquiry', () => {
  test.each([
    ['that nobody registered', undefined, 'lead-unknown'],
    ['that is not noted', { noted: false }, 'lead-unknown'],
    ['from which another was opened', { noted: true, inquiryId: id(7) }, 'lead-taken'],
  ])('from a lead %s is refused', (_, given, code) => {
    expect(openInquiry(opening, { numberTaken: false, ...(given && { lead: given }), rolesOf })).toMatchObject({
      rejected: true,
      code,
      errors: [{ path: 'leadId' }],
    });
  });

  test('takes up the matter with its team', () => {
    expect(inquiryOn(opened())).toMatchObject({
      number: 'I-2024-031',
      openedOn: '2024-01-09',
      members: [{ person: manager }],
    });
    expect(teamOn(opened(), '2024-01-09')).toMatchObject({ members: [{ role: 'case-manager' }], leads: 1 });
    expect(teamOn(opened(), '2024-01-08')).toEqual({ members: [], leads: 0 });
  });

  test.each([
    ['number-taken', opening, true],
    ['not-your-role', { ...opening, roles: ['case-handler'] }, false],
    ['not-your-role', { ...opening, roles: ['administrator', 'auditor'] }, false],
    ['person-unknown', { ...opening, team: [{ ...opening.team[0]!, person: stranger }] }, false],
    ['role-not-held', { ...opening, team: [{ ...opening.team[0]!, role: 'head-of-unit' as const }] }, false],
    ['conflict-declared', { ...opening, team: [{ ...opening.team[0]!, conflict: 'declared' as const }] }, false],
    ['named-twice', { ...opening, team: [opening.team[0]!, opening.team[0]!] }, false],
    [
      'nobody-left-in-charge',
      { ...opening, team: [{ person: handler, role: 'case-handler' as const, conflict: 'none' as const }] },
      false,
    ],
  ])('is refused: %s', (code, command, numberTaken) => {
    expect(openInquiry(command, { numberTaken, lead, rolesOf })).toMatchObject({ rejected: true, code });
  });
});

describe('the team', () => {
  test('who joins may see from that day on; joining again changes nothing', () => {
    const history = and(opened(), joinTeam(opened(), join(handler, 'case-handler'), facts()), '2024-01-10');
    expect(teamOn(history, '2024-01-10').members.map((member) => member.person)).toEqual([manager, handler]);
    expect(joinTeam(history, join(handler, 'case-handler'), facts())).toEqual([]);
  });

  test('another role replaces the one before', () => {
    const history = and(opened(), joinTeam(opened(), join(head, 'head-of-unit'), facts()), '2024-01-10');
    const changed = and(history, joinTeam(history, join(manager, 'case-handler', '2024-01-11'), facts()), '2024-01-11');
    expect(teamOn(changed, '2024-01-11').members).toMatchObject([
      { role: 'head-of-unit' },
      { person: manager, role: 'case-handler' },
    ]);
  });

  test('a declared conflict ends the membership the same day', () => {
    const history = and(
      opened(),
      joinTeam(opened(), join(handler, 'case-handler', '2024-01-10', 'not-yet'), facts()),
      '2024-01-10',
    );
    const declare = { person: handler, conflict: 'declared' as const, self: true, effectiveOn: '2024-01-11' };
    const after = and(history, declareConflict(history, declare, facts({ role: 'case-handler' })), '2024-01-11');
    expect(presentMembers(inquiryOn(after)!).map((member) => member.person)).toEqual([manager]);
    expect(inquiryOn(after)!.members).toContainEqual(
      expect.objectContaining({ person: handler, conflict: 'declared', until: '2024-01-11' }),
    );
  });

  test.each([
    [
      'by a handler',
      joinTeam(opened(), join(handler, 'case-handler'), facts({ role: 'case-handler' })),
      'not-your-role',
    ],
    [
      'by nobody of the team',
      joinTeam(opened(), join(handler, 'case-handler'), facts({ role: undefined })),
      'not-your-role',
    ],
    ['before the inquiry', joinTeam(opened(), join(handler, 'case-handler', '2024-01-08'), facts()), 'before-it-began'],
    [
      'with a conflict',
      joinTeam(opened(), join(handler, 'case-handler', '2024-01-10', 'declared'), facts()),
      'conflict-declared',
    ],
    [
      'leaving nobody in charge',
      leaveTeam(opened(), { person: manager, reason: 'Moved on', effectiveOn: '2024-02-01' }, facts()),
      'nobody-left-in-charge',
    ],
    [
      'of who is not there',
      leaveTeam(opened(), { person: handler, reason: 'Moved on', effectiveOn: '2024-02-01' }, facts()),
      'not-a-member',
    ],
    [
      'declaring for another',
      declareConflict(
        opened(),
        { person: manager, conflict: 'none', self: false, effectiveOn: '2024-02-01' },
        facts({ role: 'case-handler' }),
      ),
      'not-your-role',
    ],
  ])('is not changed %s', (_, decided, code) => {
    expect(decided).toMatchObject({ rejected: true, code });
  });

  test('a departure with effect before a case was opened, that had needed the person, is refused and names the step', () => {
    const history = and(opened(), joinTeam(opened(), join(head, 'head-of-unit'), facts()), '2024-01-10');
    const course = openedCase(antitrust, '2024-06-28', 'AT.90204');
    const leave = (effectiveOn: string) =>
      leaveTeam(
        history,
        { person: manager, reason: 'Moved on', effectiveOn },
        facts({ cases: [{ history: course, rules: antitrust }] }),
      );
    expect(leave('2024-06-27')).toMatchObject({
      code: 'later-step-unlawful',
      detail: { en: expect.stringContaining('“Case opened” of 28 June 2024 on AT.90204') },
    });
    // Why is free text about a person, and stands where it can be erased.
    expect(leave('2024-06-29')).toEqual([
      {
        type: 'TeamMemberLeft',
        data: { inquiryId: opening.inquiryId, person: manager },
        personal: { [manager]: { reason: 'Moved on' } },
      },
    ]);
  });

  test('who joins later on the day of an opening, undeclared, does not undo it', () => {
    const course = openedCase(antitrust, '2024-06-28', 'AT.90204');
    const cases = [{ history: course, rules: antitrust }];
    const joining = join(handler, 'case-handler', '2024-06-28', 'not-yet');
    expect(joinTeam(opened(), joining, facts({ cases }))).toMatchObject([{ type: 'TeamMemberJoined' }]);
    expect(joinTeam(opened(), { ...joining, effectiveOn: '2024-06-27' }, facts({ cases }))).toMatchObject({
      code: 'later-step-unlawful',
    });
  });
});
