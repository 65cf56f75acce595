import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { content, simple } from '../domain/material.js';
import { openAuthority, type AtTheDoors, type Authority, type Opened } from '../support/authority.js';
import { withoutFirstLock } from '../../../../libs/service-kit/test/access/locks.js';

type Officer = AtTheDoors & { id: string };

let authority: Authority;
let manager: Officer;
let outsider: Officer;
let opened: Opened;
let rfi: string;
let addressee: string;

beforeAll(async () => {
  authority = await openAuthority();
  manager = await authority.officer(['case-manager']);
  outsider = await authority.officer(['case-manager']);
  opened = await authority.openCase([[manager.id, 'case-manager']]);
  const questionnaire = (await manager.send('POST', '/api/intake/questionnaires', { content })).body.id;
  const draft = {
    kind: 'simple',
    subject: { en: 'Supply of widgets' },
    purpose: 'To learn how widgets are sold.',
    basis: simple.basis,
    questionnaire: { id: questionnaire, version: 1 },
    limit: '2024-06-24',
    notices: ['fines', 'versions'],
    addressees: [{ name: 'Acme SA', country: 'BE', contact: { name: 'Anna Acme', email: 'anna@acme.example' } }],
  };
  rfi = (await manager.send('POST', '/api/intake/rfis', { caseId: opened.caseId, draft })).body.id;
  expect((await manager.send('POST', `/api/intake/rfis/${rfi}/issue`, {})).status).toBe(200);
  addressee = (await manager.get(`/api/intake/rfis/${rfi}`)).body.addressees[0].id;
});
afterAll(() => authority?.close());

test('with the first lock taken away, in the decision and in every query, the doors show nothing foreign', async () => {
  await withoutFirstLock(authority.intake, async () => {
    const pages = [
      `/api/intake/rfis/${rfi}`,
      `/api/intake/rfis/${rfi}/addressees/${addressee}`,
      `/api/intake/rfis/${rfi}/addressees/${addressee}/link`,
      `/api/intake/limits?case=${opened.caseId}&period=10wd`,
    ];
    for (const page of [...pages, `/api/intake/rfis/${rfi}/stream`])
      expect({ page, ...(await outsider.get(page)) }).toMatchObject({ page, status: 404 });
    expect(await outsider.get('/api/intake/rfis')).toMatchObject({ status: 200, body: { total: 0, items: [] } });
    expect(await outsider.get('/api/intake/cases')).toMatchObject({ status: 200, body: { items: [] } });
    // It is the lock that hides them: they are there for who has the key.
    for (const page of pages) expect({ page, ...(await manager.get(page)) }).toMatchObject({ page, status: 200 });
    expect(await manager.get('/api/intake/rfis')).toMatchObject({ body: { total: 1, items: [{ id: rfi }] } });
  });
});
