import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SignJWT, decodeJwt } from 'jose';
import { demoToken, DemoIssuerRefused, memoryKeyStore, openIdentity, returnPath } from '../../src/identity/index.js';
import { Browser, directoryOf, type Office, openOffice, person } from './office.js';

const handler = person('Anna Handler', ['case-handler']);
const registrar = person('Rik Registrar', ['registry']);
const MINUTE = 60_000;

let office: Office;
const said: unknown[][] = [];
const methods = ['log', 'info', 'warn', 'error'] as const;
const before = methods.map((method) => console[method]);
beforeAll(async () => {
  for (const method of methods) console[method] = (...words: unknown[]) => void said.push(words);
  office = await openOffice([handler, registrar]);
});
afterAll(async () => {
  methods.forEach((method, index) => (console[method] = before[index] ?? console.log));
  await office.close();
  expect(said).toEqual([]);
});

const statusOf = async (browser: Browser, path: string, init?: RequestInit) =>
  (await browser.request(path, init)).status;
const ours = { 'Sec-Fetch-Site': 'same-origin' };

describe('signing in with the code flow', () => {
  test('a person signs in by hint, without a question, and comes back to the page wanted', async () => {
    const browser = new Browser(office.url);
    const { url, response } = await browser.signIn(handler, '/inquiries?state=open#first');
    expect(url).toBe(`${office.url}/inquiries?state=open#first`);
    expect(response.status).toBe(404);
    const me = await browser.request('/api/case-state/me');
    expect(await me.json()).toMatchObject({
      person: handler.id,
      name: 'Anna Handler',
      roles: ['case-handler'],
      kind: 'officer',
    });
    expect(await (await browser.request('/api/intake/desk')).json()).toMatchObject({
      person: handler.id,
      kind: 'officer',
      roles: ['case-handler'],
      displayName: 'Anna Handler',
    });
  });

  test('the session cookie is out of reach of scripts and other sites', async () => {
    const browser = new Browser(office.url);
    let line = '';
    let url = `/api/case-state/sign-in?as=${handler.id}`;
    while (!line) {
      const response = await browser.request(url);
      line = response.headers.getSetCookie().find((cookie) => cookie.startsWith('dossier_session=')) ?? '';
      url = response.headers.get('location') ?? url;
    }
    expect(line).toMatch(/; Max-Age=600/);
    expect(line).toMatch(/; Path=\//);
    expect(line).toMatch(/; HttpOnly/);
    expect(line).toMatch(/; SameSite=Lax/);
    expect(line).not.toMatch(/; Secure/);
  });

  test('without a hint the issuer shows a plain choice', async () => {
    const browser = new Browser(office.url);
    const { response } = await browser.follow('/api/case-state/sign-in?return=/inbox');
    const page = await response.text();
    expect(page).toContain('Rik Registrar');
    const link = new RegExp(`href="([^"]+${registrar.id})"`).exec(page)?.[1] ?? '';
    const { url } = await browser.follow(link);
    expect(url).toBe(`${office.url}/inbox`);
    expect(await (await browser.request('/api/case-state/me')).json()).toMatchObject({ person: registrar.id });
  });

  test('another person may sign in after the first in the same browser', async () => {
    const browser = new Browser(office.url);
    await browser.signIn(handler);
    await browser.signIn(registrar);
    expect(await (await browser.request('/api/case-state/me')).json()).toMatchObject({ person: registrar.id });
  });

  test('an unknown hint leads to the choice, not to a session', async () => {
    const browser = new Browser(office.url);
    const { response } = await browser.signIn({ id: '00000000-0000-4000-8000-000000000000' });
    expect(await response.text()).toContain('who are you?');
    expect(browser.cookie('dossier_session')).toBeUndefined();
  });

  test('signing out takes the cookie back', async () => {
    const browser = new Browser(office.url);
    await browser.signIn(handler);
    expect(await statusOf(browser, '/api/case-state/sign-out', { method: 'POST', headers: ours })).toBe(204);
    expect(browser.cookie('dossier_session')).toBeUndefined();
    expect(await statusOf(browser, '/api/case-state/me')).toBe(401);
  });

  test('signing out ends the session itself: a copy of its cookie is worth nothing, and its streams end', async () => {
    const browser = new Browser(office.url);
    await browser.signIn(handler);
    const thief = new Browser(office.url);
    thief.setCookie('dossier_session', browser.cookie('dossier_session') ?? '');
    const stream = await thief.request('/api/intake/stream');
    expect([stream.status, await statusOf(thief, '/api/intake/desk')]).toEqual([200, 200]);
    await browser.request('/api/case-state/sign-out', { method: 'POST', headers: ours });
    expect(await stream.text()).toContain('listening');
    expect(await statusOf(thief, '/api/intake/desk')).toBe(401);
    expect(await statusOf(thief, '/api/intake/stream')).toBe(401);
  });

  test('a session that was planted in the browser is over when somebody signs in there (fixation)', async () => {
    const attacker = new Browser(office.url);
    await attacker.signIn(registrar);
    const planted = attacker.cookie('dossier_session') ?? '';
    const victim = new Browser(office.url);
    victim.setCookie('dossier_session', planted);
    await victim.signIn(handler);
    expect(victim.cookie('dossier_session')).not.toBe(planted);
    expect(await (await victim.request('/api/case-state/me')).json()).toMatchObject({ person: handler.id });
    expect(await statusOf(attacker, '/api/case-state/me')).toBe(401);
  });

  test('opened under the other name of loopback, sign-in begins where it will end', async () => {
    const browser = new Browser(office.url.replace('127.0.0.1', 'localhost'));
    const response = await browser.request('/api/case-state/sign-in');
    expect(response.headers.get('location')).toBe(`${office.url}/api/case-state/sign-in`);
  });
});

describe('what a sign-in refuses', () => {
  /** Walks to the callback's address without calling it. */
  async function callbackOf(browser: Browser): Promise<string> {
    let url = `/api/case-state/sign-in?as=${handler.id}`;
    for (;;) {
      const location = (await browser.request(url)).headers.get('location') ?? '';
      url = new URL(location, new URL(url, office.url)).href;
      if (url.includes('/sign-in/callback')) return url;
    }
  }
  const refused = async (browser: Browser, callback: string) => {
    const response = await browser.request(callback);
    expect(response.headers.get('location')).toBe('/sign-in?problem=sign-in-failed');
    expect(browser.cookie('dossier_session')).toBeUndefined();
  };

  test('a callback that another browser began (login CSRF)', async () => {
    const callback = await callbackOf(new Browser(office.url));
    await refused(new Browser(office.url), callback);
  });

  test('a callback with the cookie of another sign-in (state mismatch)', async () => {
    const victim = new Browser(office.url);
    await callbackOf(victim);
    await refused(victim, await callbackOf(new Browser(office.url)));
  });

  test('a code used twice', async () => {
    const browser = new Browser(office.url);
    const callback = await callbackOf(browser);
    const cookie = browser.cookie('dossier_sign_in') ?? '';
    await browser.request(callback);
    const thief = new Browser(office.url);
    thief.setCookie('dossier_sign_in', cookie);
    await refused(thief, callback);
  });

  test('a changed sign-in cookie', async () => {
    const browser = new Browser(office.url);
    const callback = await callbackOf(browser);
    browser.setCookie('dossier_sign_in', `${browser.cookie('dossier_sign_in') ?? ''}x`, '/api/case-state/sign-in');
    await refused(browser, callback);
  });

  test('an error of the issuer', async () => {
    const browser = new Browser(office.url);
    const callback = new URL(await callbackOf(browser));
    callback.searchParams.delete('code');
    callback.searchParams.set('error', 'access_denied');
    await refused(browser, callback.href);
  });

  test('a person that the directory does not know', async () => {
    const leaver = person('Leaver', ['case-handler']);
    office.persons.push(leaver);
    const browser = new Browser(office.url);
    let url = `/api/case-state/sign-in?as=${leaver.id}`;
    while (!url.includes('/sign-in/callback')) {
      const location = (await browser.request(url)).headers.get('location') ?? '';
      url = new URL(location, new URL(url, office.url)).href;
    }
    // The issuer vouches for a subject that has meanwhile been given to nobody here.
    leaver.issuer = 'https://elsewhere.example';
    const response = await browser.request(url);
    office.persons.splice(office.persons.indexOf(leaver), 1);
    expect(response.headers.get('location')).toMatch(/problem=(unknown-person|sign-in-failed)$/);
    expect(browser.cookie('dossier_session')).toBeUndefined();
  });

  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '\\\\evil.example',
    '/.//evil.example',
    '/..//evil.example/x',
    '/\t/evil.example',
    '/\n//evil.example',
    'javascript:alert(1)',
    'evil',
    '',
    `/${'x'.repeat(2001)}`,
  ])('no open redirect to %j', (wanted) => {
    expect(returnPath(wanted)).toBe('/');
  });

  test('nor through the whole sign-in', async () => {
    const { url } = await new Browser(office.url).signIn(handler, '//evil.example/');
    expect(url).toBe(`${office.url}/`);
  });

  test('a redirect address that is not ours, at the issuer', async () => {
    const address = new URL(`${office.url}/oidc/auth`);
    address.search = String(
      new URLSearchParams({
        client_id: 'dossier',
        response_type: 'code',
        scope: 'openid',
        redirect_uri: 'https://evil.example/',
      }),
    );
    const response = await fetch(address, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
  });

  test('a code request without PKCE, at the issuer', async () => {
    const address = new URL(`${office.url}/oidc/auth`);
    address.search = String(
      new URLSearchParams({
        client_id: 'dossier',
        response_type: 'code',
        scope: 'openid',
        redirect_uri: `${office.url}/api/case-state/sign-in/callback`,
      }),
    );
    const response = await fetch(address, { redirect: 'manual' });
    expect(response.headers.get('location')).toContain('error=invalid_request');
  });
});

describe('sessions', () => {
  let browser: Browser;
  beforeEach(async () => {
    browser = new Browser(office.url);
    await browser.signIn(handler);
  });
  let passed = 0;
  const pass = (milliseconds: number) => {
    passed += milliseconds;
    office.pass(milliseconds);
  };
  afterEach(() => {
    office.pass(-passed);
    passed = 0;
  });

  test('hold for ten minutes', async () => {
    pass(11 * MINUTE);
    const response = await browser.request('/api/intake/desk');
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'intake.unauthenticated' });
  });

  test('are not renewed in the first half, and are in the last', async () => {
    const first = browser.cookie('dossier_session');
    pass(4 * MINUTE);
    await browser.request('/api/intake/desk');
    expect(browser.cookie('dossier_session')).toBe(first);
    pass(2 * MINUTE);
    await browser.request('/api/intake/desk');
    expect(browser.cookie('dossier_session')).not.toBe(first);
    pass(9 * MINUTE);
    expect(await statusOf(browser, '/api/intake/desk')).toBe(200);
  });

  test('end after a working day however often they were renewed', async () => {
    let hours = 0;
    while ((await statusOf(browser, '/api/intake/desk')) === 200 && hours < 24) {
      pass(8 * MINUTE);
      hours += 8 / 60;
    }
    expect(hours).toBeGreaterThan(11.8);
    expect(hours).toBeLessThan(12.3);
  });

  test('renewal reads the roles again', async () => {
    handler.roles = ['case-handler', 'registry'];
    pass(6 * MINUTE);
    const response = await browser.request('/api/intake/desk');
    handler.roles = ['case-handler'];
    expect(await response.json()).toMatchObject({ roles: ['case-handler', 'registry'] });
  });

  test.each<[string, (token: string) => Promise<string> | string]>([
    ['changed', (token) => token.slice(0, -4) + (token.endsWith('AAAA') ? 'BBBB' : 'AAAA')],
    [
      'with other claims under the same signature',
      (token) => {
        const [header, , signature] = token.split('.');
        const claims = { ...decodeJwt(token), roles: ['administrator'] };
        return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
      },
    ],
    [
      'unsigned (alg none)',
      (token) => {
        const header = Buffer.from('{"alg":"none","typ":"dossier-session+jwt"}').toString('base64url');
        return `${header}.${token.split('.')[1]}.`;
      },
    ],
    [
      'signed with a shared secret',
      (token) =>
        new SignJWT(decodeJwt(token))
          .setProtectedHeader({ alg: 'HS256', typ: 'dossier-session+jwt' })
          .sign(new Uint8Array(32)),
    ],
    ['no token', () => 'nonsense'],
  ])('a cookie that is %s does not hold', async (_, change) => {
    browser.setCookie('dossier_session', await change(browser.cookie('dossier_session') ?? ''));
    expect(await statusOf(browser, '/api/intake/desk')).toBe(401);
  });

  test('a session of another installation does not hold', async () => {
    const elsewhere = await openOffice([handler]);
    const other = new Browser(elsewhere.url);
    await other.signIn(handler);
    browser.setCookie('dossier_session', other.cookie('dossier_session') ?? '');
    await elsewhere.close();
    expect(await statusOf(browser, '/api/intake/desk')).toBe(401);
  });

  test('a token of another kind under the same key is not a session', async () => {
    const signingIn = new Browser(office.url);
    await signingIn.request('/api/case-state/sign-in');
    browser.setCookie('dossier_session', signingIn.cookie('dossier_sign_in') ?? '');
    expect(await statusOf(browser, '/api/intake/desk')).toBe(401);
  });

  test('survive a restart with the same keys', async () => {
    const keys = memoryKeyStore();
    const first = await openOffice([handler], keys);
    const visitor = new Browser(first.url);
    await visitor.signIn(handler);
    await first.close();
    const second = await openOffice([handler], keys);
    const again = new Browser(second.url);
    again.setCookie('dossier_session', visitor.cookie('dossier_session') ?? '');
    expect(await statusOf(again, '/api/intake/desk')).toBe(200);
    await second.close();
  });
});

describe('requests from other sites', () => {
  let browser: Browser;
  beforeEach(async () => {
    browser = new Browser(office.url);
    await browser.signIn(handler);
  });
  const act = (headers: Record<string, string>) => statusOf(browser, '/api/intake/desk', { method: 'POST', headers });

  test('change nothing with a cookie', async () => {
    expect(await act({ 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
    expect(await act({ 'Sec-Fetch-Site': 'same-site' })).toBe(403);
    expect(await act({ 'Sec-Fetch-Site': 'none' })).toBe(403);
    expect(await act({ Origin: 'https://evil.example' })).toBe(403);
    expect(await act({ Origin: 'null' })).toBe(403);
    expect(await act({ 'Sec-Fetch-Site': 'cross-site', Origin: office.url })).toBe(403);
  });

  test('nor when nothing says where they come from', async () => {
    // fetch of Node sets `Sec-Fetch-Mode` alone.
    expect(await act({})).toBe(403);
  });

  test('our own pages may', async () => {
    expect(await act(ours)).toBe(201);
    expect(await act({ Origin: office.url })).toBe(201);
  });

  test('cannot sign anybody out', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site' };
    expect(await statusOf(browser, '/api/case-state/sign-out', { method: 'POST', headers })).toBe(403);
    expect(browser.cookie('dossier_session')).toBeDefined();
  });

  test('a bearer needs no such proof: no browser sends it by itself', async () => {
    const { token } = await demoToken(`${office.url}/oidc`, handler.subject);
    const response = await fetch(`${office.url}/api/intake/desk`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, Origin: 'https://evil.example' },
    });
    expect(response.status).toBe(201);
  });
});

describe('what a route asks for', () => {
  test('nobody signed in is a 401, on a public route nothing is asked', async () => {
    const response = await fetch(`${office.url}/api/intake/desk`);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="dossier"');
    expect((await fetch(`${office.url}/api/intake/open`)).status).toBe(200);
  });

  test('a public route bears a broken session', async () => {
    const browser = new Browser(office.url);
    browser.setCookie('dossier_session', 'nonsense');
    expect(await statusOf(browser, '/api/intake/open')).toBe(200);
  });

  test('roles are asked for', async () => {
    const browser = new Browser(office.url);
    await browser.signIn(handler);
    const refused = await browser.request('/api/intake/registry');
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ detail: 'This needs the role registry or administrator.' });
    await browser.signIn(registrar);
    expect(await statusOf(browser, '/api/intake/registry')).toBe(200);
  });
});

describe('the demo issuer keeps to this machine', () => {
  const discovery = () => `${office.url}/oidc/.well-known/openid-configuration`;

  test.each(['0.0.0.0', '192.168.1.5', '::', 'dossier.example'])('it is not made on %s', (host) => {
    const make = () =>
      openIdentity({
        settings: { host, oidc: { clientId: 'dossier' } },
        publicUrl: () => 'http://localhost:4000',
        keys: memoryKeyStore(),
        directory: directoryOf([]),
        log: { error: () => undefined },
      });
    expect(make).toThrow(DemoIssuerRefused);
    expect(make).toThrow(host);
  });

  test('it answers here', async () => {
    expect(await (await fetch(discovery())).json()).toMatchObject({ issuer: `${office.url}/oidc` });
  });

  test('it does not answer what a proxy forwards', async () => {
    for (const header of ['X-Forwarded-For', 'Forwarded'])
      expect((await fetch(discovery(), { headers: { [header]: '203.0.113.9' } })).status).toBe(403);
  });

  test('it does not answer under a foreign name (DNS rebinding)', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      request(discovery(), { headers: { Host: 'evil.example' } }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});
