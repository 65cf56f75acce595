import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { ProblemView, SubscriptionView, Uuid } from '#contracts';
import type { Person } from '#service-kit';
import { eventually } from '#testing';
import { officer, openInstallation, subscribe, type Installation } from '../installation.js';
import { fact } from '../publishers.js';
import { startReceiver, type Receiver } from '../webhooks/receiver.js';

let installation: Installation;
let receiver: Receiver;
let who: Person;
let inquiry: Uuid;
beforeAll(async () => {
  installation = await openInstallation();
  receiver = await startReceiver();
  who = officer();
  inquiry = await installation.inquiry(who);
});
afterAll(async () => {
  await receiver.close();
  await installation.close();
});

const as = (person: Person) => installation.service.as(person);
const valid = () => ({ title: 'Register', url: receiver.url, types: ['*'], inquiries: [inquiry] });
const head = () => installation.service.runtime.log.head();

describe('what a subscription may not be', () => {
  const without = (field: string) => {
    const body: Record<string, unknown> = valid();
    delete body[field];
    return body;
  };

  it.each<[string, () => unknown, number, string, string]>([
    ['no body', () => undefined, 400, 'invalid-request', 'title'],
    ['not an object', () => [], 400, 'invalid-request', ''],
    ['no title', () => without('title'), 400, 'invalid-request', 'title'],
    ['an empty title', () => ({ ...valid(), title: '' }), 400, 'invalid-request', 'title'],
    ['a long title', () => ({ ...valid(), title: 'x'.repeat(121) }), 400, 'invalid-request', 'title'],
    ['an unknown field', () => ({ ...valid(), secret: 'mine' }), 400, 'invalid-request', 'secret'],
    ['no address', () => without('url'), 400, 'invalid-request', 'url'],
    ['an address that is none', () => ({ ...valid(), url: 'hooks' }), 400, 'invalid-request', 'url'],
    ['a number for an address', () => ({ ...valid(), url: 5 }), 400, 'invalid-request', 'url'],
    ['no types', () => ({ ...valid(), types: [] }), 400, 'invalid-request', 'types'],
    ['a type of nobody', () => ({ ...valid(), types: ['dossier.Rfi*'] }), 400, 'invalid-request', 'types.0'],
    ['no inquiries', () => ({ ...valid(), inquiries: [] }), 400, 'invalid-request', 'inquiries'],
    ['an inquiry that is no id', () => ({ ...valid(), inquiries: ['AT.1'] }), 400, 'invalid-request', 'inquiries.0'],
    [
      'an unknown inquiry',
      () => ({ ...valid(), inquiries: [inquiry, randomUUID()] }),
      400,
      'inquiry-not-found',
      'inquiries.1',
    ],
    ['http to the public', () => ({ ...valid(), url: 'http://93.184.215.14/in' }), 400, 'address-not-allowed', 'url'],
    [
      'a metadata service',
      () => ({ ...valid(), url: 'https://169.254.169.254/latest' }),
      400,
      'address-not-allowed',
      'url',
    ],
    ['a private address', () => ({ ...valid(), url: 'https://10.0.0.1/' }), 400, 'address-not-allowed', 'url'],
    ['loopback in IPv6', () => ({ ...valid(), url: 'https://[::1]/' }), 400, 'address-not-allowed', 'url'],
    ['a password', () => ({ ...valid(), url: 'https://me:pass@93.184.215.14/' }), 400, 'address-not-allowed', 'url'],
    ['a mail port', () => ({ ...valid(), url: 'https://93.184.215.14:25/' }), 400, 'address-not-allowed', 'url'],
    ['a file', () => ({ ...valid(), url: 'file:///etc/passwd' }), 400, 'address-not-allowed', 'url'],
  ])('%s: a problem that says so, and nothing is written', async (_name, body, status, code, path) => {
    const before = await head();
    const answer = await as(who).post<ProblemView>('/subscriptions', body());
    expect([answer.status, answer.body.code]).toEqual([status, `notifications.${code}`]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.errors?.map((error) => error.path)).toContain(path);
    expect(await head()).toBe(before);
  });

  it('names the guard and what to do', async () => {
    const { body } = await as(who).post<ProblemView>('/subscriptions', { ...valid(), url: 'https://192.168.0.1/' });
    expect(body).toMatchObject({
      guard: 'public-address',
      detail: '192.168.0.1 is a private address; webhooks go to public addresses only.',
      first: [expect.stringContaining('DOSSIER_WEBHOOK_ALLOW')],
    });
  });

  it('is nothing that anybody but an officer asks for', async () => {
    const anonymous = await fetch(`${installation.service.url}/api/notifications/subscriptions`);
    expect(anonymous.status).toBe(401);
    const crossSite = await as(who).post<ProblemView>('/subscriptions', valid(), {
      origin: 'https://elsewhere.example',
    });
    expect([crossSite.status, crossSite.body.code]).toEqual([403, 'notifications.forbidden']);
  });

  it('is larger than a megabyte', async () => {
    const { status } = await as(who).post('/subscriptions', { ...valid(), title: 'x'.repeat(1_100_000) });
    expect(status).toBe(413);
  });
});

describe('creating a subscription', () => {
  it('shows the secret once, and afterwards its end', async () => {
    const { status, headers, body } = await as(who).post<{ id: Uuid; version: number; secret: string }>(
      '/subscriptions',
      valid(),
    );
    expect(status).toBe(201);
    expect(Buffer.from(body.secret.replace(/^whsec_/, ''), 'base64')).toHaveLength(32);
    expect(headers.get('location')).toBe(`/api/notifications/subscriptions/${body.id}`);
    const position = headers.get('dossier-position')!;
    expect(position).toMatch(/^notifications=\d+$/);
    const view = await as(who).get<SubscriptionView>(`/subscriptions/${body.id}`, { 'dossier-position': position });
    expect(view.body).toMatchObject({
      id: body.id,
      version: 1,
      state: 'active',
      types: ['*'],
      createdBy: who.id,
      secretHint: body.secret.slice(-4),
      lanes: [],
      lastDay: { delivered: 0, retried: 0, medianMs: null, p95Ms: null },
    });
    expect(JSON.stringify(view.body)).not.toContain(body.secret);
  });

  it('with the same key gives the same answer, and another request with it is refused', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await as(who).post<{ id: Uuid; secret: string }>('/subscriptions', valid(), key);
    const before = await head();
    const again = await as(who).post<{ id: Uuid; secret: string }>('/subscriptions', valid(), key);
    expect(again.body).toEqual(first.body);
    const other = await as(who).post<ProblemView>('/subscriptions', { ...valid(), title: 'Other' }, key);
    expect([other.status, other.body.code]).toEqual([422, 'notifications.idempotency-key-reused']);
    expect(await head()).toBe(before);
  });

  it('concerns a team that has been joined this very moment', async () => {
    const fresh = officer();
    const id = randomUUID();
    const position = await installation.caseState.publish(fact.opened(id), fact.joined(id, fresh.id));
    const create = () =>
      as(fresh).post(
        '/subscriptions',
        { ...valid(), inquiries: [id] },
        { 'dossier-position': `case-state=${position}` },
      );
    // 503 says that it has waited for two seconds: ask again.
    const { status } = await eventually(async () => {
      const answer = await create();
      return answer.status !== 503 && answer;
    });
    expect(status).toBe(201);
  });
});

describe('who sees a subscription', () => {
  it('the one who created it, an auditor who changes nothing, and nobody else', async () => {
    const { id } = await subscribe(installation, who, receiver.url, [inquiry]);
    await installation.caseState.publish(fact.step(inquiry, 'a'));
    const attempt = await eventually(async () => {
      const { body } = await as(who).get<{ items: { id: Uuid }[] }>(`/subscriptions/${id}/deliveries`);
      return body.items[0];
    });
    const colleague = officer();
    await installation.caseState.publish(fact.joined(inquiry, colleague.id));
    await installation.settled();
    const auditor = officer('auditor');
    const stranger = officer('administrator');
    for (const [person, sees] of [
      [who, 200],
      [auditor, 200],
      [colleague, 404],
      [stranger, 404],
    ] as const) {
      for (const path of [`/subscriptions/${id}`, `/subscriptions/${id}/deliveries`, `/deliveries/${attempt.id}`])
        expect([path, (await as(person).get(path)).status]).toEqual([path, sees]);
      const { body } = await as(person).get<{ items: { id: Uuid }[] }>('/subscriptions');
      expect(body.items.some((one) => one.id === id)).toBe(sees === 200);
    }
    for (const person of [auditor, colleague, stranger])
      for (const act of ['pause', 'resume', 'end', 'test', `lanes/${inquiry}/retry`, `lanes/${inquiry}/skip`])
        expect(
          (await as(person).post(`/subscriptions/${id}/${act}`, act.endsWith('skip') ? { reason: 'because' } : {}))
            .status,
        ).toBe(404);
  });

  it('unknown ids and ids that are none', async () => {
    expect((await as(who).get(`/subscriptions/${randomUUID()}`)).status).toBe(404);
    expect((await as(who).get('/subscriptions/one')).status).toBe(400);
    expect((await as(who).get(`/deliveries/${randomUUID()}`)).status).toBe(404);
    expect((await as(who).post(`/subscriptions/${randomUUID()}/pause`)).status).toBe(404);
    expect((await as(who).get(`/subscriptions/${randomUUID()}/deliveries?state=lost`)).status).toBe(400);
    expect((await as(who).get(`/subscriptions/${randomUUID()}/deliveries?limit=0`)).status).toBe(400);
  });
});

describe('acts on a subscription', () => {
  it('go by the version that was seen', async () => {
    const { id } = await subscribe(installation, who, receiver.url, [inquiry]);
    const stale = await as(who).post<ProblemView>(`/subscriptions/${id}/pause`, {}, { 'if-match': '"7"' });
    expect([stale.status, stale.body.code]).toEqual([412, 'notifications.stale-version']);
    const paused = await as(who).post<{ version: number }>(`/subscriptions/${id}/pause`, {}, { 'if-match': '"1"' });
    expect([paused.status, paused.body.version, paused.headers.get('etag')]).toEqual([200, 2, '"2"']);
  });

  it('take effect once; what changes nothing says so', async () => {
    const { id } = await subscribe(installation, who, receiver.url, [inquiry]);
    await as(who).post(`/subscriptions/${id}/pause`, {});
    const again = await as(who).post<{ unchanged: boolean; version: number }>(`/subscriptions/${id}/pause`, {});
    expect(again.body).toMatchObject({ unchanged: true, version: 2 });
    const retried = await as(who).post<{ unchanged: boolean }>(`/subscriptions/${id}/lanes/${inquiry}/retry`);
    expect(retried.body.unchanged).toBe(true);
    await as(who).post(`/subscriptions/${id}/end`, { reason: 'moved' });
    const resumed = await as(who).post<ProblemView>(`/subscriptions/${id}/resume`);
    expect([resumed.status, resumed.body.code]).toEqual([409, 'notifications.subscription-ended']);
    const bad = await as(who).post<ProblemView>(`/subscriptions/${id}/end`, { because: 'moved' });
    expect([bad.status, bad.body.errors?.[0]?.path]).toEqual([400, 'because']);
  });
});

describe('the log of deliveries', () => {
  it('is read page by page, newest first, by lane and by state', async () => {
    const reader = officer();
    const [one, other] = [await installation.inquiry(reader), await installation.inquiry(reader)];
    const { id } = await subscribe(
      installation,
      reader,
      receiver.url,
      [one, other],
      ['dossier.case-state.StepTaken.v1'],
    );
    await installation.caseState.publish(...['a', 'b', 'c'].map((step) => fact.step(one, step)), fact.step(other, 'd'));
    type Page = { items: { lane: Uuid; sequence: number }[]; next?: string; total: number };
    const page = async (query: string) => (await as(reader).get<Page>(`/subscriptions/${id}/deliveries?${query}`)).body;
    await eventually(async () => (await page('')).total === 4);
    const first = await page(`lane=${one}&limit=2`);
    expect(first).toMatchObject({ total: 3, items: [{ sequence: 3 }, { sequence: 2 }] });
    const second = await page(`lane=${one}&limit=2&cursor=${first.next}`);
    expect(second.items).toMatchObject([{ sequence: 1 }]);
    expect(second.next).toBeUndefined();
    expect((await page('state=failed')).total).toBe(0);
    const broken = await as(reader).get<ProblemView>(`/subscriptions/${id}/deliveries?cursor=nonsense`);
    expect([broken.status, broken.body.errors?.[0]?.path]).toEqual([400, 'cursor']);
  });
});
