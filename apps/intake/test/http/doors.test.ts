import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { everyRouteIsDescribed } from '#service-kit';
import { eventually } from '#testing';
import { FIRST_DAY, openAuthority, type AtTheDoors, type Authority } from '../support/authority.js';

describe('The doors that every service has', () => {
  let authority: Authority;
  let administrator: AtTheDoors, handler: AtTheDoors & { id: string };

  beforeAll(async () => {
    authority = await openAuthority();
    administrator = await authority.officer(['administrator']);
    handler = await authority.officer(['case-handler']);
  });
  afterAll(() => authority?.close());

  test('tell whether the service lives and can work, and how it fares', async () => {
    const nobody = authority.anybody();
    expect((await nobody.get('/api/intake/health/live')).status).toBe(200);
    expect((await nobody.get('/api/intake/health/ready')).body).toEqual({
      status: 'ok',
      checks: { log: 'ok', views: 'ok', feed: 'ok' },
    });
    const metrics = await (await fetch(`${authority.url}/api/intake/metrics`)).text();
    expect(metrics).toMatch(
      /^dossier_http_request_seconds_count\{.*route="\/api\/intake\/health\/ready",status="200"\} 1$/m,
    );
  });

  test('tell the clock to all, and let the administrator alone move it, forward', async () => {
    expect((await authority.anybody().get('/api/intake/clock')).body).toMatchObject({
      today: FIRST_DAY,
      origin: 'demonstration',
      timeZone: 'Europe/Brussels',
    });
    const to = '2024-06-05T12:00:00.000Z';
    expect((await handler.send('POST', '/api/intake/clock', { to })).status).toBe(403);
    const moved = await administrator.send('POST', '/api/intake/clock', { to });
    expect(moved).toMatchObject({ status: 200, body: { today: '2024-06-05' } });
    expect(moved.headers.get('dossier-position')).toMatch(/^intake=\d+$/);
    expect(await administrator.send('POST', '/api/intake/clock', { to: '2024-06-04T12:00:00.000Z' })).toMatchObject({
      status: 409,
      body: { code: 'intake.clock-only-forward' },
    });
  });

  test('describe themselves completely', async () => {
    const { body, status } = await authority.anybody().get('/api/intake/openapi.json');
    expect(status).toBe(200);
    const missing = everyRouteIsDescribed(body, authority.app, 'intake');
    // The feed's door is event-feed's own, and described there.
    expect(missing).toEqual([]);
  });

  test('tell other services what was published, and nobody else', async () => {
    const lead = { kind: 'complaint', subject: 'Widgets', source: 'A letter' };
    await handler.send('POST', '/api/intake/leads', lead);
    for (const who of [handler, await authority.officer(['auditor']), administrator])
      expect((await who.get('/api/intake/feed')).status).toBe(403);
    const events = await eventually(async () => {
      const published = await authority.intake.publisher.source.after(0, 10);
      return published.length > 0 ? published : undefined;
    });
    expect(events[0]).toMatchObject({ type: 'dossier.intake.LeadRegistered.v1', data: { subject: 'Widgets' } });
    expect(JSON.stringify(events)).not.toContain('A letter');
  });

  test('show what could not be taken in; it can be tried again or skipped, and its lane flows on', async () => {
    const inquiryId = randomUUID();
    const person = handler.id;
    const team = { inquiryId, person, role: 'case-handler' };
    await authority.joins(inquiryId, person, 'case-handler');
    await handler.get('/api/intake/cases');
    // Two cases of one id: the second cannot be taken into the view.
    const { caseId } = await authority.openCase([], { inquiryId });
    await authority.openCase([], { inquiryId, caseId });
    await authority.tell('TeamMemberLeft', { inquiryId, person });
    const [letter] = await eventually(async () => {
      const { body } = await administrator.get('/api/intake/dead-letters');
      return body.items.length > 0
        ? (body.items as { id: string; type: string; lane: string; state: string }[])
        : undefined;
    });
    expect(letter).toMatchObject({
      consumer: 'intake.views',
      publisher: 'case-state',
      lane: inquiryId,
      type: 'dossier.case-state.CaseOpened.v1',
      state: 'parked',
    });
    expect((await handler.get('/api/intake/dead-letters')).status).toBe(403);
    const path = `/api/intake/dead-letters/${letter!.id}`;
    expect((await administrator.send('POST', `${path}/retry`)).body).toMatchObject({ state: 'parked' });
    expect((await administrator.send('POST', `${path}/skip`, {})).status).toBe(400);
    const skipped = await administrator.send('POST', `${path}/skip`, { reason: 'told twice' });
    expect(skipped).toMatchObject({ status: 200, body: { state: 'skipped' } });
    expect((await administrator.send('POST', `${path}/skip`, { reason: 'again' })).status).toBe(409);
    expect((await administrator.send('POST', `/api/intake/dead-letters/${randomUUID()}/retry`)).status).toBe(404);
    // What waited behind it: the handler has left.
    await eventually(
      async () =>
        (
          await authority.intake.dataSource.query('select from access_right where inquiry_id = $1 and person = $2', [
            team.inquiryId,
            team.person,
          ])
        ).length === 0,
    );
  });

  test('a query that wants to have seen more than there is, is told to ask again', async () => {
    const answer = await handler.get('/api/intake/leads', { headers: { 'Dossier-Position': 'intake=999999' } });
    expect(answer).toMatchObject({ status: 503, body: { code: 'intake.view-behind' } });
    expect(answer.headers.get('retry-after')).toBe('1');
  });
});
