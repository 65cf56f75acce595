import { describe, expect, test } from '@jest/globals';
import { changeRestriction, liftRestriction, restrictAccess } from '../../src/domain/inquiry/access.decide.js';
import { accessIn, standingRestriction } from '../../src/domain/inquiry/access.state.js';
import { openInquiry } from '../../src/domain/inquiry/inquiry.decide.js';
import type { InquiryEvent } from '../../src/domain/inquiry/inquiry.events.js';
import type { InquiryHistory } from '../../src/domain/inquiry/inquiry.state.js';
import { and as andCase, antitrust, CASE, id, INQUIRY, officer, openedCase, request, rules } from './a-case.js';
import { and as further, economist, handler, manager, rolesOf, stranger } from './an-inquiry.js';

const [askedOn, today] = ['2024-05-31', '2024-06-03'];

/** One case of the inquiry, on which two undertakings were asked. */
const course = andCase(
  openedCase(antitrust, '2024-01-09'),
  [{ type: 'RfiNoted', data: { ...request(1, [1, 2], '2024-06-24'), issuedOn: askedOn } }],
  askedOn,
);
const cases = [{ history: course, rules: antitrust, rulesOf: () => rules(antitrust.procedure) }];
const facts = { role: 'case-manager', rolesOf, newId: id(71), cases };

const and = (history: InquiryHistory, decided: InquiryEvent[] | object) => further(history, decided, today);
const opened = and(
  [],
  openInquiry(
    {
      inquiryId: INQUIRY.id,
      number: 'I-1',
      title: { en: 'A matter' },
      roles: ['case-manager'],
      team: [
        { person: manager, role: 'case-manager', conflict: 'none' },
        { person: handler, role: 'case-handler', conflict: 'none' },
      ],
    },
    { numberTaken: false, rolesOf },
  ),
);
const [first, second] = [id(401), id(402)];
const command = { reply: first, people: [handler], reason: 'Prices of a competitor' };
const object = {
  kind: 'reply',
  id: first,
  rfiId: id(301),
  caseId: CASE,
  number: 1,
  addressee: 'Undertaking 1',
};
const restricted = and(opened, restrictAccess(opened, command, facts));
const lifting = { restrictionId: id(71), reason: 'A version without them is in' };
const changing = { restrictionId: id(71), people: [manager], reason: 'She took the matter over' };
const changed = and(restricted, changeRestriction(restricted, changing, { ...facts, newId: id(72) }));
const lifted = and(restricted, liftRestriction(restricted, lifting, facts));

describe('a restriction', () => {
  test('keeps a reply for named people of the team, also before it is in; who names need not be among them', () => {
    expect(restrictAccess(opened, { ...command, people: [handler, manager, handler] }, facts)).toEqual([
      {
        type: 'AccessRestricted',
        data: {
          inquiryId: INQUIRY.id,
          restrictionId: id(71),
          object,
          people: [manager, handler],
          reason: 'Prices of a competitor',
        },
      },
    ]);
    expect(standingRestriction(accessIn(restricted), first)).toMatchObject({ people: [handler], restrictedOn: today });
  });

  test('is of one reply: another of the same request can be restricted besides', () => {
    expect(standingRestriction(accessIn(restricted), second)).toBeUndefined();
    const other = { ...command, reply: second, people: [manager] };
    expect(restrictAccess(restricted, other, { ...facts, newId: id(72) })).toHaveLength(1);
  });

  test('is lifted with a reason, and can be raised anew', () => {
    expect(lifted.at(-1)).toMatchObject({
      type: 'RestrictionLifted',
      data: { inquiryId: INQUIRY.id, restrictionId: id(71), object, reason: lifting.reason },
    });
    expect(standingRestriction(accessIn(lifted), first)).toBeUndefined();
    expect(accessIn(lifted).restrictions).toMatchObject([{ lifted: { on: today, by: officer.person } }]);
    expect(restrictAccess(lifted, command, { ...facts, newId: id(72) })).toHaveLength(1);
  });

  test('names others with a reason, in one act: another stands in its place', () => {
    expect(changed.slice(restricted.length)).toMatchObject([
      {
        type: 'AccessRestricted',
        data: {
          inquiryId: INQUIRY.id,
          restrictionId: id(72),
          object,
          people: [manager],
          reason: changing.reason,
          replaces: id(71),
        },
      },
    ]);
    expect(standingRestriction(accessIn(changed), first)).toMatchObject({ id: id(72), people: [manager] });
    expect(accessIn(changed).restrictions).toMatchObject([
      { id: id(71), replacedBy: id(72) },
      { id: id(72), replaces: id(71) },
    ]);
    const back = and(changed, liftRestriction(changed, { ...lifting, restrictionId: id(72) }, facts));
    expect(standingRestriction(accessIn(back), first)).toBeUndefined();
  });

  test('changes nothing where the same are named', () => {
    expect(changeRestriction(restricted, { ...changing, people: [handler, handler] }, facts)).toEqual([]);
  });

  test.each<[string, object, Parameters<typeof changeRestriction>]>([
    ['not-your-role', { status: 403, guard: 'role' }, [restricted, changing, { ...facts, role: 'case-handler' }]],
    ['not-your-role', { status: 403, guard: 'role' }, [restricted, changing, { ...facts, role: undefined }]],
    ['restriction-unknown', { status: 404 }, [opened, changing, facts]],
    ['restriction-lifted', { guard: 'restricted' }, [lifted, changing, facts]],
    ['restriction-replaced', { guard: 'restricted' }, [changed, { ...changing, people: [handler] }, facts]],
    ['person-unknown', {}, [restricted, { ...changing, people: [stranger] }, facts]],
    ['not-on-the-team', { guard: 'on-the-team' }, [restricted, { ...changing, people: [economist] }, facts]],
  ])('is not changed: %s %j', (code, more, [history, wanted, given]) => {
    expect(changeRestriction(history, wanted, given)).toMatchObject({ rejected: true, code, ...more });
  });

  test.each<[string, object, Parameters<typeof restrictAccess>]>([
    ['not-your-role', { status: 403, guard: 'role' }, [opened, command, { ...facts, role: 'case-handler' }]],
    ['not-your-role', { status: 403, guard: 'role' }, [opened, command, { ...facts, role: undefined }]],
    ['reply-unknown', { status: 404 }, [opened, { ...command, reply: id(403) }, facts]],
    ['reply-unknown', { status: 404 }, [opened, command, { ...facts, cases: [] }]],
    ['person-unknown', {}, [opened, { ...command, people: [handler, stranger] }, facts]],
    [
      'not-on-the-team',
      { guard: 'on-the-team', first: ['TeamMemberJoined'] },
      [opened, { ...command, people: [handler, economist] }, facts],
    ],
    [
      'restricted-already',
      { guard: 'not-restricted', first: ['RestrictionLifted'] },
      [restricted, { ...command, people: [manager] }, facts],
    ],
    ['restricted-already', {}, [restricted, command, facts]],
  ])('is refused: %s %j', (code, more, [history, wanted, given]) => {
    expect(restrictAccess(history, wanted, given)).toMatchObject({ rejected: true, code, ...more });
  });

  test.each<[string, object, Parameters<typeof liftRestriction>]>([
    ['not-your-role', { status: 403, guard: 'role' }, [restricted, lifting, { role: 'chief-economist' }]],
    ['restriction-unknown', { status: 404 }, [opened, lifting, facts]],
    ['restriction-lifted', { guard: 'restricted' }, [lifted, lifting, facts]],
    ['restriction-replaced', { guard: 'restricted' }, [changed, lifting, facts]],
  ])('is not lifted: %s', (code, more, [history, wanted, given]) => {
    expect(liftRestriction(history, wanted, given)).toMatchObject({ rejected: true, code, ...more });
  });
});
