import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openAuthority, type AtTheDoors, type Authority } from '../support/authority.js';

const HOUR_MS = 3_600_000;

describe('A step that is an act of the authority asks for a sign-in of the last quarter of an hour', () => {
  let authority: Authority;
  let manager: AtTheDoors;
  let stale: AtTheDoors;
  let caseId: string;

  beforeAll(async () => {
    authority = await openAuthority();
    manager = await authority.officer('case-manager');
    stale = await authority.again(manager, Date.now() - HOUR_MS);
    const team = [{ person: manager.id, role: 'case-manager', conflict: 'none' }];
    const inquiry = (await manager.post('/inquiries', { number: 'I-1', title: { en: 'A matter' }, team })).body.id;
    const opened = { procedure: 'merger-screening', number: 'M.1', title: { en: 'A case' } };
    caseId = (await manager.post(`/inquiries/${inquiry}/cases`, opened)).body.id;
  });
  afterAll(() => authority?.close());

  const close = (by: AtTheDoors, outcome: string, key = 'closing') =>
    by.post(`/cases/${caseId}/steps`, { step: 'CaseClosed', inputs: { outcome } }, { key });

  test('the case says which steps those are', async () => {
    const { steps } = (await manager.get(`/cases/${caseId}`)).body;
    const signed = steps.filter((step: { signed: boolean }) => step.signed).map(({ id }: { id: string }) => id);
    // The questions to the market are signed where the request is issued.
    expect(signed).toEqual(['MarketQuestionsAsked', 'CaseClosed']);
  });

  test('what would be refused anyhow is refused for its own reason', async () => {
    expect(await close(stale, 'nothing-of-the-kind')).toMatchObject({
      status: 400,
      body: { code: 'case-state.inputs-not-valid' },
    });
  });

  test('an older sign-in is sent to sign in again, and nothing is recorded', async () => {
    expect(await close(stale, 'not-pursued')).toMatchObject({
      status: 403,
      body: { code: 'case-state.sign-in-again', guard: 'fresh-sign-in' },
    });
    expect((await manager.get(`/cases/${caseId}`)).body.summary.closed).toBe(false);
  });

  test('the same request again, after signing in, is taken', async () => {
    expect(await close(manager, 'not-pursued')).toMatchObject({ status: 200, body: { unchanged: false } });
    // Answered before: nobody signs twice for one act.
    expect(await close(stale, 'not-pursued')).toMatchObject({ status: 200, body: { unchanged: true } });
  });
});
