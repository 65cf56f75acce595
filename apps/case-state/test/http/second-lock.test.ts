import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openAuthority, type AtTheDoors, type Authority } from '../support/authority.js';
import { withoutFirstLock } from '../../../../libs/service-kit/test/access/locks.js';

let authority: Authority;
let manager: AtTheDoors;
let outsider: AtTheDoors;
let inquiry: string;
let ofInquiry: string;

beforeAll(async () => {
  authority = await openAuthority();
  manager = await authority.officer('case-manager');
  outsider = await authority.officer('case-manager');
  const team = [{ person: manager.id, role: 'case-manager', conflict: 'none' }];
  inquiry = (await manager.post('/inquiries', { number: 'I-1', title: { en: 'Cable and harbour' }, team })).body.id;
  ofInquiry = (
    await manager.post(`/inquiries/${inquiry}/cases`, {
      procedure: 'eu-antitrust',
      number: 'AT.40001',
      title: { en: 'Cable' },
    })
  ).body.id;
});
afterAll(() => authority?.close());

test('with the first lock taken away, in the decision and in every query, the doors show nothing foreign', async () => {
  await withoutFirstLock(authority.runtime, async () => {
    const pages = [
      `/inquiries/${inquiry}`,
      `/inquiries/${inquiry}/timeline`,
      `/inquiries/${inquiry}/thread`,
      `/inquiries/${inquiry}/as-of?recorded=now&effect=2024-06-03`,
      `/inquiries/${inquiry}/access`,
      `/inquiries/${inquiry}/stream`,
      `/cases/${ofInquiry}`,
      `/cases/${ofInquiry}/thread`,
      `/cases/${ofInquiry}/what-if?on=2024-06-10&step=CaseClosed`,
    ];
    for (const page of pages) expect({ page, ...(await outsider.get(page)) }).toMatchObject({ page, status: 404 });
    expect(await outsider.get('/inquiries')).toMatchObject({ status: 200, body: { total: 0, items: [] } });
    // It is the lock that hides them: they are there for who has the key.
    for (const page of pages.filter((one) => !one.endsWith('/stream')))
      expect({ page, ...(await manager.get(page)) }).toMatchObject({ page, status: 200 });
    expect(await manager.get('/inquiries')).toMatchObject({ body: { total: 1, items: [{ id: inquiry }] } });
  });
});
