import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { SERVICES } from '#service-kit';
import { Browser } from '../../libs/service-kit/test/identity/office.js';
import { attackable, type Credentials, type ProductUnderAttack } from './support/product.js';

interface Operation {
  operationId: string;
  parameters?: { name: string }[];
  requestBody?: { content: Record<string, object> };
}
interface Route {
  method: string;
  path: string;
  /** With an id that is nobody's in each place. */
  address: string;
  operation: Operation;
}

let product: ProductUnderAttack;
let routes: Route[];
let officer: Browser;
let respondent: Credentials;
/** Whatever must never stand in a log or an answer. */
const secrets: string[] = [];

beforeAll(async () => {
  product = await attackable({ DOSSIER_SIGN_IN_RATE: '999999', DOSSIER_LINK_RATE: '999999' });
  routes = [];
  for (const service of SERVICES) {
    const answer = await fetch(`${product.url}/api/${service}/openapi.json`);
    const { paths } = (await answer.json()) as { paths: Record<string, Record<string, Operation>> };
    for (const [path, item] of Object.entries(paths))
      for (const [method, operation] of Object.entries(item))
        routes.push({
          method: method.toUpperCase(),
          path,
          address: product.url + path.replaceAll(/{version}/g, '1').replaceAll(/{\w+}/g, () => randomUUID()),
          operation,
        });
  }
  officer = new Browser(product.url);
  const manager = product.options.persons.find(({ roles }) => (roles as string[]).includes('case-manager'));
  await officer.signIn({ id: manager!.id });
  secrets.push(officer.cookie('dossier_session') ?? '');
  for (const [who, { Authorization }] of Object.entries(product.people))
    if (Authorization && who !== 'forged') secrets.push(Authorization.slice(7));
  respondent = await product.enter(product.linkOf(product.options.outside[0]!.organisation));
  secrets.push((respondent['Cookie'] ?? '').slice('dossier_respondent='.length));
  for (const { link } of product.options.outside) secrets.push(link.slice(link.lastIndexOf('/') + 1));
});
afterAll(() => product?.stop());

/** Whether a body may have one of several shapes. */
const severalShapes = ({ requestBody }: Operation): boolean => {
  const schema = (requestBody?.content['application/json'] as { schema?: Record<string, unknown> } | undefined)?.schema;
  return schema !== undefined && ('anyOf' in schema || 'oneOf' in schema);
};

const writes = () => routes.filter(({ method }) => method !== 'GET');

describe('every answer', () => {
  test.each([
    ['a page', '/inquiries', { Accept: 'text/html' }],
    ['a personal link', '/r/some-token', { Accept: 'text/html' }],
    ['the sign-in page', '/sign-in', { Accept: 'text/html' }],
    ['a problem’s page', '/problems/stale-version', { Accept: 'text/html' }],
    ['a description for people', '/api/intake/docs', {}],
    ['a description', '/api/intake/openapi.json', {}],
    ['a refusal', '/api/intake/rfis', {}],
    ['what is not there', '/api/intake/nothing', {}],
    ['no page either', '/.env', {}],
    ['the demo issuer', '/oidc/.well-known/openid-configuration', {}],
    ['a failure of the demo issuer', '/oidc/interaction/nothing', {}],
    ['health', '/api/case-state/health/live', {}],
  ])('%s: has the headers that keep a browser from harm', async (_, path, headers) => {
    const answer = await fetch(product.url + path, { headers: headers as Record<string, string>, redirect: 'manual' });
    await answer.body?.cancel();
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
    expect(answer.headers.get('permissions-policy')).toContain('camera=()');
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(answer.headers.get('x-powered-by')).toBeNull();
  });

  test('of an API to one person is kept by nobody', async () => {
    for (const path of [
      '/api/case-state/inquiries',
      '/api/intake/rfis',
      '/api/notifications/inbox',
      '/api/intake/nothing',
    ]) {
      const answer = await officer.request(path);
      expect([path, answer.headers.get('cache-control')]).toEqual([path, 'no-store']);
    }
  });
});

describe('a page of another site', () => {
  test('does nothing with an officer’s cookie, at any door', async () => {
    const done: string[] = [];
    for (const { method, address, path } of writes())
      for (const headers of [
        { 'Sec-Fetch-Site': 'cross-site' },
        { 'Sec-Fetch-Site': 'same-site' },
        { Origin: 'https://evil.example' },
        // What a form sends by itself (no preflight asks first).
        { Origin: 'null' },
        {},
      ]) {
        const answer = await officer.request(address, { method, headers: headers as Record<string, string> });
        await answer.body?.cancel();
        if (answer.status !== 403) done.push(`${method} ${path} ${JSON.stringify(headers)}: ${answer.status}`);
      }
    expect(done).toEqual([]);
    expect((await officer.request('/api/case-state/me')).status).toBe(200);
  });

  test('does nothing with a respondent’s cookie either', async () => {
    const { Cookie = '' } = respondent;
    for (const { method, address, path } of writes().filter(({ path: at }) => at.includes('/respondent/'))) {
      const answer = await fetch(address, { method, headers: { Cookie, 'Sec-Fetch-Site': 'cross-site' } });
      await answer.body?.cancel();
      expect([path, answer.status]).toEqual([path, 403]);
    }
  });
});

describe('what only the service may say', () => {
  const stolen = {
    actor: { person: randomUUID(), kind: 'system', role: 'system' },
    recordedAt: '2020-01-01T00:00:00.000Z',
    onBehalfOf: randomUUID(),
  };

  test('is refused by name in the body of every command (mass assignment)', async () => {
    const taken: string[] = [];
    const everybody = [...Object.values(product.people), respondent];
    for (const { method, address, path, operation } of writes()) {
      if (!operation.requestBody?.content['application/json']) continue;
      let named: string[] | undefined;
      let reached = false;
      for (const credentials of everybody) {
        const answer = await fetch(address, {
          method,
          headers: { ...credentials, 'Content-Type': 'application/json' },
          body: JSON.stringify(stolen),
        });
        const body = (await answer.json().catch(() => ({}))) as { errors?: { path: string; message: string }[] };
        if (answer.status === 400)
          named = body.errors?.filter(({ message }) => message === 'There is no such field.').map((one) => one.path);
        reached ||= answer.status !== 401 && answer.status !== 403;
        if (answer.ok) taken.push(`${method} ${path}: ${answer.status}`);
      }
      // What is for other services alone nobody here gets as far as to.
      if (!reached) {
        if (!path.endsWith('/feed/lanes/heads')) taken.push(`${method} ${path} is reached by nobody`);
        continue;
      }
      // Of several shapes none fits, and none is named; it is refused all the same.
      if (named !== undefined && severalShapes(operation)) continue;
      for (const field of Object.keys(stolen))
        if (!named?.includes(field)) taken.push(`${method} ${path} says nothing of ${field}`);
    }
    expect(taken).toEqual([]);
  });

  test('is not taken from headers', async () => {
    const administrator = product.people['administrator']!;
    const answer = await fetch(`${product.url}/api/case-state/me`, {
      headers: { ...administrator, 'X-Actor': 'system', 'X-Forwarded-User': 'system', 'X-Remote-User': 'root' },
    });
    expect(await answer.json()).toMatchObject({ kind: 'officer', roles: ['administrator'] });
  });
});

describe('injection', () => {
  const EVIL = [
    "'; drop table log.events; --",
    "' or '1'='1",
    '1; select pg_sleep(30)',
    '%27%20or%201=1',
    '$1',
    '{{7*7}}${7*7}',
    '\u2028\u202e',
    '%',
    '_',
    '\\',
  ];
  const head = async () =>
    ((await (await officer.request('/api/case-state/inquiries')).json()) as { total: number }).total;

  test('of SQL into any query finds no more, breaks nothing, and is a 400 or an empty answer', async () => {
    const before = await head();
    const wrong: string[] = [];
    for (const { method, path } of routes) {
      if (method !== 'GET' || path.endsWith('stream')) continue;
      for (const evil of EVIL) {
        const at = path.replaceAll(/{\w+}/g, encodeURIComponent(evil));
        const query = new URLSearchParams(
          ['q', 'search', 'inquiry', 'case', 'state', 'cursor', 'limit', 'ids', 'sort'].map(
            (name): [string, string] => [name, evil],
          ),
        );
        for (const address of [at, `${at}?${query}`]) {
          const answer = await officer.request(address);
          await answer.body?.cancel();
          if (answer.status >= 500) wrong.push(`${address}: ${answer.status}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(await head()).toBe(before);
  });

  test('of places into cursors that no column holds', async () => {
    const far = [9_007_199_254_740_991, 2_147_483_648, -1];
    const places = [
      ...far,
      ...far.map((position) => ({ position })),
      { position: 1, on: '0000-01-01' },
      ['0000-01-01T00:00:00.000Z', randomUUID()],
    ].map((place) => Buffer.from(JSON.stringify(place)).toString('base64url'));
    const { items } = (await (await officer.request('/api/case-state/inquiries')).json()) as {
      items: { id: string }[];
    };
    const wrong: string[] = [];
    for (const { method, path, operation } of routes) {
      if (method !== 'GET' || !operation.parameters?.some(({ name }) => name === 'cursor')) continue;
      const at = path.replaceAll('{version}', '1').replaceAll(/{\w+}/g, items[0]!.id);
      for (const place of places)
        for (const then of ['', '&asOf=2024-06-01']) {
          const answer = await officer.request(`${at}?cursor=${place}${then}`);
          await answer.body?.cancel();
          if (answer.status >= 500) wrong.push(`${at}?cursor=${place}${then}: ${answer.status}`);
        }
    }
    expect(wrong).toEqual([]);
  });

  test('of line breaks into headers that we write', async () => {
    for (const path of [
      '/api/case-state/sign-in?return=/x%0d%0aSet-Cookie:%20evil=1',
      '/api/case-state/sign-in?return=%0d%0aLocation:%20https://evil.example',
      '/problems/x%0d%0aX-Evil:%201',
      '/%0d%0aX-Evil:%201',
    ]) {
      const answer = await fetch(product.url + path, { redirect: 'manual', headers: { Accept: 'text/html' } });
      await answer.body?.cancel();
      expect(answer.headers.get('x-evil')).toBeNull();
      expect(answer.headers.getSetCookie().join()).not.toContain('evil=');
      expect(answer.headers.get('location') ?? '').not.toMatch(/^https:\/\/evil/);
    }
  });

  test('of lines, fields and escapes into the log', async () => {
    const evil = '/api/intake/x%0a{"level":"fatal","msg":"forged"}%1b[2J';
    await new Promise<void>((done, failed) => {
      const sent = httpRequest(
        `${product.url}${evil.replace(/[{}"]/g, (sign) => encodeURIComponent(sign))}`,
        { headers: { 'X-Request-Id': '","level":"fatal","msg":"forged', 'User-Agent': 'red' } },
        (answer) => answer.resume().on('end', done),
      );
      sent.on('error', failed).end();
    });
    // Every line is one object, told by us.
    for (const line of product.logged()) {
      expect(line['msg']).not.toBe('forged');
      expect(line['level']).not.toBe('fatal');
    }
    expect(product.logText()).not.toContain('\u001b');
    expect(product.logText()).not.toContain('"red"');
  });
});

test('signing out ends every live stream of every service', async () => {
  const streams = await Promise.all(
    ['/api/case-state/stream', '/api/intake/rfis/stream', '/api/notifications/inbox/stream'].map((path) =>
      officer.request(path),
    ),
  );
  expect(streams.map(({ status }) => status)).toEqual([200, 200, 200]);
  const copied = officer.cookie('dossier_session') ?? '';
  await officer.request('/api/case-state/sign-out', { method: 'POST', headers: { 'Sec-Fetch-Site': 'same-origin' } });
  await Promise.all(streams.map((stream) => stream.text()));
  officer.setCookie('dossier_session', copied);
  expect((await officer.request('/api/intake/rfis')).status).toBe(401);
});

test('no secret stands in the log, and nothing that was tried was a fault of ours', () => {
  const text = product.logText();
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(200);
    expect(text.includes(secret)).toBe(false);
    // Nor the part that signs it.
    expect(text.includes(secret.split('.').at(-1) ?? '')).toBe(false);
  }
  expect(product.logged().filter(({ level }) => level === 'error')).toEqual([]);
  // What it was taken for: an attack, each kind by its name.
  const noted = new Set(product.logged().flatMap(({ security }) => (security === undefined ? [] : [security])));
  expect([...noted]).toEqual(expect.arrayContaining(['token-refused', 'from-another-site', 'forged-field']));
});
