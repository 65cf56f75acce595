import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { eventually } from '#testing';
import { groundOf, type Right } from '#service-kit';
import { openAuthority, type AtTheDoors, type Authority } from '../support/authority.js';

const REASON = 'It is asked of me';

describe('Access to an inquiry over HTTP', () => {
  let authority: Authority;
  let manager: AtTheDoors;
  let outsider: AtTheDoors;
  let auditor: AtTheDoors;
  let inquiry: string;

  beforeAll(async () => {
    authority = await openAuthority();
    manager = await authority.officer('case-manager');
    outsider = await authority.officer('case-handler', 'chief-economist');
    auditor = await authority.officer('auditor');
    inquiry = await openedBy(manager, 'I-1');
  });
  afterAll(() => authority?.close());

  const openedBy = async (by: AtTheDoors, number: string): Promise<string> => {
    const team = [{ person: by.id, role: 'case-manager', conflict: 'none' }];
    const made = await by.post('/inquiries', { number, title: { en: 'Cable and harbour' }, team });
    expect(made.status).toBe(201);
    return made.body.id as string;
  };
  const grantTo = (who: AtTheDoors, until: string) =>
    manager.post(`/inquiries/${inquiry}/grants`, { person: who.id, role: 'chief-economist', until, reason: REASON });
  const access = async (as = manager) => (await as.get(`/inquiries/${inquiry}/access`)).body;
  /** An answer without what differs in every answer. */
  const said = ({ status, body }: { status: number; body: object }) => ({
    status,
    body: { ...body, instance: undefined, requestId: undefined },
  });

  test('a grant lets see until its day has ended, not act, and names its reason and end', async () => {
    expect(await outsider.get(`/inquiries/${inquiry}`)).toMatchObject({ status: 404 });
    expect(await grantTo(outsider, '2024-06-04')).toMatchObject({ status: 200, body: { unchanged: false } });
    expect(await grantTo(outsider, '2024-06-04')).toMatchObject({ body: { unchanged: true } });
    expect(await outsider.get(`/inquiries/${inquiry}`)).toMatchObject({ status: 200 });
    expect((await outsider.get('/inquiries')).body).toMatchObject({ total: 1, items: [{ id: inquiry }] });
    expect(await outsider.post(`/inquiries/${inquiry}/walls`, { person: manager.id, reason: REASON })).toMatchObject({
      status: 403,
    });
    expect(await access(outsider)).toMatchObject({
      under: 'grant',
      endsAt: '2024-06-04T21:59:59.999Z',
      may: { grant: false, wall: false, review: false },
      grants: [{ person: outsider.id, state: 'running', reason: REASON, givenBy: manager.id }],
    });
    await authority.dayComes('2024-06-05');
    expect(await outsider.get(`/inquiries/${inquiry}`)).toMatchObject({ status: 404 });
    expect((await outsider.get('/inquiries')).body).toMatchObject({ total: 0, items: [] });
    expect(await access()).toMatchObject({ grants: [{ state: 'expired' }] });
  });

  test('access is taken by number, told of, and reviewed', async () => {
    const taken = await outsider.post('/challenges', { number: 'I-1', reason: REASON });
    expect(taken).toMatchObject({ status: 200, body: { id: inquiry, unchanged: false } });
    expect(taken.headers.get('location')).toBe(`/api/case-state/inquiries/${inquiry}`);
    expect(await outsider.post('/challenges', { inquiryId: inquiry, reason: REASON })).toMatchObject({
      body: { unchanged: true },
    });
    expect(await outsider.get(`/inquiries/${inquiry}/timeline`)).toMatchObject({ status: 200 });
    expect(await access(outsider)).toMatchObject({ under: 'challenged' });
    const [challenge] = (await access()).challenges;
    expect(challenge).toMatchObject({ person: outsider.id, state: 'running', reason: REASON, readsWhy: true });
    // Who reads the reason reads it of any time, though nothing is reviewed there; and who does not is told that it is not for them.
    const taking = await authority.runtime.clock.now();
    const handler = await authority.officer('case-handler');
    await manager.post(`/inquiries/${inquiry}/team`, { person: handler.id, role: 'case-handler', conflict: 'none' });
    const { body: then } = await manager.get(`/inquiries/${inquiry}/access?recordedAt=${taking}`);
    expect(then).toMatchObject({ may: { review: false }, challenges: [{ reason: REASON, readsWhy: true }] });
    const [hidden] = (await access(handler)).challenges;
    expect(hidden).toMatchObject({ person: outsider.id, readsWhy: false });
    expect(hidden).not.toHaveProperty('reason');
    const review = `/inquiries/${inquiry}/challenges/${challenge.id}/review`;
    expect(await outsider.post(review, { outcome: 'upheld', note: REASON })).toMatchObject({ status: 403 });
    expect(await manager.post(review, { outcome: 'ended', note: 'Not yours' })).toMatchObject({ status: 200 });
    expect(await outsider.get(`/inquiries/${inquiry}`)).toMatchObject({ status: 404 });
    expect(await outsider.post('/challenges', { number: 'I-1', reason: REASON })).toMatchObject({
      status: 409,
      body: { guard: 'not-ended-before' },
    });
  });

  test('an administrator and an auditor take none', async () => {
    for (const who of [authority.administrator, auditor])
      expect(await who.post('/challenges', { number: 'I-1', reason: REASON })).toMatchObject({ status: 403 });
  });

  test('who is walled off is told what somebody is told who asks for what is not there', async () => {
    const walled = await authority.officer('case-handler', 'case-manager', 'auditor');
    const member = { person: walled.id, role: 'case-handler', conflict: 'none' };
    await manager.post(`/inquiries/${inquiry}/team`, member);
    expect(await walled.get(`/inquiries/${inquiry}`)).toMatchObject({ status: 200 });
    await manager.post(`/inquiries/${inquiry}/walls`, { person: walled.id, reason: REASON });
    for (const path of ['', '/access', '/timeline', '/thread', '/as-of?recorded=now&effect=2024-06-03', '/stream']) {
      const asked = await walled.get(`/inquiries/${inquiry}${path}`);
      expect(asked.status).toBe(404);
      expect(said(asked)).toEqual(said(await walled.get(`/inquiries/${randomUUID()}${path}`)));
    }
    for (const path of ['/team', '/cases', '/grants', '/walls']) {
      const body = {
        '/team': member,
        '/cases': { number: 'AT.1', procedure: 'x', title: { en: 'A' } },
        '/grants': { person: outsider.id, role: 'case-handler', until: '2024-06-30', reason: REASON },
        '/walls': { person: outsider.id, reason: REASON },
      }[path];
      const asked = await walled.post(`/inquiries/${inquiry}${path}`, body);
      expect([path, asked.status]).toEqual([path, 404]);
      expect(said(asked)).toEqual(said(await walled.post(`/inquiries/${randomUUID()}${path}`, body)));
    }
    const byNumber = await walled.post('/challenges', { number: 'I-1', reason: REASON });
    expect(byNumber.status).toBe(404);
    expect(said(byNumber)).toEqual(said(await walled.post('/challenges', { number: 'I-none', reason: REASON })));
    expect((await walled.get('/inquiries')).body).toMatchObject({ total: 0 });
    const [wall] = (await access()).walls;
    await manager.post(`/inquiries/${inquiry}/walls/${wall.id}/lift`, { reason: REASON });
    // As an auditor again; the membership does not come back.
    expect(await access(walled)).toMatchObject({ under: 'auditor', walls: [{ reason: REASON, lifted: {} }] });
  });

  test('a wall raised now ends a running stream', async () => {
    const reader = await authority.officer('chief-economist');
    await manager.post(`/inquiries/${inquiry}/grants`, {
      person: reader.id,
      role: 'chief-economist',
      until: '2024-06-30',
      reason: REASON,
    });
    expect(await reader.get(`/inquiries/${inquiry}`)).toMatchObject({ status: 200 });
    const stream = await fetch(`${authority.url}/api/case-state/inquiries/${inquiry}/stream`, {
      headers: reader.credentials,
    });
    let heard = '';
    const listening = (async () => {
      for await (const bytes of stream.body!) heard += Buffer.from(bytes).toString();
    })();
    await eventually(() => heard.includes('retry:'));
    await manager.post(`/inquiries/${inquiry}/walls`, { person: reader.id, reason: REASON });
    await listening;
    expect(heard).not.toContain('WallRaised');
  });

  test('a declared conflict of interest is a wall', async () => {
    const member = await authority.officer('case-handler');
    await manager.post(`/inquiries/${inquiry}/team`, { person: member.id, role: 'case-handler', conflict: 'not-yet' });
    await member.post(`/inquiries/${inquiry}/team/${member.id}/conflict`, { conflict: 'declared' });
    expect(await member.get(`/inquiries/${inquiry}`)).toMatchObject({ status: 404 });
    expect((await access()).walls.at(-1)).toMatchObject({ person: member.id, cause: 'conflict-declared' });
    expect(await member.post('/challenges', { inquiryId: inquiry, reason: REASON })).toMatchObject({ status: 404 });
  });

  test('for random people, grants and walls, no way out holds anything of an inquiry that the decision refuses', async () => {
    const people = await Promise.all([
      ...Array.from({ length: 3 }, () => authority.officer('chief-economist', 'case-handler')),
      authority.officer('auditor', 'case-handler'),
    ]);
    const matters: { id: string; case: string }[] = [];
    for (let n = 0; n < 3; n++) {
      const id = await openedBy(manager, `R-${n}`);
      const opened = await manager.post(`/inquiries/${id}/cases`, {
        number: `AT.9${n}`,
        procedure: 'eu-antitrust',
        title: { en: 'Review' },
      });
      expect(opened.status).toBe(201);
      matters.push({ id, case: opened.body.id });
    }
    const { now } = authority.runtime.clock;
    type Act = {
      person: number;
      matter: number;
      act: 'join' | 'leave' | 'grant' | 'revoke' | 'wall' | 'lift' | 'take';
    };
    const course = fc.array(
      fc.record<Act>({
        person: fc.nat(people.length - 1),
        matter: fc.nat(matters.length - 1),
        act: fc.constantFrom('join', 'leave', 'grant', 'revoke', 'wall', 'lift', 'take'),
      }),
      { minLength: 4, maxLength: 10 },
    );
    const does = async ({ person, matter, act }: Act): Promise<void> => {
      const who = people[person]!;
      const at = `/inquiries/${matters[matter]!.id}`;
      const { grants, walls } = (await manager.get(`${at}/access`)).body;
      const of = (all: { id: string; person: string }[]) => all.filter((one) => one.person === who.id).at(-1)?.id;
      const reason = REASON;
      const role = 'case-handler';
      switch (act) {
        case 'join':
          return void (await manager.post(`${at}/team`, { person: who.id, role, conflict: 'none' }));
        case 'leave':
          return void (await manager.post(`${at}/team/${who.id}/leave`, { reason }));
        case 'grant':
          return void (await manager.post(`${at}/grants`, { person: who.id, role, until: '2024-12-31', reason }));
        case 'revoke':
          return void (await manager.post(`${at}/grants/${of(grants) ?? randomUUID()}/revoke`, { reason }));
        case 'wall':
          return void (await manager.post(`${at}/walls`, { person: who.id, reason }));
        case 'lift':
          return void (await manager.post(`${at}/walls/${of(walls) ?? randomUUID()}/lift`, { reason }));
        case 'take':
          return void (await who.post('/challenges', { inquiryId: matters[matter]!.id, reason }));
      }
    };
    /** What the decision says, from what the log says: not from the tables that the doors ask. */
    const sees = async (person: number, matter: number): Promise<boolean> => {
      const who = people[person]!.id;
      const { id } = matters[matter]!;
      const [{ team }, { grants, walls, challenges }] = await Promise.all([
        manager.get(`/inquiries/${id}`).then(({ body }) => body),
        manager.get(`/inquiries/${id}/access`).then(({ body }) => body),
      ]);
      type Given = { id: string; person: string; role: string; state: string; until?: string; lifted?: object };
      const rights: Right[] = [
        ...(team as Given[])
          .filter((one) => one.person === who && one.until === undefined)
          .map(({ role }): Right => ({ under: 'team', id, role, endsAt: null })),
        ...(grants as Given[])
          .filter((one) => one.person === who && (one.state === 'running' || one.state === 'walled'))
          .map((one): Right => ({ under: 'grant', id: one.id, role: one.role, endsAt: null })),
        ...(challenges as Given[])
          .filter((one) => one.person === who && (one.state === 'running' || one.state === 'walled'))
          .map((one): Right => ({ under: 'challenged', id: one.id, role: one.role, endsAt: null })),
      ];
      const walled = (walls as Given[]).some((one) => one.person === who && one.lifted === undefined);
      const roles = person === people.length - 1 ? ['auditor', 'case-handler'] : ['chief-economist', 'case-handler'];
      return groundOf({ kind: 'officer', roles }, { rights, walled }, await now()) !== undefined;
    };
    await fc.assert(
      fc.asyncProperty(course, async (acts) => {
        for (const act of acts) await does(act);
        for (const [person, who] of people.entries()) {
          const list = (await who.get('/inquiries?limit=100&q=r-')).body;
          const seen: string[] = [];
          for (const [matter, { id, case: caseId }] of matters.entries()) {
            const may = await sees(person, matter);
            if (may) seen.push(id);
            for (const path of [
              `/inquiries/${id}`,
              `/inquiries/${id}/timeline`,
              `/inquiries/${id}/thread`,
              `/inquiries/${id}/as-of?recorded=now&effect=2024-06-05`,
              `/inquiries/${id}/access`,
              `/cases/${caseId}`,
              `/cases/${caseId}/thread`,
              `/cases/${caseId}/what-if?on=2199-01-01&clock=none&act=end`,
            ])
              expect([path, (await who.get(path)).status]).toEqual([path, may ? 200 : 404]);
          }
          expect(list.items.map((one: { id: string }) => one.id).sort()).toEqual(seen.sort());
          expect(list.total).toBe(seen.length);
        }
      }),
      { numRuns: 6 },
    );
  });
});
