import { unfit } from '../../src/http/json-body.js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Module,
  NotFoundException,
  Param,
  Post,
  Query,
  Res,
  ServiceUnavailableException,
} from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { PageQuery, Uuid } from '#contracts';
import {
  answerHeaders,
  Command,
  type CommandHeaders,
  decodeCursor,
  encodeCursor,
  type Positions,
  WaitFor,
} from '../../src/http/index.js';
import { forbidden, notFound, PROBLEMS, Rejected, unauthenticated, viewBehind } from '../../src/problems/index.js';
import { type Listening, listen } from '../listen.js';

const Addressee = z.strictObject({ name: z.string().min(1), limit: z.iso.date() });
const Note = z.strictObject({ text: z.string().max(2_000_000), addressees: z.array(Addressee).default([]) });

class LogError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const THROWN: Record<string, () => Error> = {
  'not-found': () => notFound(),
  forbidden: () => forbidden('Only the registry may.'),
  unauthenticated: () => unauthenticated('The token has expired.', true),
  'view-behind': () => viewBehind(),
  nest: () => new NotFoundException('gone'),
  ending: () => new ServiceUnavailableException('this service is ending'),
  secret: () => new Error('password=hunter2'),
  text: () => 'just a text' as unknown as Error,
  hot: () => new LogError('wrong-expected-version', 'stream case-1 is at 4'),
  reused: () => new LogError('command-reused', 'fingerprint'),
  full: () => new LogError('queue-full', '9 MB'),
  away: () => new LogError('log-unavailable', 'connect to db.internal failed'),
  gone: () => new LogError('ECONNREFUSED', 'connect ECONNREFUSED 10.0.0.1:5432'),
  refused: () => new LogError('event-refused', 'The event holds U+0000.'),
  moved: () => new LogError('checkpoint-moved', 'inner'),
  'real-clock': () => new LogError('not-a-demonstration', ''),
  backwards: () => new LogError('clock-only-forward', 'The clock is at 2024-08-06.'),
};

@Controller('api/intake')
class NotesController {
  @Post('notes')
  write(@Body({ schema: Note }) note: z.infer<typeof Note>, @Command() command: CommandHeaders) {
    return { length: note.text.length, command };
  }

  @Get('notes')
  list(@Query({ schema: PageQuery }) query: z.infer<typeof PageQuery>, @WaitFor() positions: Positions) {
    return {
      place: decodeCursor(query.cursor, z.tuple([z.string(), z.number()])) ?? null,
      positions,
      limit: query.limit,
    };
  }

  @Get('notes/:id')
  one(@Param('id', { schema: Uuid }) id: string) {
    return { id };
  }

  @Post('answered')
  @HttpCode(201)
  answered(@Res({ passthrough: true }) response: Response) {
    answerHeaders(response, {
      version: 3,
      positions: { 'case-state': 40, intake: 81 },
      location: '/api/intake/notes/1',
    });
    return {};
  }

  @Get('rejected')
  rejected() {
    throw new Rejected({
      rejected: true,
      code: 'step-not-open',
      detail: { en: 'No proceedings are open.', fr: "Aucune procédure n'est ouverte." },
      errors: [
        {
          path: 'proceedings-open',
          message: { en: 'No proceedings are open.', fr: "Aucune procédure n'est ouverte." },
        },
        { path: 'step', message: 'There is no such step.' },
      ],
      guard: 'proceedings-open',
      basis: [{ citation: 'Reg 1/2003 Art 11(6)' }],
      first: ['OpenProceedings'],
    });
  }

  @Get('throw/:what')
  throwing(@Param('what') what: string) {
    throw THROWN[what]?.() ?? new Error('unknown');
  }

  @Get('half')
  half(@Res() response: Response) {
    response.write('half an ans');
    throw new Error('broke in the middle');
  }
}

@Module({ controllers: [NotesController] })
class NotesModule {}

let server: Listening;
beforeAll(async () => {
  server = await listen(NotesModule);
});
afterAll(() => server.close());

const send = (path: string, init: RequestInit = {}) => fetch(`${server.url}${path}`, init);
const post = (body: unknown, headers: Record<string, string> = {}) =>
  send('/api/intake/notes', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const problem = async (response: Response | globalThis.Response) => {
  const answer = response as globalThis.Response;
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  return (await answer.json()) as Record<string, unknown>;
};

describe('what is wrong with a request is said field by field', () => {
  test('a good one passes', async () => {
    const response = await post({ text: 'hello' });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ length: 5 });
  });

  test('unknown, missing and wrong fields are all named', async () => {
    const response = await post({ text: 7, addressees: [{ limit: '2024-02-30', nmae: 'A' }], extra: 1, more: 2 });
    expect(response.status).toBe(400);
    const body = await problem(response);
    expect(body).toMatchObject({
      type: '/problems/invalid-request',
      code: 'intake.invalid-request',
      status: 400,
      title: PROBLEMS['invalid-request'].title,
    });
    const paths = (body['errors'] as { path: string }[]).map(({ path }) => path).sort();
    expect(paths).toEqual(['addressees.0.limit', 'addressees.0.name', 'addressees.0.nmae', 'extra', 'more', 'text']);
    expect(body['instance']).toBe(`urn:dossier:request:${response.headers.get('x-request-id')}`);
  });

  test('no body at all is a 400', async () => {
    expect((await send('/api/intake/notes', { method: 'POST' })).status).toBe(400);
  });

  test('an id in the path that is no id is a 400', async () => {
    expect((await send('/api/intake/notes/not-an-id')).status).toBe(400);
  });

  test('a path that cannot be decoded is a 400', async () => {
    expect((await send('/api/intake/notes/%FF')).status).toBe(400);
  });

  test('a body over the limit is a 413', async () => {
    const response = await post({ text: 'x'.repeat(1_000_000) });
    expect(response.status).toBe(413);
    expect(await problem(response)).toMatchObject({ code: 'intake.too-large' });
  });

  test('a body just under the limit passes', async () => {
    expect((await post({ text: 'x'.repeat(999_000) })).status).toBe(201);
  });

  test.each(['{', '{"text":"a"}}', 'nonsense', ''])('%j is malformed JSON or no body: 400', async (body) => {
    expect((await post(body)).status).toBe(400);
  });

  test('a body that is not UTF-8 is malformed, not forbidden', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const bytes = Buffer.concat([Buffer.from('{"text":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    const answer = await fetch(`${server.url}/api/intake/echo`, { method: 'POST', headers, body: bytes });
    expect(answer.status).toBe(400);
    expect(await problem(answer)).toMatchObject({ code: 'intake.malformed-json', detail: 'The body is not UTF-8.' });
  });

  test('malformed JSON has its own code', async () => {
    expect(await problem(await post('{"text":'))).toMatchObject({ code: 'intake.malformed-json' });
  });

  test.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['application/json; charset=latin1'],
  ])('%s is a 415', async (type) => {
    const response = await post('text=a', { 'Content-Type': type });
    expect(response.status).toBe(415);
    expect(await problem(response)).toMatchObject({ code: 'intake.unsupported-media-type' });
  });

  test('a compressed body is a 415', async () => {
    expect((await post('{"text":"a"}', { 'Content-Encoding': 'gzip' })).status).toBe(415);
  });

  test('an unknown route is a 404 problem, below a service and elsewhere', async () => {
    expect(await problem(await send('/api/intake/nothing'))).toMatchObject({ status: 404, code: 'intake.not-found' });
    expect(await problem(await send('/nothing'))).toMatchObject({ status: 404, code: 'not-found' });
  });
});

describe('every error has its place', () => {
  test.each([
    ['not-found', 404, 'not-found'],
    ['nest', 404, 'not-found'],
    ['ending', 503, 'unavailable'],
    ['forbidden', 403, 'forbidden'],
    ['unauthenticated', 401, 'unauthenticated'],
    ['view-behind', 503, 'view-behind'],
    ['hot', 503, 'queue-full'],
    ['reused', 422, 'idempotency-key-reused'],
    ['full', 503, 'queue-full'],
    ['away', 503, 'log-unavailable'],
    ['gone', 503, 'log-unavailable'],
    ['refused', 400, 'event-refused'],
    ['real-clock', 409, 'not-a-demonstration'],
    ['backwards', 409, 'clock-only-forward'],
    ['moved', 500, 'internal'],
    ['secret', 500, 'internal'],
    ['text', 500, 'internal'],
  ])('%s → %i %s', async (what, status, code) => {
    const response = await send(`/api/intake/throw/${what}`);
    expect(response.status).toBe(status);
    expect(await problem(response)).toMatchObject({ status, code: `intake.${code}`, type: `/problems/${code}` });
    if (status === 503) expect(response.headers.get('retry-after')).toMatch(/^[1-9]/);
    if (status === 401) expect(response.headers.get('www-authenticate')).toContain('invalid_token');
  });

  test('a fault is logged under its id and never told', async () => {
    const response = await send('/api/intake/throw/secret', { headers: { 'X-Request-Id': 'request-4711' } });
    expect(await response.text()).not.toContain('hunter2');
    const fault = server.faults.find(({ fields }) => fields['requestId'] === 'request-4711');
    expect(String(fault?.fields['err'])).toContain('hunter2');
  });

  test('a database that is away is logged too, without telling where it is', async () => {
    const response = await send('/api/intake/throw/gone', { headers: { 'X-Request-Id': 'request-4712' } });
    expect(await response.text()).not.toContain('10.0.0.1');
    expect(server.faults.some(({ fields }) => fields['requestId'] === 'request-4712')).toBe(true);
  });

  test("a domain's rejection carries guard, basis and what would open the way", async () => {
    const response = await send('/api/intake/rejected');
    expect(response.status).toBe(409);
    expect(await problem(response)).toMatchObject({
      type: '/problems/step-not-open',
      code: 'intake.step-not-open',
      title: PROBLEMS.rejected.title,
      detail: 'No proceedings are open.',
      guard: 'proceedings-open',
      legalBasis: [{ citation: 'Reg 1/2003 Art 11(6)' }],
      first: ['OpenProceedings'],
    });
    const french = await send('/api/intake/rejected', { headers: { 'Accept-Language': 'fr-BE, en;q=0.5' } });
    expect(await problem(french)).toMatchObject({
      detail: "Aucune procédure n'est ouverte.",
      errors: [
        { path: 'proceedings-open', message: "Aucune procédure n'est ouverte." },
        { path: 'step', message: 'There is no such step.' },
      ],
    });
  });

  test('an answer that breaks in the middle is cut, not completed', async () => {
    await expect(send('/api/intake/half').then((response) => response.text())).rejects.toThrow();
  });
});

describe('headers', () => {
  test('a command has its key and expected version', async () => {
    const response = await post({ text: 'a' }, { 'Idempotency-Key': 'my key 1', 'If-Match': '"12"' });
    expect(await response.json()).toMatchObject({ command: { commandId: 'my key 1', ifMatch: 12 } });
  });

  test.each([
    ['Idempotency-Key', 'x'.repeat(201)],
    ['Idempotency-Key', ''],
    ['Idempotency-Key', 'caf\u00e9'],
    ['If-Match', '12'],
    ['If-Match', 'W/"12"'],
    ['If-Match', '*'],
    ['If-Match', '"1", "2"'],
    ['If-Match', '"-1"'],
  ])('%s: %s is a 400 that names it', async (name, value) => {
    const response = await post({ text: 'a' }, { [name]: value });
    expect(response.status).toBe(400);
    expect(await problem(response)).toMatchObject({ errors: [{ path: name }] });
  });

  test('an answer says version, positions and place', async () => {
    const { headers } = await send('/api/intake/answered', { method: 'POST' });
    expect(headers.get('etag')).toBe('"3"');
    expect(headers.get('dossier-position')).toBe('intake=81, case-state=40');
    expect(headers.get('location')).toBe('/api/intake/notes/1');
  });

  test('positions are read, and refused when they are none', async () => {
    const good = await send('/api/intake/notes', { headers: { 'Dossier-Position': 'case-state=40,intake=81' } });
    expect(await good.json()).toMatchObject({ positions: { intake: 81, 'case-state': 40 } });
    for (const bad of ['81', 'intake=', 'intake=-1', 'unknown=3', 'intake=1, intake=2', 'intake=99999999999999999']) {
      const response = await send('/api/intake/notes', { headers: { 'Dossier-Position': bad } });
      expect([bad, response.status]).toEqual([bad, 400]);
    }
  });

  test('a cursor comes back as it went; a broken one is a 400', async () => {
    const cursor = encodeCursor(['2024-06-28', 7]);
    const good = await send(`/api/intake/notes?cursor=${cursor}&limit=10`);
    expect(await good.json()).toMatchObject({ place: ['2024-06-28', 7], limit: 10 });
    for (const bad of ['%22', 'abc', encodeCursor({ other: 1 }), `${cursor}!`]) {
      expect([bad, (await send(`/api/intake/notes?cursor=${bad}`)).status]).toEqual([bad, 400]);
    }
    expect((await send('/api/intake/notes?limit=1000')).status).toBe(400);
  });

  test('request ids and traces go through; malformed ones do not', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const good = await send('/api/intake/notes', { headers: { 'X-Request-Id': 'abcdef-12', traceparent } });
    expect(good.headers.get('x-request-id')).toBe('abcdef-12');
    expect(good.headers.get('traceparent')).toBe(traceparent);
    const bad = await send('/api/intake/notes', { headers: { 'X-Request-Id': 'a b', traceparent: '00-0-0-0' } });
    expect(bad.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(bad.headers.get('traceparent')).toBeNull();
  });

  test('security headers allow ourselves alone', async () => {
    const { headers } = await send('/api/intake/notes');
    const policy = headers.get('content-security-policy') ?? '';
    for (const directive of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self' data:",
    ])
      expect(policy).toContain(directive);
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});

describe('more than a request may have', () => {
  test('header fields: 431, before anything is read from them', async () => {
    const headers = Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`x-${at}`, '1']));
    const refused = await send('/api/intake/notes', { headers });
    expect(refused.status).toBe(431);
    expect(await problem(refused)).toMatchObject({ code: 'intake.too-many-headers' });
  });

  test('nesting: 400', async () => {
    const deep = `${'{"a":'.repeat(50)}1${'}'.repeat(50)}`;
    expect(await problem(await post(`{"text":"x","deep":${deep}}`))).toMatchObject({
      code: 'intake.invalid-request',
      errors: [{ message: expect.stringContaining('Nested deeper') }],
    });
    // Deep enough to end a parser that calls itself.
    expect((await post('['.repeat(400_000) + ']'.repeat(400_000))).status).toBe(400);
  });
});

test('what an API answers is kept nowhere', async () => {
  expect((await send('/api/intake/notes')).headers.get('cache-control')).toBe('no-store');
});

describe('what no text may hold', () => {
  const cases: [string, unknown, ReturnType<typeof unfit>][] = [
    [
      'U+0000',
      { title: { en: 'a\u0000b' } },
      { path: 'title.en', message: expect.stringContaining('U+0000') as never },
    ],
    ['a lone surrogate', ['fine', '\ud800'], { path: '1', message: expect.stringContaining('surrogate') as never }],
    [
      'the names of an object’s own parts',
      JSON.parse('{"a":{"__proto__":{}}}'),
      { path: 'a.__proto__', message: expect.any(String) as never },
    ],
    ['a whole pair, and every other character', { a: '😀 é \u202e', n: 1, b: null, c: [true] }, undefined],
  ];
  test.each(cases)('%s', (_, value, found) => {
    expect(unfit(value)).toEqual(found);
  });
  test('a nesting that no request of ours has', () => {
    let value: unknown = 'end';
    for (let i = 0; i < 3000; i++) value = { value };
    expect(unfit(value)).toMatchObject({ message: expect.stringContaining('Nested deeper') });
  });
});
