import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { PassThrough } from 'node:stream';
import { sessionIssuer } from '../src/identity/index.js';
import { openLogger } from '../src/logging/index.js';
import { Browser, directoryOf, type Office, openOffice, person } from './identity/office.js';
import { memoryKeyStore } from '../src/identity/key-store.js';

const handler = person('Anna Handler', ['case-handler']);

describe('what looks like an attack is a line of the log', () => {
  let office: Office;
  let lines: Record<string, unknown>[] = [];
  let browser: Browser;
  const destination = new PassThrough();
  destination.setEncoding('utf8').on('data', (chunk) => {
    for (const line of String(chunk).split('\n').filter(Boolean))
      lines.push(JSON.parse(line) as Record<string, unknown>);
  });
  const noted = () => lines.filter((line) => 'security' in line);
  const ours = { 'Sec-Fetch-Site': 'same-origin' };
  const JSON_TYPE = { 'Content-Type': 'application/json' };

  beforeAll(async () => {
    office = await openOffice([handler], memoryKeyStore(), {
      log: openLogger({ level: 'info', destination }),
      rates: { signIn: 100_000, link: 1 },
    });
  });
  afterAll(() => office.close());
  beforeEach(async () => {
    browser = new Browser(office.url);
    await browser.signIn(handler);
    lines = [];
  });

  test.each<[string, () => Promise<unknown>]>([
    [
      'token-refused',
      async () =>
        fetch(`${office.url}/api/intake/desk`, {
          headers: {
            Authorization: `Bearer ${await new SignJWT({ sub: handler.id }).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32))}`,
          },
        }),
    ],
    [
      'token-refused',
      () => {
        browser.setCookie('dossier_session', `${browser.cookie('dossier_session')?.slice(0, -6) ?? ''}AAAAAA`);
        return browser.request('/api/intake/desk');
      },
    ],
    [
      'from-another-site',
      () => browser.request('/api/intake/desk', { method: 'POST', headers: { 'Sec-Fetch-Site': 'cross-site' } }),
    ],
    ['sign-in-refused', () => browser.request('/api/case-state/sign-in/callback?code=stolen&state=stolen')],
    [
      'logout-refused',
      () =>
        fetch(`${office.url}/api/case-state/sign-out/back-channel`, {
          method: 'POST',
          body: new URLSearchParams({ logout_token: 'forged' }),
        }),
    ],
    [
      'client-refused',
      () =>
        fetch(`${office.url}/api/case-state/token`, {
          method: 'POST',
          body: new URLSearchParams({
            grant_type: 'client_credentials',
            client_id: handler.id,
            client_secret: 'stolen',
          }),
        }),
    ],
    [
      'unfit-input',
      () =>
        browser.request('/api/intake/desk', {
          method: 'POST',
          headers: { ...ours, ...JSON_TYPE },
          body: '{"__proto__":{}}',
        }),
    ],
    [
      'too-many-headers',
      () =>
        browser.request('/api/intake/desk', {
          headers: Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`x-${at}`, '1'])),
        }),
    ],
    [
      'too-many-tries',
      async () => {
        for (const key of ['a', 'b'])
          await fetch(`${office.url}/api/intake/key`, {
            method: 'POST',
            headers: JSON_TYPE,
            body: JSON.stringify({ key }),
          });
      },
    ],
  ])('%s', async (security, attack) => {
    await attack();
    expect(noted()).toHaveLength(1);
    expect(noted()[0]).toMatchObject({
      level: 'warn',
      security,
      address: '127.0.0.1',
      method: expect.any(String),
      path: expect.stringMatching(/^\/api\//),
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      msg: expect.any(String),
    });
    // What was sent stands nowhere in it: no token, no query.
    expect(JSON.stringify(lines)).not.toMatch(/eyJ|stolen|AAAAAA/);
  });

  test('what happens to honest people is none: over, ended, not allowed, not there', async () => {
    const issues = sessionIssuer(office.keys, directoryOf(office.persons), () => Date.now() - 3_600_000);
    const old = new Browser(office.url);
    old.setCookie('dossier_session', await issues.issue(handler));
    expect((await old.request('/api/intake/desk')).status).toBe(401);
    const copy = browser.cookie('dossier_session') ?? '';
    await browser.request('/api/case-state/sign-out', { method: 'POST', headers: ours });
    browser.setCookie('dossier_session', copy);
    expect((await browser.request('/api/intake/desk')).status).toBe(401);
    await browser.signIn(handler);
    expect((await browser.request('/api/intake/registry')).status).toBe(403);
    expect((await browser.request('/api/intake/nothing')).status).toBe(404);
    expect((await fetch(`${office.url}/api/intake/desk`)).status).toBe(401);
    expect(noted()).toEqual([]);
  });
});
