import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually } from '#testing';
import { openAuthority, type AtTheDoors, type Authority } from '../support/authority.js';

const REASON = 'Prices of a competitor';

describe('Replies for named people, over HTTP', () => {
  let authority: Authority;
  let manager: AtTheDoors;
  let handler: AtTheDoors;
  let auditor: AtTheDoors;
  let at: string;
  const [reply, other] = [randomUUID(), randomUUID()];
  const rfiId = randomUUID();

  const asks = async (inquiryId: string, caseId: string, addressees: string[], rfi = rfiId) =>
    authority.tell('RfiIssued', {
      rfiId: rfi,
      inquiryId,
      caseId,
      number: 1,
      kind: 'simple',
      subject: { en: 'Berths' },
      basis: [{ citation: 'Reg 1/2003 Art 18(2)' }],
      limit: '2024-06-24',
      limitExplanation: { steps: [], skipped: [], calendar: { id: 'ec-brussels', version: 1 }, provisional: false },
      questions: 12,
      addressees: addressees.map((addresseeId, i) => ({ addresseeId, name: `Shipper ${i + 1}`, country: 'BE' })),
      issuedBy: manager.id,
    });
  const opens = async (number: string, caseNumber: string) => {
    const team = [
      { person: manager.id, role: 'case-manager', conflict: 'none' },
      { person: handler.id, role: 'case-handler', conflict: 'none' },
    ];
    const inquiry = (await manager.post('/inquiries', { number, title: { en: 'Cable' }, team })).body.id as string;
    const opened = { number: caseNumber, procedure: 'eu-antitrust', title: { en: 'Review' } };
    return { inquiry, caseId: (await manager.post(`/inquiries/${inquiry}/cases`, opened)).body.id as string };
  };

  beforeAll(async () => {
    authority = await openAuthority();
    manager = await authority.officer('case-manager');
    handler = await authority.officer('case-handler');
    auditor = await authority.officer('auditor');
    const { inquiry, caseId } = await opens('I-1', 'AT.1');
    at = `/inquiries/${inquiry}`;
    await asks(inquiry, caseId, [reply]);
    const next = await opens('I-2', 'AT.2');
    await asks(next.inquiry, next.caseId, [other], randomUUID());
    // The facts of next door are taken in.
    await eventually(async () => (await manager.get(`/cases/${next.caseId}`)).body.rfis.length === 1);
    await eventually(async () => (await manager.get(`/cases/${caseId}`)).body.rfis.length === 1);
  });
  afterAll(() => authority?.close());

  const restrict = (by: AtTheDoors, change: object = {}) =>
    by.post(`${at}/restrictions`, { reply, people: [handler.id], reason: REASON, ...change });
  const restrictions = async (as = manager) => (await as.get(`${at}/access`)).body.restrictions;

  test.each<[string, number, object, () => object]>([
    ['a person whom nobody knows', 409, { code: 'case-state.person-unknown' }, () => ({ people: [randomUUID()] })],
    [
      'a person outside the team',
      409,
      { code: 'case-state.not-on-the-team', guard: 'on-the-team' },
      () => ({ people: [auditor.id] }),
    ],
    ['nobody named', 400, { code: 'case-state.invalid-request' }, () => ({ people: [] })],
    ['no reason', 400, { code: 'case-state.invalid-request' }, () => ({ reason: ' ' })],
    ['the reply of another inquiry', 404, { code: 'case-state.reply-unknown' }, () => ({ reply: other })],
    ['a reply that nobody was asked for', 404, { code: 'case-state.reply-unknown' }, () => ({ reply: randomUUID() })],
  ])('%s is refused, and nothing stands', async (_, status, problem, change) => {
    expect(await restrict(manager, change())).toMatchObject({ status, body: problem });
    expect(await restrictions()).toEqual([]);
  });

  test('who may not change the access may not restrict: the role is named', async () => {
    expect(await restrict(handler)).toMatchObject({
      status: 403,
      body: { code: 'case-state.not-your-role', guard: 'role' },
    });
    expect(await restrict(auditor)).toMatchObject({ status: 403 });
    expect(await restrict(await authority.officer('case-manager'))).toMatchObject({ status: 404 });
  });

  test('it stands with who is named and why, for the team and the auditor; lifted, that stands too', async () => {
    const key = randomUUID();
    const body = { reply, people: [handler.id], reason: REASON };
    const made = await manager.post(`${at}/restrictions`, body, { key });
    expect(made).toMatchObject({ status: 200, body: { unchanged: false } });
    // Sent once more, it is answered as before.
    expect(await manager.post(`${at}/restrictions`, body, { key })).toMatchObject({ status: 200 });
    expect(await restrict(manager)).toMatchObject({
      status: 409,
      body: { code: 'case-state.restricted-already', guard: 'not-restricted' },
    });
    for (const who of [manager, handler, auditor])
      expect(await restrictions(who)).toMatchObject([
        { object: { kind: 'reply', id: reply, rfiId, number: 1, addressee: 'Shipper 1' }, people: [handler.id] },
      ]);
    for (const who of [manager, auditor]) expect(await restrictions(who)).toMatchObject([{ reason: REASON }]);
    expect((await restrictions(handler))[0]).not.toHaveProperty('reason');
    expect((await manager.get(`${at}/access`)).body.may.restrict).toBe(true);
    expect((await handler.get(`${at}/access`)).body.may.restrict).toBe(false);
    const [{ id: before }] = await restrictions();
    const change = { people: [manager.id], reason: 'She took it over' };
    const changes = (by: AtTheDoors, body: object) => by.post(`${at}/restrictions/${before}/change`, body);
    expect(await changes(handler, change)).toMatchObject({ status: 403, body: { guard: 'role' } });
    expect(await changes(manager, { ...change, people: [] })).toMatchObject({ status: 400 });
    expect(await changes(manager, { ...change, reply })).toMatchObject({ status: 400 });
    expect(await changes(manager, { ...change, people: [handler.id] })).toMatchObject({ body: { unchanged: true } });
    expect(await changes(manager, change)).toMatchObject({ status: 200, body: { unchanged: false } });
    expect(await changes(manager, change)).toMatchObject({
      status: 409,
      body: { code: 'case-state.restriction-replaced', guard: 'restricted' },
    });
    const [first, { id }] = await restrictions();
    expect(first).toMatchObject({ id: before, people: [handler.id], replacedBy: id });
    expect(first).not.toHaveProperty('lifted');
    expect((await restrictions())[1]).toMatchObject({ people: [manager.id], replaces: before, reason: change.reason });
    const lift = `${at}/restrictions/${id}/lift`;
    expect(await handler.post(lift, { reason: REASON })).toMatchObject({ status: 403, body: { guard: 'role' } });
    expect(await manager.post(`${at}/restrictions/${randomUUID()}/lift`, { reason: REASON })).toMatchObject({
      status: 404,
      body: { code: 'case-state.restriction-unknown' },
    });
    expect(await manager.post(lift, { reason: 'No more' })).toMatchObject({ status: 200 });
    expect(await manager.post(lift, { reason: 'No more' })).toMatchObject({
      status: 409,
      body: { code: 'case-state.restriction-lifted', guard: 'restricted' },
    });
    expect(await restrictions()).toMatchObject([{ id: before }, { id, lifted: { by: manager.id, reason: 'No more' } }]);
  });

  test('each act stands on the timeline of the inquiry', async () => {
    const { items } = (await manager.get(`${at}/timeline?limit=100`)).body;
    const told = items.filter(({ kind }: { kind: string }) => /Restrict/.test(kind));
    expect(told).toMatchObject([
      { kind: 'RestrictionLifted', params: { addressee: 'Shipper 1', number: 1 }, rfiId },
      { kind: 'AccessRestricted', params: { people: 1, changed: true }, rfiId },
      { kind: 'AccessRestricted', params: { addressee: 'Shipper 1', people: 1 }, rfiId },
    ]);
    expect(told[2].params).not.toHaveProperty('changed');
  });
});
