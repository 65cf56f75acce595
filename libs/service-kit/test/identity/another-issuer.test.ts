import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { makeKey, memoryKeyStore } from '../../src/identity/key-store.js';
import { memorySessions } from '../../src/identity/session-register.js';
import { sessionIssuer } from '../../src/identity/sessions.js';
import { Browser, directoryOf, type Office, openOffice, person } from './office.js';
import { CLIENT_SECRET, type RealIssuer, realIssuer } from './real-issuer.js';

const LOGOUT = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const ours = { 'Sec-Fetch-Site': 'same-origin' };
const MINUTE = 60_000;

const handler = person('Anna Handler', ['case-handler']);
const manager = person('Bruno Manager', ['case-manager']);
const statistics = person('Statistics', ['machine'], { subject: 'statistics' });
const impostor = person('Carla Chief', ['administrator'], { subject: 'carla' });

let issuer: RealIssuer;
let office: Office;

beforeAll(async () => {
  let url = '';
  // `carla` is a person; a client that was registered under that very id must not become her.
  issuer = await realIssuer(() => url, ['statistics', 'carla']);
  const persons = [handler, manager, statistics, impostor];
  for (const one of persons) one.issuer = issuer.url;
  office = await openOffice(persons, memoryKeyStore(), {
    issuer: issuer.url,
    clientSecret: CLIENT_SECRET,
    keysAgainMs: 0,
  });
  url = office.url;
});
afterAll(async () => {
  await office?.close();
  await issuer?.close();
});

const bearer = (token: string, path = 'desk', method = 'GET') =>
  fetch(`${office.url}/api/intake/${path}`, { method, headers: { Authorization: `Bearer ${token}` } });
const statusOf = async (browser: Browser, path: string, init: RequestInit = {}) =>
  (await browser.request(path, init)).status;

/** A browser signed in at the issuer and here; the issuer knows it by `hint`, because it knows no directory. */
async function signedIn(who = handler): Promise<Browser> {
  const browser = new Browser(office.url);
  await browser.signIn(who);
  expect(await (await browser.request('/api/case-state/me')).json()).toMatchObject({ person: who.id });
  return browser;
}
const sessionAtIssuer = async (): Promise<string> => {
  const [newest] = await office.identity.sessions.running();
  return newest?.issuerSession ?? '';
};
const tell = (token: string, type = 'application/x-www-form-urlencoded') =>
  fetch(`${office.url}/api/case-state/sign-out/back-channel`, {
    method: 'POST',
    headers: { 'Content-Type': type },
    body: type === 'application/json' ? JSON.stringify({ logout_token: token }) : `logout_token=${token}`,
  });

describe('people sign in at the authority’s own issuer', () => {
  test('with a code, PKCE and our client secret; the session knows when the issuer saw them', async () => {
    const browser = await signedIn();
    const me = (await (await browser.request('/api/case-state/me')).json()) as { authenticatedAt: string };
    expect(Math.abs(Date.parse(me.authenticatedAt) - Date.now())).toBeLessThan(MINUTE);
    expect(await sessionAtIssuer()).not.toBe('');
  });
});

describe('back-channel logout', () => {
  let browser: Browser;
  beforeEach(async () => {
    browser = await signedIn();
  });

  test('the issuer ends the session here, with the streams that run', async () => {
    const other = await signedIn(manager);
    await signedIn();
    browser = await signedIn();
    const stream = await browser.request('/api/intake/stream');
    expect(stream.status).toBe(200);
    await issuer.signOut(handler.subject, await sessionAtIssuer());
    expect(await stream.text()).toContain('listening');
    expect(await statusOf(browser, '/api/intake/desk')).toBe(401);
    expect(await statusOf(other, '/api/intake/desk')).toBe(200);
  });

  const named = { aud: 'dossier', sub: handler.subject, events: LOGOUT };
  const logout = (claims: object, more: object = {}) => issuer.sign({ ...claims }, { typ: 'logout+jwt', ...more });
  test('a token that names the person alone ends all of the person’s sessions', async () => {
    const second = await signedIn();
    expect((await tell(await logout(named))).status).toBe(204);
    expect(await statusOf(browser, '/api/intake/desk')).toBe(401);
    expect(await statusOf(second, '/api/intake/desk')).toBe(401);
  });

  test('of somebody who is nobody here is heard, and ends nothing', async () => {
    expect((await tell(await logout({ ...named, sub: 'stranger' }))).status).toBe(204);
    expect(await statusOf(browser, '/api/intake/desk')).toBe(200);
  });

  test.each<[string, () => Promise<string>]>([
    ['for another client', () => logout({ ...named, aud: 'another' })],
    ['of another issuer', () => logout({ ...named, iss: 'https://evil.example' })],
    ['without the event of a logout', () => logout({ ...named, events: { other: {} } })],
    ['without events', () => logout({ aud: 'dossier', sub: handler.subject })],
    ['with a nonce (an ID token)', () => logout({ ...named, nonce: 'n' })],
    ['that names nobody', () => logout({ aud: 'dossier', events: LOGOUT })],
    ['that is an access token', () => issuer.sign(named, { typ: 'at+jwt' })],
    ['signed by somebody else', async () => logout(named, { key: await makeKey() })],
    ['of an hour ago', () => logout({ ...named, iat: Math.floor(Date.now() / 1000) - 3600 })],
    [
      'unsigned',
      async () => {
        const [, claims] = (await logout(named)).split('.');
        return `${Buffer.from('{"alg":"none","typ":"logout+jwt"}').toString('base64url')}.${claims}.`;
      },
    ],
    ['that is none', async () => 'nonsense'],
  ])('a token %s ends nothing', async (what, make) => {
    const token = await make();
    const refused = await tell(token);
    expect([what, refused.status]).toEqual([what, 400]);
    expect(refused.headers.get('content-type')).toMatch(/problem\+json/);
    expect(await statusOf(browser, '/api/intake/desk')).toBe(200);
  });

  test('a token is taken once', async () => {
    const token = await logout(named);
    expect((await tell(token)).status).toBe(204);
    browser = await signedIn();
    expect((await tell(token)).status).toBe(400);
    expect(await statusOf(browser, '/api/intake/desk')).toBe(200);
  });

  test('comes as a form, and the form is taken nowhere else', async () => {
    expect((await tell(await logout(named), 'application/json')).status).toBe(415);
    const elsewhere = await browser.request('/api/intake/desk', {
      method: 'POST',
      headers: { ...ours, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'a=b',
    });
    expect(elsewhere.status).toBe(415);
  });
});

describe('an act that is signed', () => {
  const sign = (browser: Browser) => statusOf(browser, '/api/intake/signature', { method: 'POST', headers: ours });
  /** A session of somebody whom the issuer saw some time ago. */
  async function longSignedIn(authenticatedAt?: number): Promise<Browser> {
    const browser = new Browser(office.url);
    const issues = sessionIssuer(office.keys, directoryOf(office.persons), Date.now, memorySessions());
    browser.setCookie(
      'dossier_session',
      await issues.issue(handler, authenticatedAt === undefined ? {} : { authenticatedAt }),
    );
    return browser;
  }

  test('asks for a sign-in within the last quarter of an hour, and one leads there', async () => {
    const browser = await longSignedIn(Date.now() - 16 * MINUTE);
    expect(await statusOf(browser, '/api/intake/desk')).toBe(200);
    const refused = await browser.request('/api/intake/signature', { method: 'POST', headers: ours });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({
      type: '/problems/sign-in-again',
      guard: 'fresh-sign-in',
      first: [expect.stringContaining('Sign in again')],
    });
    const { trail, url } = await browser.follow(
      `/api/case-state/sign-in?as=${handler.id}&fresh=true&return=/rfis/the-one`,
    );
    const asked = new URL(trail.find((step) => step.includes('/auth?')) ?? '').searchParams;
    expect([asked.get('max_age'), asked.get('prompt')]).toEqual(['0', 'login']);
    expect(url).toBe(`${office.url}/rfis/the-one`);
    expect(await sign(browser)).toBe(201);
  });

  test('is not taken from a session of which the issuer never said when it saw the person', async () => {
    expect(await sign(await longSignedIn())).toBe(403);
  });

  test('is not taken from an issuer that did not ask again', async () => {
    // The issuer's clock is an hour behind: what it calls just now was long before we sent the person there.
    office.pass(60 * MINUTE);
    const { url } = await new Browser(office.url).follow(`/api/case-state/sign-in?as=${handler.id}&fresh=true`);
    office.pass(-60 * MINUTE);
    expect(url).toContain('problem=sign-in-failed');
  });

  test('with a token asks the same of it', async () => {
    const claims = { aud: 'dossier', sub: handler.subject, exp: Math.floor(Date.now() / 1000) + 60 };
    const at = (minutes: number) => ({ auth_time: Math.floor(Date.now() / 1000) - minutes * 60 });
    expect((await bearer(await issuer.sign({ ...claims, ...at(1) }), 'signature', 'POST')).status).toBe(201);
    expect((await bearer(await issuer.sign({ ...claims, ...at(16) }), 'signature', 'POST')).status).toBe(403);
    expect((await bearer(await issuer.sign(claims), 'signature', 'POST')).status).toBe(403);
  });
});

describe('machine clients', () => {
  test('get a token for themselves (client credentials) and are machines here', async () => {
    const answer = await bearer(await issuer.tokenOf('statistics'));
    expect(await answer.json()).toMatchObject({ person: statistics.id, kind: 'machine', roles: ['machine'] });
  });

  test('sign nothing', async () => {
    const answer = await bearer(await issuer.tokenOf('statistics'), 'signature', 'POST');
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      403,
      'A machine signs nothing.',
    ]);
  });

  test('do not become the person whose name their id is', async () => {
    const token = await issuer.tokenOf('carla');
    expect(decodeJwt(token)).toMatchObject({ sub: 'carla', client_id: 'carla' });
    expect((await bearer(token)).status).toBe(401);
  });
});

describe('the issuer’s keys', () => {
  const claims = () => ({ aud: 'dossier', sub: handler.subject, exp: Math.floor(Date.now() / 1000) + 60 });

  test('change: the new one is found, the old one holds no more', async () => {
    const old = await issuer.sign(claims());
    expect((await bearer(old)).status).toBe(200);
    await issuer.rotate();
    const fresh = await issuer.sign(claims());
    expect((await bearer(fresh)).status).toBe(200);
    expect((await bearer(old)).status).toBe(401);
  });

  test('are not fetched for each invented key id', async () => {
    const patient = await openOffice(office.persons, memoryKeyStore(), { issuer: issuer.url });
    const call = async (kid: string) =>
      (
        await fetch(`${patient.url}/api/intake/desk`, {
          headers: { Authorization: `Bearer ${await issuer.sign(claims(), { kid })}` },
        })
      ).status;
    const before = issuer.keysAsked();
    const statuses = new Set<number>();
    for (let round = 0; round < 40; round++) statuses.add(await call(randomUUID()));
    expect([...statuses]).toEqual([401]);
    expect(issuer.keysAsked() - before).toBe(1);
    await patient.close();
  });
});
