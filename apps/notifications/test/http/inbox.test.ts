import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { InboxPage, LiveSignal, ProblemView, Uuid } from '#contracts';
import type { Person } from '#service-kit';
import { eventually } from '#testing';
import type { z } from 'zod';
import { officer, openInstallation, type Installation } from '../installation.js';
import { fact, type PublishingService } from '../publishers.js';

type Page = z.output<typeof InboxPage>;

let installation: Installation;
beforeAll(async () => {
  installation = await openInstallation();
});
afterAll(() => installation.close());

const as = (person: Person) => installation.service.as(person);
const page = async (person: Person, query = ''): Promise<Page> => (await as(person).get<Page>(`/inbox${query}`)).body;
const kinds = async (person: Person) => (await page(person)).items.map((item) => item.kind);

const issued = (inquiryId: Uuid, issuedBy: Uuid) => ({
  type: 'dossier.intake.RfiIssued.v1' as const,
  data: {
    rfiId: randomUUID(),
    inquiryId,
    caseId: randomUUID(),
    number: 1,
    kind: 'simple',
    subject: { en: 'Exclusivity clauses' },
    basis: [{ citation: 'Reg 1/2003 Art 18(2)' }],
    limit: '2024-07-19',
    limitExplanation: EXPLANATION,
    questions: 3,
    addressees: [{ addresseeId: randomUUID(), name: 'Aurora', country: 'FR' }],
    issuedBy,
    provenance: { standing: 'invented' },
  },
});
const EXPLANATION = { steps: [], skipped: [], calendar: { id: 'ec-brussels', version: 1 }, provisional: false };

describe('an inbox', () => {
  it('tells an access that was taken to those who review it, a grant to whom it is given, and nothing behind a wall', async () => {
    const [manager, handler, outsider] = [officer('case-manager'), officer(), officer('chief-economist')];
    const inquiry = await installation.inquiry(manager, handler);
    await installation.caseState.publish(fact.joined(inquiry, manager.id, 'case-manager'));
    const of = { inquiryId: inquiry, person: outsider.id };
    const actor = { person: outsider.id, role: 'chief-economist' };
    const endsAt = '2199-12-31T22:59:59.999Z';
    await installation.caseState.publish({
      type: 'dossier.case-state.AccessChallenged.v1',
      data: { ...of, challengeId: randomUUID(), role: 'chief-economist', endsAt, actor },
    });
    await installation.settled();
    expect(await kinds(manager)).toContain('AccessChallenged');
    expect(await kinds(handler)).not.toContain('AccessChallenged');
    expect(await kinds(outsider)).toEqual([]);
    await installation.caseState.publish({
      type: 'dossier.case-state.AccessGranted.v1',
      data: { ...of, grantId: randomUUID(), role: 'chief-economist', until: '2199-12-31', endsAt },
    });
    await installation.settled();
    expect(await kinds(outsider)).toEqual(['AccessGranted']);
    expect(await kinds(handler)).not.toContain('AccessGranted');
    for (const person of [outsider.id, handler.id])
      await installation.caseState.publish({
        type: 'dossier.case-state.WallRaised.v1',
        data: { inquiryId: inquiry, wallId: randomUUID(), person },
      });
    await installation.settled();
    expect(await page(outsider)).toMatchObject({ items: [], total: 0, unread: 0 });
    // On the team still, as far as is known here: the wall beats it.
    expect(await page(handler)).toMatchObject({ items: [], total: 0, unread: 0 });
  });

  it('of warnings of one end that come at once, tells the nearest alone; one that was read before the next stays', async () => {
    const manager = officer('case-manager');
    const inquiry = await installation.inquiry(manager);
    const warnings = async (query = '') =>
      (await page(manager, query)).items
        .filter(({ kind }) => kind === 'ExpiryWarningGiven')
        .map(({ id, params }) => ({ id, end: params['end'], of: params['of'] }));
    const { caseState } = installation;
    await caseState.publish(fact.warned(inquiry, '10wd', '2024-07-19'), fact.warned(inquiry, '2wd', '2024-07-19'));
    // Another end of the same clock, and another subject's clock, are told beside it.
    await caseState.publish(
      fact.warned(inquiry, '10wd', '2024-08-30'),
      fact.warned(inquiry, '2wd', '2024-07-19', { subject: 'Aurora' }),
    );
    await installation.settled();
    const unread = (await page(manager)).unread;
    expect((await warnings()).map(({ end, of }) => [end, of])).toEqual(
      expect.arrayContaining([
        ['2024-07-19', undefined],
        ['2024-08-30', undefined],
        ['2024-07-19', 'Aurora'],
      ]),
    );
    expect(await warnings()).toHaveLength(3);
    const later = (await warnings()).find(({ end }) => end === '2024-08-30')!;
    await as(manager).post(`/inbox/${later.id}/read`, {});
    await caseState.publish(fact.warned(inquiry, '2wd', '2024-08-30'));
    await installation.settled();
    expect(await warnings()).toHaveLength(4);
    expect(await warnings('?unread=true')).toHaveLength(3);
    expect((await page(manager)).unread).toBe(unread);
  });

  it('tells warnings of one end by their clock, however it is called, and takes one as read that a nearer one has replaced', async () => {
    const manager = officer('case-manager');
    const inquiry = await installation.inquiry(manager);
    const warnings = async () =>
      (await page(manager)).items.filter(({ kind }) => kind === 'ExpiryWarningGiven').map(({ id }) => id);
    const { caseState } = installation;
    const told = async (...given: Parameters<typeof fact.warned>[]) => {
      await caseState.publish(...given.map((one) => fact.warned(...one)));
      await installation.settled();
      return warnings();
    };
    const [first] = await told([inquiry, '10wd', '2024-07-19']);
    expect(first).toBeDefined();
    // A clock that has another title now is the same one.
    const renamed = await told([inquiry, '5wd', '2024-07-19', { title: 'First phase' }]);
    expect(renamed).toHaveLength(1);
    expect(renamed).not.toContain(first);
    // Another clock of the same title and end is another one.
    expect(await told([inquiry, '2wd', '2024-07-19', { clock: 'phase-two', title: 'First phase' }])).toHaveLength(2);
    // The first one stood on a screen all the while.
    expect(await as(manager).post(`/inbox/${first}/read`, {})).toMatchObject({ status: 200 });
    await eventually(async () => (await warnings()).includes(first!));
  });

  it('tells of the limit of a request that comes near as long as it is awaited: the last warning alone, and none when all have replied or let it pass', async () => {
    const manager = officer('case-manager');
    const inquiry = await installation.inquiry(manager);
    const { intake } = installation;
    const [rfiId, acme, bolt] = [randomUUID(), randomUUID(), randomUUID()];
    const request = issued(inquiry, manager.id);
    const [asked] = request.data.addressees;
    const addressees = [acme, bolt].map((addresseeId) => ({ ...asked!, addresseeId }));
    const limits = async (query = '') =>
      (await page(manager, query)).items
        .filter(({ kind }) => kind === 'LimitWarningGiven')
        .map(({ params }) => params['limit']);
    const told = async (...facts: Parameters<typeof intake.publish>) => {
      await intake.publish(...facts);
      await installation.settled();
      return limits();
    };
    await intake.publish({ ...request, data: { ...request.data, rfiId, addressees } });
    expect(await told(fact.limitNear(inquiry, rfiId, '2024-07-19', '10wd'))).toEqual(['2024-07-19']);
    // Of another request, and of another limit of the same one.
    expect(await told(fact.limitNear(inquiry, randomUUID(), '2024-07-22'))).toEqual(['2024-07-22', '2024-07-19']);
    expect(await told(fact.limitNear(inquiry, rfiId, '2024-07-26'))).toEqual(['2024-07-26', '2024-07-22']);
    expect(await told(fact.replied(inquiry, rfiId, acme))).toEqual(['2024-07-26', '2024-07-22']);
    // Said twice, it is one reply.
    expect(await told(fact.replied(inquiry, rfiId, acme))).toEqual(['2024-07-26', '2024-07-22']);
    const over = fact.overdue(inquiry, 'Bolt');
    expect(await told({ ...over, data: { ...over.data, rfiId, addresseeId: bolt } })).toEqual(['2024-07-22']);
    expect(await limits('?unread=true')).toEqual(['2024-07-22']);

    // One that was read stays among what was told.
    const [other] = (await page(manager)).items.filter(({ kind }) => kind === 'LimitWarningGiven');
    await as(manager).post(`/inbox/${other!.id}/read`, {});
    await eventually(async () => (await limits('?unread=false')).length === 1);
    expect(await told(fact.limitNear(inquiry, other!.rfiId!, '2024-07-29'))).toEqual(['2024-07-29', '2024-07-22']);
    for (const report of await installation.service.runtime.check()) expect(report).toMatchObject({ equal: true });
  });

  it('tells who is on the team by the order in which facts come in, though the clocks of two logs are an hour apart', async () => {
    const { caseState, intake } = installation;
    const ahead = (by: PublishingService, ms: number) => async () =>
      by.runtime.clock.advance(new Date(Date.parse(await by.runtime.clock.now()) + ms).toISOString());
    const HOUR = 3_600_000;
    const manager = officer('case-manager');
    for (const moves of [ahead(caseState, HOUR), ahead(intake, 2 * HOUR)]) {
      await moves();
      const handler = officer();
      const inquiry = await installation.inquiry(manager, handler);
      await intake.publish(issued(inquiry, manager.id));
      await installation.settled();
      expect(await kinds(handler)).toContain('RfiIssued');
      await caseState.publish(fact.left(inquiry, handler.id));
      await installation.settled();
      await intake.publish(fact.overdue(inquiry, 'Aurora'));
      await installation.settled();
      await caseState.publish(fact.joined(inquiry, handler.id));
      await installation.settled();
      // What came while one was away is not told, and what came before stays.
      expect(await kinds(handler)).toContain('RfiIssued');
      expect(await kinds(handler)).not.toContain('ReplyOverdue');
      expect(await kinds(manager)).toContain('ReplyOverdue');
    }
    for (const report of await installation.service.runtime.check()) expect(report).toMatchObject({ equal: true });
  });

  it('tells the team what happens, oneself that one has joined, and nobody an own act', async () => {
    const [manager, handler] = [officer('case-manager'), officer()];
    const inquiry = await installation.inquiry(manager, handler);
    await installation.intake.publish(issued(inquiry, manager.id), fact.overdue(inquiry, 'Aurora'));
    await installation.caseState.publish(fact.step(inquiry, 'open-fact-finding'));
    await installation.settled();
    expect((await kinds(manager)).toSorted()).toEqual(['ReplyOverdue', 'StepTaken', 'TeamMemberJoined']);
    expect((await kinds(handler)).toSorted()).toEqual(['ReplyOverdue', 'RfiIssued', 'StepTaken', 'TeamMemberJoined']);
    const rfi = (await page(handler)).items.find((item) => item.kind === 'RfiIssued');
    expect(rfi).toMatchObject({
      inquiryId: inquiry,
      invented: true,
      params: {
        number: 1,
        limit: '2024-07-19',
        addressees: 1,
        inquiryNumber: 'INQ-1',
        inquiryTitle: { en: expect.any(String) },
      },
    });
    expect(await kinds(officer())).toEqual([]);
    expect(await kinds(officer('administrator'))).toEqual([]);
  });

  it('holds nothing from before one joined or after one left, and nothing at all of what one may not see any more', async () => {
    const [first, late] = [officer(), officer()];
    const inquiry = await installation.inquiry(first);
    await installation.caseState.publish(fact.step(inquiry, 'before'));
    await installation.caseState.publish(fact.joined(inquiry, late.id));
    await installation.caseState.publish(fact.step(inquiry, 'after'));
    await installation.settled();
    expect(await kinds(late)).toEqual(['StepTaken', 'TeamMemberJoined']);
    await installation.caseState.publish(fact.left(inquiry, late.id));
    await installation.settled();
    expect(await page(late)).toMatchObject({ items: [], total: 0, unread: 0 });
  });

  it('is read item by item or as a whole, once, and only by its owner', async () => {
    const [one, other] = [officer(), officer()];
    const inquiry = await installation.inquiry(one, other);
    await installation.caseState.publish(...['a', 'b', 'c'].map((step) => fact.step(inquiry, step)));
    await installation.settled();
    const before = await page(one);
    expect(before).toMatchObject({ total: 4, unread: 4 });
    const item = before.items[0]!.id;
    const read = await as(one).post<{ version: number; unchanged: boolean }>(`/inbox/${item}/read`);
    expect([read.status, read.body.unchanged]).toEqual([200, false]);
    const position = { 'dossier-position': read.headers.get('dossier-position')! };
    expect((await as(one).get<Page>('/inbox?unread=true', position)).body).toMatchObject({ total: 3, unread: 3 });
    expect((await page(one, '?unread=false')).items).toMatchObject([{ id: item, readAt: expect.any(String) }]);
    const again = await as(one).post<{ unchanged: boolean }>(`/inbox/${item}/read`);
    expect(again.body.unchanged).toBe(true);
    expect((await page(other)).unread).toBe(4);

    const all = await as(one).post('/inbox/read-all', undefined, position);
    expect(all.status).toBe(200);
    await eventually(async () => (await page(one)).unread === 0);
  });

  it('comes page by page, newest first', async () => {
    const one = officer();
    const inquiry = await installation.inquiry(one);
    for (const step of ['a', 'b', 'c', 'd']) await installation.caseState.publish(fact.step(inquiry, step));
    await installation.settled();
    const seen: unknown[] = [];
    for (let query = '?limit=2'; ;) {
      const { items, next, total } = await page(one, query);
      expect(total).toBe(5);
      seen.push(...items.map((item) => item.params['step'] ?? item.kind));
      if (next === undefined) break;
      query = `?limit=2&cursor=${next}`;
    }
    expect(seen).toEqual(['d', 'c', 'b', 'a', 'TeamMemberJoined']);
  });

  it('refuses what makes no sense', async () => {
    const one = officer();
    for (const [path, status] of [
      ['/inbox?limit=0', 400],
      ['/inbox?limit=x', 400],
      ['/inbox?unread=maybe', 400],
      ['/inbox?cursor=!!', 400],
    ] as const)
      expect([path, (await as(one).get(path)).status]).toEqual([path, status]);
    const unknown = await as(one).post<ProblemView>(`/inbox/${randomUUID()}/read`);
    expect([unknown.status, unknown.body.code]).toEqual([404, 'notifications.not-found']);
    expect((await as(one).post('/inbox/first/read')).status).toBe(400);
    const ahead = await as(one).get<ProblemView>('/inbox', { 'dossier-position': 'notifications=999999' });
    expect([ahead.status, ahead.body.code, ahead.headers.get('retry-after')]).toEqual([
      503,
      'notifications.view-behind',
      '1',
    ]);
  });
});

describe('live updates', () => {
  it('say that something has happened, to those who may know, once the view shows it', async () => {
    const [one, stranger] = [officer(), officer()];
    const inquiry = await installation.inquiry(one);
    const [mine, others] = [await listen(one), await listen(stranger)];
    await installation.intake.publish(fact.overdue(inquiry, 'Aurora'));
    const signal = await eventually(() => mine.signals.find((what) => what.type === 'dossier.intake.ReplyOverdue.v1'));
    expect(signal).toMatchObject({ inquiryId: inquiry, position: expect.any(Number) });
    const { items } = await page(one);
    expect(items.map((item) => item.id)).toContain(signal.subject);
    await as(one).post(`/inbox/${signal.subject}/read`);
    await eventually(() => mine.signals.some((what) => what.type === 'ItemsRead' && what.subject === one.id));
    expect(others.signals).toEqual([]);
    mine.leave();
    others.leave();
  });
});

async function listen(person: Person): Promise<{ signals: LiveSignal[]; leave(): void }> {
  const leaving = new AbortController();
  const response = await as(person).fetch('/inbox/stream', { signal: leaving.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const signals: LiveSignal[] = [];
  const read = async () => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const events = text.split('\n\n');
      text = events.pop()!;
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data) signals.push(JSON.parse(data) as LiveSignal);
      }
    }
  };
  read().catch((error: unknown) => {
    if (!leaving.signal.aborted) throw error;
  });
  return { signals, leave: () => leaving.abort() };
}
