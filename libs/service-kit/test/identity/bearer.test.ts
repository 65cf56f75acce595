import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { AUDIENCE, demoToken, memoryKeyStore, openRemoteIdentity } from '../../src/identity/index.js';
import { listen } from '../listen.js';
import { Browser, moduleOf, type Office, openOffice, person, DeskController } from './office.js';

const handler = person('Anna Handler', ['case-handler']);
const customer = person('Customer', ['subscriber']);
const now = () => Math.floor(Date.now() / 1000);

const call = (url: string, token: string) =>
  fetch(`${url}/api/intake/desk`, { headers: { Authorization: `Bearer ${token}` } });

describe('access tokens of the demo issuer', () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice([handler, customer]);
  });
  afterAll(() => office.close());
  const issuer = () => `${office.url}/oidc`;
  const tokenFor = async (subject = handler.subject) => (await demoToken(issuer(), subject)).token;

  /** A token signed with the issuer's own key, so that only the claim under test is wrong. */
  async function signed(claims: JWTPayload, header: { alg?: string; kid?: string } = {}): Promise<string> {
    const jwk = await office.keys.key('demo-issuer');
    return new SignJWT({ iss: issuer(), aud: AUDIENCE, sub: handler.subject, exp: now() + 600, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: jwk.kid ?? '', typ: 'at+jwt', ...header })
      .sign(await importJWK(jwk, 'ES256'));
  }
  const statusOf = async (token: string) => (await call(office.url, token)).status;

  test('stand for a person of the directory', async () => {
    const token = await tokenFor();
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    const { iss, aud, sub, exp = 0, iat = 0 } = decodeJwt(token);
    expect({ iss, aud, sub }).toEqual({ iss: issuer(), aud: 'dossier', sub: handler.subject });
    expect(exp - iat).toBeLessThanOrEqual(600);
    const response = await call(office.url, token);
    expect(await response.json()).toMatchObject({ person: handler.id, kind: 'officer', roles: ['case-handler'] });
  });

  test('say when the person was seen: just now, so that acts can be signed with them', async () => {
    const answer = await fetch(`${office.url}/api/intake/signature`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${await tokenFor()}` },
    });
    expect(answer.status).toBe(201);
  });

  test('a subscriber is not an officer', async () => {
    const response = await call(office.url, await tokenFor(customer.subject));
    expect(await response.json()).toMatchObject({ kind: 'subscriber' });
  });

  test('are not given for somebody unknown', async () => {
    await expect(demoToken(issuer(), 'nobody')).rejects.toThrow('there is no such person');
  });

  test('are not given to another client', async () => {
    const body = new URLSearchParams({
      grant_type: 'urn:dossier:demo-person',
      client_id: 'dossier',
      person: handler.subject,
    });
    expect((await fetch(`${issuer()}/token`, { method: 'POST', body })).status).toBe(400);
  });

  test('the right one holds, as the measure of what follows', async () => {
    expect(await statusOf(await signed({}))).toBe(200);
  });

  test.each<[string, () => Promise<string>]>([
    ['expired', () => signed({ exp: now() - 1 })],
    ['without an end', () => signed({ exp: undefined as unknown as number })],
    ['not yet valid', () => signed({ nbf: now() + 600 })],
    ['for another audience', () => signed({ aud: 'another' })],
    ['of another issuer', () => signed({ iss: 'https://evil.example' })],
    ['for an unknown subject', () => signed({ sub: 'nobody' })],
    ['without a subject', () => signed({ sub: undefined as unknown as string })],
    ['an ID token', () => signed({ nonce: 'n' })],
    ['of an unknown key id', () => signed({}, { kid: 'other' })],
    [
      'signed with an unknown key',
      async () => {
        const { privateKey } = await generateKeyPair('ES256');
        const { kid = '' } = await office.keys.key('demo-issuer');
        return new SignJWT({ iss: issuer(), aud: AUDIENCE, sub: handler.subject, exp: now() + 600 })
          .setProtectedHeader({ alg: 'ES256', kid })
          .sign(privateKey);
      },
    ],
    [
      'unsigned (alg none)',
      async () => {
        const [, payload] = (await signed({})).split('.');
        return `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload}.`;
      },
    ],
    [
      'signed with the public key as a shared secret',
      async () => {
        const { x = '' } = await office.keys.key('demo-issuer');
        return new SignJWT({ iss: issuer(), aud: AUDIENCE, sub: handler.subject, exp: now() + 600 })
          .setProtectedHeader({ alg: 'HS256' })
          .sign(Buffer.from(x, 'base64url'));
      },
    ],
    ['changed', async () => (await signed({})).replace(/\.[^.]+\./, `.${Buffer.from('{}').toString('base64url')}.`)],
    ['no token', async () => 'nonsense'],
  ])('%s: 401', async (_, make) => {
    const response = await call(office.url, await make());
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(await response.json()).toMatchObject({ code: 'intake.unauthenticated' });
  });

  test('a session token is not an access token, and the other way round', async () => {
    const browser = new Browser(office.url);
    await browser.signIn(handler);
    expect(await statusOf(browser.cookie('dossier_session') ?? '')).toBe(401);
    browser.setCookie('dossier_session', await tokenFor());
    expect((await browser.request('/api/intake/desk')).status).toBe(401);
  });

  test('a broken token is not mended by a good cookie', async () => {
    const browser = new Browser(office.url);
    await browser.signIn(handler);
    for (const Authorization of ['Bearer nonsense', 'Basic YTpi', 'Bearer'])
      expect((await browser.request('/api/intake/desk', { headers: { Authorization } })).status).toBe(401);
  });

  test('still hold after a restart with the same keys and address', async () => {
    const keys = memoryKeyStore();
    const first = await openOffice([handler], keys);
    const { port } = new URL(first.url);
    const { token } = await demoToken(`${first.url}/oidc`, handler.subject);
    await first.close();
    const second = await openOffice([handler], keys, { port: Number(port) });
    expect((await call(second.url, token)).status).toBe(200);
    await second.close();
  });
});

describe('another issuer, found by discovery', () => {
  const known = person('Known', ['case-handler']);
  let server: Server;
  let issuer = '';
  let office: Office;
  let sign: (claims?: JWTPayload, alg?: string) => Promise<string>;
  let discoveries = 0;
  let broken = false;

  beforeAll(async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', use: 'sig' };
    server = createServer((request, response) => {
      response.setHeader('Content-Type', 'application/json');
      if (broken) response.writeHead(500).end('{}');
      else if (request.url === '/jwks') response.end(JSON.stringify({ keys: [jwk] }));
      else {
        discoveries++;
        response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/jwks` }));
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    Object.assign(known, { issuer, subject: 'known@elsewhere' });
    sign = (claims = {}) =>
      new SignJWT({ iss: issuer, aud: ['dossier', 'other'], sub: 'known@elsewhere', exp: now() + 60, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'one' })
        .sign(privateKey);
    office = await openOffice([known], memoryKeyStore(), { issuer });
  });
  afterAll(async () => {
    await office.close();
    await new Promise((resolve) => server.close(resolve));
  });

  test('an issuer that is away is a 503, not a 401, and is asked again', async () => {
    broken = true;
    const response = await call(office.url, await sign());
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 'intake.issuer-unavailable' });
    broken = false;
  });

  test('its tokens hold; the issuer is discovered once', async () => {
    expect((await call(office.url, await sign())).status).toBe(200);
    expect((await call(office.url, await sign())).status).toBe(200);
    expect(discoveries).toBe(1);
  });

  test('the same subject of another issuer is somebody else', async () => {
    known.issuer = 'https://third.example';
    expect((await call(office.url, await sign())).status).toBe(401);
    known.issuer = issuer;
  });

  test('there is no demo issuer beside it', async () => {
    expect((await fetch(`${office.url}/oidc/.well-known/openid-configuration`)).status).toBe(404);
  });
});

describe('a service that runs without case-state', () => {
  test('knows sessions by their public key and bearers by asking', async () => {
    const office = await openOffice([handler]);
    const { guard } = openRemoteIdentity({ caseStateUrl: office.url, publicUrl: () => office.url });
    const alone = await listen(moduleOf([DeskController]), { guard });
    const browser = new Browser(office.url);
    await browser.signIn(handler);
    const visitor = new Browser(alone.url);
    visitor.setCookie('dossier_session', browser.cookie('dossier_session') ?? '');
    expect(await (await visitor.request('/api/intake/desk')).json()).toMatchObject({ person: handler.id });

    const { token } = await demoToken(`${office.url}/oidc`, handler.subject);
    expect(await (await call(alone.url, token)).json()).toMatchObject({ person: handler.id, kind: 'officer' });
    expect((await call(alone.url, 'nonsense')).status).toBe(401);

    await office.close();
    expect((await call(alone.url, token)).status).toBe(503);
    await alone.close();
  });
});
