import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildDocument, everyRouteIsDescribed } from '#service-kit';
import { notificationsApi } from '../../src/index.js';
import { officer, openInstallation, type Installation } from '../installation.js';

let installation: Installation;
beforeAll(async () => {
  installation = await openInstallation();
});
afterAll(() => installation.close());

describe('the description of the API', () => {
  it('knows every route, its inputs and its answers', () => {
    const { app } = installation.service;
    const document = buildDocument(app, 'notifications', notificationsApi);
    expect(everyRouteIsDescribed(document, app, 'notifications')).toEqual([]);
    expect(Object.keys(document.paths).toSorted()).toEqual(
      expect.arrayContaining([
        '/api/notifications/clock',
        '/api/notifications/dead-letters',
        '/api/notifications/deliveries/{id}',
        '/api/notifications/deliveries/{id}/resend',
        '/api/notifications/health/ready',
        '/api/notifications/inbox',
        '/api/notifications/inbox/stream',
        '/api/notifications/subscriptions/{id}/lanes/{lane}/skip',
      ]),
    );
  });
});

describe('what every service has', () => {
  it('health, metrics, a clock that a demonstration may move, dead letters', async () => {
    const { service } = installation;
    const api = `${service.url}/api/notifications`;
    expect((await fetch(`${api}/health/ready`)).status).toBe(200);
    expect(await (await fetch(`${api}/metrics`)).text()).toContain('# TYPE');
    const clock = (await (await fetch(`${api}/clock`)).json()) as { now: string; origin: string };
    expect(clock.origin).toBe('demonstration');
    const to = new Date(Date.parse(clock.now) + 86_400_000).toISOString();
    expect((await service.as(officer()).post('/clock', { to })).status).toBe(403);
    const administrator = service.as(officer('administrator'));
    expect((await administrator.post<{ now: string }>('/clock', { to })).body.now >= to).toBe(true);
    expect((await administrator.post('/clock', { to: clock.now })).status).toBe(409);
    expect((await administrator.get<{ items: unknown[] }>('/dead-letters')).body.items).toEqual([]);
  });
});

describe('the views', () => {
  it('are equal to what the logs alone give', async () => {
    const reports = await installation.service.runtime.check();
    expect(reports.map(({ view, equal }) => [view, equal])).toEqual([
      ['access', true],
      ['membership', true],
      ['subscriptions', true],
      ['inbox', true],
    ]);
  });
});
