import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually } from '#testing';
import { SESSION_COOKIE } from '#service-kit';
import { openAuthority, type AtTheDoors, type Authority } from '../support/authority.js';

const NEW = { name: 'Statistics', email: 'stat@authority.example' };

describe('Machine clients: registered, given another secret, turned away', () => {
  let authority: Authority;
  let administrator: AtTheDoors;
  let id: string;
  let secret: string;

  beforeAll(async () => {
    authority = await openAuthority();
    administrator = authority.administrator;
  });
  afterAll(() => authority?.close());

  const token = (client: string, of: string, basic = false) =>
    fetch(`${authority.url}/api/case-state/token`, {
      method: 'POST',
      ...(basic && { headers: { Authorization: `Basic ${Buffer.from(`${client}:${of}`).toString('base64')}` } }),
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        ...(!basic && { client_id: client, client_secret: of }),
      }),
    });
  const signedIn = async (of: string): Promise<string> =>
    ((await (await token(id, of)).json()) as { access_token: string }).access_token;
  const me = (bearer: string) =>
    fetch(`${authority.url}/api/case-state/me`, { headers: { Authorization: `Bearer ${bearer}` } });
  const shown = async () =>
    (await administrator.get('/machine-clients')).body.items.find((one: { id: string }) => one.id === id);
  const recorded = async () => (await authority.runtime.log.read(`machine-client-${id}`)).map(({ type }) => type);

  test('is for the administrator alone', async () => {
    const officer = await authority.officer('head-of-unit');
    for (const path of ['/machine-clients', `/machine-clients/${randomUUID()}/secret`])
      expect(await officer.post(path, NEW)).toMatchObject({ status: 403 });
    expect(await officer.get('/machine-clients')).toMatchObject({ status: 403 });
  });

  test('gets its secret told once, and with it tokens of a machine', async () => {
    const made = await administrator.post('/machine-clients', NEW, { key: 'one' });
    expect(made).toMatchObject({ status: 201, body: { secret: expect.stringMatching(/^dcs_[\w-]{43}$/) } });
    ({ id, secret } = made.body);
    const again = await administrator.post('/machine-clients', NEW, { key: 'one' });
    expect(again.body).toMatchObject({ id, unchanged: true });
    expect(again.body).not.toHaveProperty('secret');
    for (const basic of [false, true])
      expect(await (await token(id, secret, basic)).json()).toMatchObject({ token_type: 'Bearer', expires_in: 600 });
    const bearer = await signedIn(secret);
    expect(await (await me(bearer)).json()).toMatchObject({ person: id, kind: 'machine', roles: ['machine'] });
    expect(await shown()).toMatchObject({
      name: 'Statistics',
      signsInAt: 'here',
      lastUsedAt: expect.any(String),
      secrets: [{ hint: secret.slice(-4) }],
    });
    expect(JSON.stringify(await shown())).not.toContain(secret);
  });

  test('of two requests that are the same, at once, one alone tells a secret, and it opens', async () => {
    const body = { ...NEW, name: 'Twice' };
    const both = await Promise.all([1, 2].map(() => administrator.post('/machine-clients', body, { key: 'twice' })));
    const told = both.filter((one) => one.body.secret !== undefined);
    expect(told).toHaveLength(1);
    expect((await token(told[0]!.body.id, told[0]!.body.secret)).status).toBe(200);
  });

  test('a wrong secret, a client that is none, and a person’s id get the same answer', async () => {
    const officer = await authority.officer('case-handler');
    const answers = await Promise.all(
      [token(id, `${secret}x`), token(randomUUID(), secret), token(officer.id, secret), token('x', secret)].map(
        async (asked) => {
          const answer = await asked;
          return { status: answer.status, body: { ...((await answer.json()) as object), instance: undefined } };
        },
      ),
    );
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(answers[0]!).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  test('what is refused is called what OAuth calls it, as described', async () => {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const refused = async (body: string, headers: Record<string, string> = form) => {
      const answer = await fetch(`${authority.url}/api/case-state/token`, { method: 'POST', headers, body });
      return [answer.status, ((await answer.json()) as { error?: string }).error];
    };
    expect(await refused('grant_type=password&username=a&password=b')).toEqual([400, 'unsupported_grant_type']);
    expect(await refused('client_id=a')).toEqual([400, 'invalid_request']);
    expect(await refused(`grant_type=client_credentials&client_id=${'a'.repeat(300)}`)).toEqual([
      400,
      'invalid_request',
    ]);
    expect(await refused('{}', { 'Content-Type': 'application/json' })).toEqual([415, 'invalid_request']);
    expect(await refused(`a=${'a'.repeat(30_000)}`)).toEqual([413, 'invalid_request']);
    const described = (await (await fetch(`${authority.url}/api/case-state/openapi.json`)).json()) as {
      paths: Record<string, { post: { responses: Record<string, { content: object }> } }>;
    };
    const { responses } = described.paths['/api/case-state/token']!.post;
    for (const status of [400, 401, 403, 413, 415])
      expect(responses[status]!.content).toEqual({
        'application/problem+json': { schema: { $ref: '#/components/schemas/TokenProblem' } },
      });
    expect((await administrator.get('/nothing-here')).body).not.toHaveProperty('error');
  });

  test('a machine signs nothing, opens nothing, sees no inquiry that nobody granted to it', async () => {
    const headers = { Authorization: `Bearer ${await signedIn(secret)}` };
    const list = await fetch(`${authority.url}/api/case-state/inquiries`, { headers });
    expect(await list.json()).toMatchObject({ total: 0 });
    const open = await fetch(`${authority.url}/api/case-state/inquiries`, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify({
        number: 'I-9',
        title: { en: 'Mine' },
        team: [{ person: id, role: 'case-manager', conflict: 'none' }],
      }),
    });
    expect(open.status).toBe(403);
  });

  test('what was granted to it it sees until that ends or a wall is raised, on record, and does nothing there', async () => {
    const manager = await authority.officer('case-manager');
    const auditor = await authority.officer('auditor');
    const team = [{ person: manager.id, role: 'case-manager', conflict: 'none' }];
    const made = await manager.post('/inquiries', { number: 'I-20', title: { en: 'For the archive' }, team });
    const inquiry = made.body.id as string;
    const headers = { Authorization: `Bearer ${await signedIn(secret)}`, 'Content-Type': 'application/json' };
    const at = (path: string, init?: RequestInit) =>
      fetch(`${authority.url}/api/case-state/inquiries${path}`, { headers, ...init });
    const seen = async () => [
      (await at(`/${inquiry}`)).status,
      ((await (await at('')).json()) as { total: number }).total,
    ];
    const grant = async () => {
      const body = { person: id, role: 'registry', until: '2024-06-30', reason: 'Kept in the archive' };
      const granted = await manager.post(`/inquiries/${inquiry}/grants`, body);
      expect(granted.status).toBe(200);
    };
    const grants = async () => (await manager.get(`/inquiries/${inquiry}/access`)).body.grants;
    expect(await seen()).toEqual([404, 0]);
    expect(
      await manager.post(`/inquiries/${inquiry}/team`, { person: id, role: 'registry', conflict: 'none' }),
    ).toMatchObject({ status: 409, body: { code: 'case-state.role-not-held' } });
    await grant();
    await eventually(async () => (await seen())[0] === 200);
    expect(await seen()).toEqual([200, 1]);
    const { items } = (await auditor.get(`/reads?inquiry=${inquiry}&person=${id}`)).body;
    expect(items).toMatchObject([{ person: id, kind: 'inquiry', under: 'grant', role: 'registry' }]);
    for (const [path, body] of [
      ['/walls', { person: manager.id, reason: 'To be alone' }],
      ['/grants', { person: id, role: 'registry', until: '2024-12-31', reason: 'Longer' }],
      ['/cases', { procedure: 'eu-antitrust', number: 'AT.40002', title: { en: 'Mine' } }],
    ] as const)
      expect((await at(`/${inquiry}${path}`, { method: 'POST', body: JSON.stringify(body) })).status).toBe(403);
    const [first] = await grants();
    await manager.post(`/inquiries/${inquiry}/grants/${first.id}/revoke`, { reason: 'Done' });
    await eventually(async () => (await seen())[0] === 404);
    expect(await seen()).toEqual([404, 0]);
    await grant();
    await eventually(async () => (await seen())[0] === 200);
    await manager.post(`/inquiries/${inquiry}/walls`, { person: id, reason: 'Its keeper is a party' });
    await eventually(async () => (await seen())[0] === 404);
    expect(await seen()).toEqual([404, 0]);
  });

  test('a client is called like nobody, wherever it signs in, and nobody like a client; two people may share a name', async () => {
    const { id: officer } = await authority.officer('case-handler');
    const { items } = (await administrator.get('/people')).body;
    const { name } = items.find((one: { id: string }) => one.id === officer);
    const theirs = (subject: string, more: object) => ({
      ...NEW,
      roles: ['machine'],
      issuer: 'https://issuer.example',
      subject,
      ...more,
    });
    const alike = ` ${name.toUpperCase().replace(' ', '  ')} `;
    for (const [path, body] of [
      ['/machine-clients', { ...NEW, name: alike }],
      ['/people', theirs('like-an-officer', { name: alike })],
      ['/machine-clients', NEW],
      ['/people', theirs('like-a-client', {})],
      ['/people', { ...NEW, roles: ['case-handler'] }],
    ] as const)
      expect(await administrator.post(path, body)).toMatchObject({
        status: 409,
        body: { code: 'case-state.called-alike' },
      });
    expect(await administrator.post('/people', { ...NEW, name, roles: ['auditor'] })).toMatchObject({ status: 201 });
  });

  test('of a client and a person who are called alike at the same moment one alone is put into the directory', async () => {
    const names = ['Ines', 'Ivo', 'Ida', 'Ilse', 'Igor'].map((name) => `${name} Race`);
    const answers = await Promise.all(
      names.flatMap((name) => [
        administrator.post('/machine-clients', { ...NEW, name }),
        administrator.post('/people', { ...NEW, name: name.toUpperCase(), roles: ['case-handler'] }),
      ]),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual(names.flatMap(() => [201, 409]).toSorted());
    const { items } = (await administrator.get('/people')).body as { items: { name: string }[] };
    expect(items.filter(({ name }) => / race$/i.test(name))).toHaveLength(names.length);
  });

  test('its token is no session, a session is no token of its kind, and one that is unsigned or names another is none', async () => {
    const bearer = await signedIn(secret);
    const cookie = await fetch(`${authority.url}/api/case-state/me`, {
      headers: { Cookie: `${SESSION_COOKIE}=${bearer}` },
    });
    expect(cookie.status).toBe(401);
    const session = administrator.credentials['Cookie']!.split('=')[1]!;
    expect((await me(session)).status).toBe(401);
    const [head = '', body = '', signature = ''] = bearer.split('.');
    const part = (text: object) => Buffer.from(JSON.stringify(text)).toString('base64url');
    const said = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
    const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as object;
    for (const forged of [
      `${part({ ...header, alg: 'none' })}.${body}.`,
      `${head}.${part({ ...said, sub: administrator.id })}.${signature}`,
      `${part({ ...header, kid: '../../session' })}.${body}.${signature}`,
      `${part({ ...header, typ: 'dossier-service+jwt' })}.${body}.${signature}`,
    ])
      expect((await me(forged)).status).toBe(401);
  });

  test('another secret: the old one opens for a day, or ends at once', async () => {
    const rotated = await administrator.post(`/machine-clients/${id}/secret`, { overlap: true });
    expect((await token(id, secret)).status).toBe(200);
    expect((await token(id, rotated.body.secret)).status).toBe(200);
    expect((await shown()).secrets).toMatchObject([{}, { endsAt: expect.any(String) }]);
    const now = await administrator.post(`/machine-clients/${id}/secret`, { overlap: false });
    expect((await token(id, secret)).status).toBe(401);
    expect((await token(id, rotated.body.secret)).status).toBe(401);
    expect((await shown()).secrets).toHaveLength(1);
    secret = now.body.secret;
  });

  /** The database refuses to keep what was recorded, as when the process is cut off after the record. */
  const cutOff = async (
    during: () => Promise<unknown>,
    [table, check]: [string, string] = ['client_secrets', 'version < 0'],
  ) => {
    const { pool } = authority.runtime;
    await pool.query(`alter table directory.${table} add constraint cut_off check (${check}) not valid`);
    try {
      await during();
    } finally {
      await pool.query(`alter table directory.${table} drop constraint cut_off`);
    }
  };

  test('cut off between the record and the secret: the old one has ended without another request; the same one again tells the new one', async () => {
    const rotate = () => administrator.post(`/machine-clients/${id}/secret`, { overlap: false }, { key: 'cut' });
    const before = (await recorded()).length;
    await cutOff(async () => expect((await rotate()).status).toBe(500));
    expect(await recorded()).toHaveLength(before + 1);
    expect((await token(id, secret)).status).toBe(401);
    expect((await shown()).secrets).toEqual([]);
    const again = await rotate();
    expect((await token(id, secret)).status).toBe(401);
    secret = again.body.secret;
    expect((await token(id, secret)).status).toBe(200);
    expect((await rotate()).body).not.toHaveProperty('secret');
    expect((await token(id, secret)).status).toBe(200);
  });

  test('cut off while it is registered: the same request again tells its secret', async () => {
    const register = () => administrator.post('/machine-clients', { ...NEW, name: 'Cut' }, { key: 'cut' });
    await cutOff(async () => expect((await register()).status).toBe(500));
    const { body } = await register();
    expect((await token(body.id, body.secret)).status).toBe(200);
  });

  test('of two secrets, the one that the log has last is the newer, whichever is made first', async () => {
    const rotate = (key: string) => administrator.post(`/machine-clients/${id}/secret`, { overlap: false }, { key });
    await cutOff(async () => expect((await rotate('earlier')).status).toBe(500));
    const later = await rotate('later');
    const earlier = await rotate('earlier');
    expect((await token(id, earlier.body.secret)).status).toBe(401);
    expect((await token(id, later.body.secret)).status).toBe(200);
    expect((await shown()).secrets).toMatchObject([{ hint: later.body.secret.slice(-4) }]);
    secret = later.body.secret;
  });

  test('turned away and cut off after the record: nothing of it holds, and the same request again makes it whole', async () => {
    const made = await administrator.post('/machine-clients', { ...NEW, name: 'Cut away' });
    const of = made.body.id as string;
    const { access_token: bearer } = (await (await token(of, made.body.secret)).json()) as { access_token: string };
    const revoke = () => administrator.post(`/machine-clients/${of}/revoke`, {});
    await cutOff(
      async () => expect((await revoke()).status).toBe(500),
      ['machine_clients', `person <> '${of}' or revoked_at is null`],
    );
    expect((await token(of, made.body.secret)).status).toBe(401);
    expect((await me(bearer)).status).toBe(401);
    expect((await revoke()).status).toBe(200);
    const { items } = (await administrator.get('/machine-clients')).body;
    expect(items.find((one: { id: string }) => one.id === of)).toMatchObject({ revokedAt: expect.any(String) });
  });

  test('turned away: neither its secret nor the token that it had holds any more, and a stream that it listens to ends', async () => {
    const bearer = await signedIn(secret);
    expect((await me(bearer)).status).toBe(200);
    const manager = await authority.officer('case-manager');
    const team = [{ person: manager.id, role: 'case-manager', conflict: 'none' }];
    const made = await manager.post('/inquiries', { number: 'I-21', title: { en: 'Listened to' }, team });
    const inquiry = made.body.id as string;
    const grant = { person: id, role: 'registry', until: '2024-06-30', reason: 'Kept in the archive' };
    expect(await manager.post(`/inquiries/${inquiry}/grants`, grant)).toMatchObject({ status: 200 });
    const stream = await eventually(async () => {
      const answer = await fetch(`${authority.url}/api/case-state/inquiries/${inquiry}/stream`, {
        headers: { Authorization: `Bearer ${bearer}` },
      });
      return answer.status === 200 && answer.body;
    });
    expect(await administrator.post(`/machine-clients/${id}/revoke`, {})).toMatchObject({ body: { unchanged: false } });
    for await (const bytes of stream) expect(Buffer.from(bytes).toString()).not.toContain('data:'); // to its end
    expect(await administrator.post(`/machine-clients/${id}/revoke`, {})).toMatchObject({ body: { unchanged: true } });
    expect((await me(bearer)).status).toBe(401);
    expect((await token(id, secret)).status).toBe(401);
    expect(await administrator.post(`/machine-clients/${id}/secret`, {})).toMatchObject({
      status: 409,
      body: { code: 'case-state.client-revoked' },
    });
    expect(await shown()).toMatchObject({ revokedAt: expect.any(String), secrets: [] });
    expect(await recorded()).toEqual([
      'MachineClientRegistered',
      ...Array.from({ length: 5 }, () => 'MachineClientSecretMade'),
      'MachineClientRevoked',
    ]);
  });

  test('one that signs in at the issuer has no secret here, and is turned away like any other', async () => {
    const made = await administrator.post('/people', {
      ...NEW,
      name: 'Statistics at the issuer',
      roles: ['machine'],
      issuer: 'https://issuer.example',
      subject: 'stat',
    });
    const theirs = made.body.id as string;
    expect(await administrator.post(`/machine-clients/${theirs}/secret`, {})).toMatchObject({
      status: 409,
      body: { code: 'case-state.secret-at-issuer' },
    });
    expect(await administrator.post(`/machine-clients/${theirs}/revoke`, {})).toMatchObject({ status: 200 });
    const { items } = (await administrator.get('/machine-clients')).body;
    expect(items.find((one: { id: string }) => one.id === theirs)).toMatchObject({
      signsInAt: 'issuer',
      revokedAt: expect.any(String),
    });
    const { id: officer } = await authority.officer('auditor');
    expect(await administrator.post(`/machine-clients/${officer}/revoke`, {})).toMatchObject({ status: 404 });
  });
});
