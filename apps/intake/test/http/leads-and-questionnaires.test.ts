import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually } from '#testing';
import { content } from '../domain/material.js';
import { FIRST_DAY, openAuthority, type AtTheDoors, type Authority } from '../support/authority.js';

describe('Leads and questionnaires over HTTP', () => {
  let authority: Authority;
  let handler: AtTheDoors & { id: string };
  let manager: AtTheDoors & { id: string };

  beforeAll(async () => {
    authority = await openAuthority();
    handler = await authority.officer(['case-handler']);
    manager = await authority.officer(['case-manager']);
  });
  afterAll(() => authority?.close());

  const tip = { kind: 'market-monitoring', subject: 'Widgets', source: 'Trade press', parties: ['Acme'] };

  describe('a lead', () => {
    test('is registered, and found in the list with who did it and when', async () => {
      const made = await handler.send('POST', '/api/intake/leads', tip);
      expect(made).toMatchObject({ status: 201, etag: '"1"', body: { version: 1, unchanged: false } });
      expect(made.headers.get('location')).toBe(`/api/intake/leads/${made.body.id}`);
      expect(made.headers.get('dossier-position')).toMatch(/^intake=\d+$/);
      const lead = await manager.get(`/api/intake/leads/${made.body.id}`);
      expect(lead.body).toEqual({
        id: made.body.id,
        version: 1,
        ...tip,
        registeredOn: FIRST_DAY,
        registeredBy: handler.id,
        taken: false,
      });
      const list = await manager.get('/api/intake/leads?limit=1');
      expect(list.body).toMatchObject({ total: 1, items: [{ id: made.body.id }] });
    });

    test('that is blank at its source is refused by its guard, with the legal basis', async () => {
      const refused = await handler.send('POST', '/api/intake/leads', { ...tip, source: ' ' });
      expect(refused).toMatchObject({
        status: 409,
        body: {
          type: '/problems/source-not-named',
          code: 'intake.source-not-named',
          guard: 'source-named',
          legalBasis: [{ citation: 'Reg 1/2003 Art 7' }, { citation: 'Reg 1/2003 Art 17' }],
          errors: [{ path: 'source', message: 'Name a source.' }],
        },
      });
      expect(refused.headers.get('content-type')).toContain('application/problem+json');
    });

    test.each([
      ['a missing field', { ...tip, source: undefined }, 'source'],
      ['an unknown field', { ...tip, colour: 'red' }, 'colour'],
      ['a wrong type', { ...tip, subject: 7 }, 'subject'],
      ['a kind that there is not', { ...tip, kind: 'rumour' }, 'kind'],
      ['a day that does not exist', { ...tip, effectiveOn: '2024-02-30' }, 'effectiveOn'],
    ])('with %s is refused, and the field named', async (_, body, path) => {
      const refused = await handler.send('POST', '/api/intake/leads', body);
      expect(refused).toMatchObject({ status: 400, body: { code: 'intake.invalid-request' } });
      expect(refused.body.errors.map((error: { path: string }) => error.path)).toEqual([path]);
    });

    test('is registered once by a retried request; the same key with another body is refused', async () => {
      const key = randomUUID();
      const first = await handler.send('POST', '/api/intake/leads', tip, { key });
      const again = await handler.send('POST', '/api/intake/leads', tip, { key });
      expect(again).toMatchObject({ status: 201, body: { id: first.body.id, version: 1, unchanged: true } });
      const other = await handler.send('POST', '/api/intake/leads', { ...tip, subject: 'Gadgets' }, { key });
      expect(other).toMatchObject({ status: 422, body: { code: 'intake.idempotency-key-reused' } });
    });

    test('with effect on an earlier day needs a role and a reason; in the future it is not possible', async () => {
      const earlier = { ...tip, effectiveOn: '2024-05-27' };
      const backdated = { ...earlier, backdatingReason: 'found in the post' };
      expect(await handler.send('POST', '/api/intake/leads', backdated)).toMatchObject({
        status: 409,
        body: { guard: 'backdating-not-allowed' },
      });
      expect(await manager.send('POST', '/api/intake/leads', earlier)).toMatchObject({
        status: 409,
        body: { guard: 'backdating-without-reason' },
      });
      const made = await manager.send('POST', '/api/intake/leads', backdated);
      expect((await manager.get(`/api/intake/leads/${made.body.id}`)).body.registeredOn).toBe('2024-05-27');
      expect(await manager.send('POST', '/api/intake/leads', { ...tip, effectiveOn: '2024-06-04' })).toMatchObject({
        status: 409,
        body: { guard: 'effective-in-future' },
      });
    });

    test('is taken when an inquiry is opened from it; only who may see that inquiry is told which', async () => {
      const lead = (await handler.send('POST', '/api/intake/leads', tip)).body.id;
      const inquiryId = randomUUID();
      await authority.tell('InquiryOpened', { inquiryId, number: 'INQ-1', title: { en: 'Widgets' }, leadId: lead });
      await authority.joins(inquiryId, handler.id, 'case-handler');
      expect((await handler.get(`/api/intake/leads/${lead}`)).body).toMatchObject({ taken: true, inquiryId });
      const unseen = (await manager.get(`/api/intake/leads/${lead}`)).body;
      expect(unseen).toMatchObject({ taken: true });
      expect(unseen).not.toHaveProperty('inquiryId');
    });

    test('is taken up in an inquiry that runs, once, by somebody on its team', async () => {
      const lead = (await handler.send('POST', '/api/intake/leads', tip)).body.id;
      const [inquiryId, another] = [randomUUID(), randomUUID()];
      for (const id of [inquiryId, another]) {
        await authority.tell('InquiryOpened', { inquiryId: id, number: `INQ-${id}`, title: { en: 'Widgets' } });
        await authority.joins(id, handler.id, 'case-handler');
      }
      const path = `/api/intake/leads/${lead}/taking`;
      expect(await manager.send('POST', path, { inquiryId })).toMatchObject({ status: 404 });
      expect(await handler.send('POST', path, { inquiryId })).toMatchObject({
        status: 200,
        body: { unchanged: false },
      });
      expect(await handler.send('POST', path, { inquiryId })).toMatchObject({ status: 200, body: { unchanged: true } });
      expect(await handler.send('POST', path, { inquiryId: another })).toMatchObject({
        status: 409,
        body: { code: 'intake.lead-already-taken', guard: 'lead-taken-once' },
      });
      expect((await handler.get(`/api/intake/leads/${lead}`)).body).toMatchObject({ taken: true, inquiryId });
    });

    test('that nobody registered does not hold up the facts after it; that it is not taken is recorded', async () => {
      const inquiryId = randomUUID();
      const leadId = randomUUID();
      await authority.tell('InquiryOpened', { inquiryId, number: 'INQ-2', title: { en: 'Nothing' }, leadId });
      await authority.joins(inquiryId, handler.id, 'case-handler');
      await eventually(async () => (await handler.get('/api/intake/rfis?limit=1')).status === 200);
      expect(authority.intake.reactions.consumer.status().parkedLanes).toBe(0);
      expect(await authority.intake.log.read(`lead-${leadId}`)).toMatchObject([
        { type: 'LeadNotTaken', actor: { kind: 'system' }, data: { leadId, inquiryId } },
      ]);
    });

    test('pages follow by cursor; a cursor of another make is refused', async () => {
      const all = (await handler.get('/api/intake/leads?limit=200')).body;
      const first = (await handler.get('/api/intake/leads?limit=2')).body;
      const second = (await handler.get(`/api/intake/leads?limit=2&cursor=${first.next}`)).body;
      const idsOf = (page: { items: { id: string }[] }) => page.items.map(({ id }) => id);
      expect([...idsOf(first), ...idsOf(second)]).toEqual(idsOf(all).slice(0, 4));
      expect(await handler.get('/api/intake/leads?cursor=nonsense!')).toMatchObject({ status: 400 });
    });

    test('is not for who keeps the installation, nor for who is not signed in', async () => {
      const administrator = await authority.officer(['administrator']);
      expect(await administrator.get('/api/intake/leads')).toMatchObject({ status: 403 });
      expect(await authority.anybody().get('/api/intake/leads')).toMatchObject({ status: 401 });
      const auditor = await authority.officer(['auditor']);
      expect(await auditor.get('/api/intake/leads')).toMatchObject({ status: 200 });
      expect(await auditor.send('POST', '/api/intake/leads', tip)).toMatchObject({ status: 403 });
    });
  });

  describe('a questionnaire', () => {
    test('is published, revised, and keeps its versions', async () => {
      const { body } = await handler.send('POST', '/api/intake/questionnaires', { content });
      const revised = { ...content, title: { en: 'Widgets, second' } };
      const path = `/api/intake/questionnaires/${body.id}`;
      const next = await manager.send('POST', `${path}/versions`, { content: revised }, { ifMatch: 1 });
      expect(next).toMatchObject({ status: 201, etag: '"2"', body: { id: body.id, version: 2 } });
      const latest = (await handler.get(path)).body;
      expect(latest).toMatchObject({
        version: 2,
        title: revised.title,
        questions: 4,
        content: revised,
        versions: [
          { version: 1, publishedOn: FIRST_DAY, by: handler.id },
          { version: 2, publishedOn: FIRST_DAY, by: manager.id },
        ],
      });
      expect((await handler.get(`${path}?version=1`)).body.content).toEqual(content);
      expect(await handler.get(`${path}?version=3`)).toMatchObject({ status: 404 });
      const list = (await handler.get('/api/intake/questionnaires')).body;
      expect(list.items[0]).toMatchObject({ id: body.id, version: 2 });
      expect(list.items[0]).not.toHaveProperty('content');

      const stale = await handler.send('POST', `${path}/versions`, { content }, { ifMatch: 1 });
      expect(stale).toMatchObject({ status: 412, body: { code: 'intake.stale-version' } });
    });

    test('that cannot be answered is refused, and each fault named', async () => {
      const odd = structuredClone(content);
      odd.sections[0]!.questions[0]!.id = 'B1';
      const refused = await handler.send('POST', '/api/intake/questionnaires', { content: odd });
      expect(refused).toMatchObject({
        status: 400,
        body: { code: 'intake.questionnaire-unfit', errors: [{ path: 'content.sections.0.questions.0.id' }, {}] },
      });
    });

    test('that is unknown is not found', async () => {
      expect(await handler.get(`/api/intake/questionnaires/${randomUUID()}`)).toMatchObject({ status: 404 });
      expect(
        await handler.send('POST', `/api/intake/questionnaires/${randomUUID()}/versions`, { content }),
      ).toMatchObject({ status: 404 });
      expect(await handler.get('/api/intake/questionnaires/not-an-id')).toMatchObject({ status: 400 });
    });
  });
});
