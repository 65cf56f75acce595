import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { memoryKeyStore, type Respondent, TokenRefused } from '../../src/identity/index.js';
import { Browser, type Office, openOffice, person } from './office.js';

const handler = person('Anna Handler', ['case-handler']);
const HOUR = 3_600_000;

let office: Office;
let respondent: Respondent;
beforeAll(async () => {
  office = await openOffice([handler]);
  respondent = { person: randomUUID(), addressee: randomUUID() };
});
afterAll(() => office.close());

let passed = 0;
const pass = (milliseconds: number) => {
  passed += milliseconds;
  office.pass(milliseconds);
};
afterEach(() => {
  office.pass(-passed);
  passed = 0;
});

const linkFor = (hours: number) => office.identity.respondents.link(respondent, Date.now() + hours * HOUR);
const answer = (
  cookies: Record<string, string>,
  headers: Record<string, string> = { 'Sec-Fetch-Site': 'same-origin' },
) => {
  const browser = new Browser(office.url);
  for (const [name, value] of Object.entries(cookies)) browser.setCookie(name, value);
  return browser.request('/api/intake/respondent/answers', { method: 'POST', headers });
};

describe('a personal link', () => {
  test('names the contact and the addressee, and becomes a session', async () => {
    const link = await linkFor(48);
    expect(await office.identity.respondents.openLink(link)).toMatchObject(respondent);
    const { token } = await office.identity.respondents.sessionFor(link);
    const response = await answer({ dossier_respondent: token });
    expect(await response.json()).toMatchObject({ ...respondent, kind: 'respondent', roles: [] });
  });

  test.each([{ sent: true as const }, { shownUnder: randomUUID() }, {}])(
    'the session keeps how its link came to be: %j',
    async (link) => {
      const { respondents } = office.identity;
      const made = await respondents.link({ ...respondent, link }, Date.now() + HOUR);
      expect((await respondents.openLink(made)).link).toEqual(link);
      const { token } = await respondents.sessionFor(made);
      expect((await respondents.openSession(token)).link).toEqual(link);
      expect(await (await answer({ dossier_respondent: token })).json()).toMatchObject({ link });
    },
  );

  test('does not hold after its end; whose it was it still says', async () => {
    const link = await linkFor(1);
    pass(61 * 60_000);
    const { respondents } = office.identity;
    await expect(respondents.openLink(link)).rejects.toThrow(TokenRefused);
    await expect(respondents.sessionFor(link)).rejects.toThrow(TokenRefused);
    expect(await respondents.openOldLink(link)).toEqual(respondent);
    await expect(respondents.openOldLink(`${link.slice(0, -4)}AAAA`)).rejects.toThrow(TokenRefused);
    await expect(respondents.openOldLink('nonsense')).rejects.toThrow(TokenRefused);
  });

  test('becomes one session, and no other', async () => {
    const link = await linkFor(1);
    const { respondents } = office.identity;
    const { token } = await respondents.sessionFor(link);
    await expect(respondents.sessionFor(link)).rejects.toThrow('used before');
    expect((await answer({ dossier_respondent: token })).status).toBe(201);
    await respondents.endSession(token);
    expect((await answer({ dossier_respondent: token })).status).toBe(401);
    await respondents.endSession('nonsense');
  });

  test('gives sessions of eight hours at most', async () => {
    const { token } = await office.identity.respondents.sessionFor(await linkFor(480));
    pass(7.9 * HOUR);
    expect((await answer({ dossier_respondent: token })).status).toBe(201);
    pass(0.2 * HOUR);
    expect((await answer({ dossier_respondent: token })).status).toBe(401);
  });

  test('is not itself a session, and a session is no link', async () => {
    const link = await linkFor(48);
    expect((await answer({ dossier_respondent: link })).status).toBe(401);
    const { token } = await office.identity.respondents.sessionFor(link);
    await expect(office.identity.respondents.openLink(token)).rejects.toThrow(TokenRefused);
  });

  test.each([
    ['changed', async () => `${(await linkFor(48)).slice(0, -4)}AAAA`],
    [
      'unsigned (alg none)',
      async () =>
        `${Buffer.from('{"alg":"none","typ":"dossier-respondent-link+jwt"}').toString('base64url')}.${(await linkFor(48)).split('.')[1]}.`,
    ],
    [
      'of another installation',
      async () => {
        const { respondentTokens } = await import('../../src/identity/index.js');
        return respondentTokens(memoryKeyStore()).link(respondent, Date.now() + HOUR);
      },
    ],
    ['nonsense', async () => 'nonsense'],
  ])('that is %s does not hold', async (_, make) => {
    await expect(office.identity.respondents.openLink(await make())).rejects.toThrow(TokenRefused);
  });
});

describe('a respondent', () => {
  test('cannot act from another site', async () => {
    const { token } = await office.identity.respondents.sessionFor(await linkFor(48));
    expect((await answer({ dossier_respondent: token }, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect((await answer({ dossier_respondent: token }, {})).status).toBe(403);
  });

  test("is nobody on the officers' routes, whatever cookie carries the token", async () => {
    const { token } = await office.identity.respondents.sessionFor(await linkFor(48));
    const browser = new Browser(office.url);
    browser.setCookie('dossier_respondent', token);
    expect((await browser.request('/api/intake/desk')).status).toBe(401);
    browser.setCookie('dossier_session', token);
    expect((await browser.request('/api/intake/desk')).status).toBe(401);
  });

  test('in the browser of an officer is the one on the routes of respondents, the officer on the others', async () => {
    const { token } = await office.identity.respondents.sessionFor(await linkFor(48));
    const browser = new Browser(office.url);
    await browser.signIn(handler);
    browser.setCookie('dossier_respondent', token);
    const init = { method: 'POST', headers: { 'Sec-Fetch-Site': 'same-origin' } };
    expect(await (await browser.request('/api/intake/respondent/answers', init)).json()).toMatchObject({
      kind: 'respondent',
    });
    expect(await (await browser.request('/api/intake/desk')).json()).toMatchObject({ kind: 'officer' });
  });

  test('is not an officer: who is signed in as one is refused', async () => {
    const browser = new Browser(office.url);
    await browser.signIn(handler);
    const init = { method: 'POST', headers: { 'Sec-Fetch-Site': 'same-origin' } };
    expect((await browser.request('/api/intake/respondent/answers', init)).status).toBe(403);
  });
});
