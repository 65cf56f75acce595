import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { openAuthority, type AtTheDoors, type Authority } from '../support/authority.js';

/** Two inquiries: one officer is on both teams, one on each alone. */
describe('Linked cases', () => {
  let authority: Authority;
  let both: AtTheDoors, first: AtTheDoors, second: AtTheDoors;
  let one: string, other: string;
  const reason = 'The same contract is at issue';

  beforeAll(async () => {
    authority = await openAuthority();
    both = await authority.officer('case-manager');
    first = await authority.officer('case-manager');
    second = await authority.officer('case-manager');
    const opens = async (number: string, third: AtTheDoors) => {
      const team = [both, third].map(({ id: person }) => ({ person, role: 'case-manager', conflict: 'none' }));
      const { body } = await both.post('/inquiries', { number, title: { en: `Secret ${number}` }, team });
      const opened = await both.post(`/inquiries/${body.id}/cases`, {
        procedure: 'merger-screening',
        number: `M.${number}`,
        title: { en: `Secret ${number}` },
      });
      return opened.body.id as string;
    };
    one = await opens('81', first);
    other = await opens('82', second);
  });
  afterAll(() => authority?.close());

  const linked = async (who: AtTheDoors, id: string, times = '') => (await who.get(`/cases/${id}${times}`)).body.linked;

  test('are linked with a reason by who may see both, and shown on both sides', async () => {
    const made = await both.post(`/cases/${one}/links`, { caseId: other, reason }, { key: 'k' });
    expect(made).toMatchObject({ status: 200, body: { unchanged: false } });
    expect(await linked(both, one)).toMatchObject([
      { id: other, number: 'M.82', reason, by: both.id, since: '2024-06-03' },
    ]);
    expect(await linked(both, other)).toMatchObject([{ id: one, number: 'M.81', reason }]);
    // Again, and from the other side: the same link.
    expect((await both.post(`/cases/${other}/links`, { caseId: one, reason })).body).toMatchObject({ unchanged: true });
  });

  test('who may not see both learns of no link: not on the page, not in the timeline, the thread or the difference', async () => {
    for (const [who, id, secret] of [
      [first, one, '82'],
      [second, other, '81'],
    ] as const) {
      expect(await linked(who, id)).toEqual([]);
      const { inquiry } = (await who.get(`/cases/${id}`)).body;
      for (const path of [
        `/cases/${id}`,
        `/cases/${id}/thread`,
        `/cases/${id}/difference?fromAsOf=2024-06-01`,
        `/inquiries/${inquiry.id}`,
        `/inquiries/${inquiry.id}/timeline?limit=200`,
        `/inquiries/${inquiry.id}/thread`,
      ]) {
        const text = JSON.stringify((await who.get(path)).body);
        expect([
          path,
          text.includes(id === one ? other : one),
          text.includes(`Secret ${secret}`),
          text.includes(reason),
        ]).toEqual([path, false, false, false]);
      }
    }
  });

  test('a case that one may not see, and one that is not there, are answered alike', async () => {
    const unseen = await first.post(`/cases/${one}/links`, { caseId: other, reason });
    const nowhere = await first.post(`/cases/${one}/links`, { caseId: randomUUID(), reason });
    const bare = (body: object) => ({ ...body, instance: undefined });
    expect(unseen).toMatchObject({ status: 400, body: { code: 'case-state.other-case-unknown' } });
    expect(bare(unseen.body)).toEqual(bare(nowhere.body));
    expect(await second.post(`/cases/${one}/links`, { caseId: other, reason })).toMatchObject({ status: 404 });
    expect(await both.post(`/cases/${one}/links`, { caseId: one, reason })).toMatchObject({
      status: 400,
      body: { code: 'case-state.case-itself' },
    });
    expect(await both.post(`/cases/${one}/links`, { caseId: other, reason: '' })).toMatchObject({ status: 400 });
  });

  test('the link ends with a reason, and is still there in what was known before', async () => {
    await authority.dayComes('2024-06-10');
    expect(await first.post(`/cases/${one}/links/${other}/removal`, { reason })).toMatchObject({ status: 400 });
    const ended = await both.post(`/cases/${other}/links/${one}/removal`, { reason: 'It is not the same' });
    expect(ended).toMatchObject({ status: 200 });
    expect(await linked(both, one)).toEqual([]);
    expect(await linked(both, other)).toEqual([]);
    expect(await linked(both, one, '?asOf=2024-06-09')).toMatchObject([{ id: other }]);
    expect(await linked(first, one, '?asOf=2024-06-09')).toEqual([]);
    expect(await both.post(`/cases/${one}/links/${other}/removal`, { reason })).toMatchObject({
      status: 409,
      body: { code: 'case-state.not-linked' },
    });
    for (const report of await authority.runtime.check()) expect(report).toMatchObject({ equal: true });
  });
});
