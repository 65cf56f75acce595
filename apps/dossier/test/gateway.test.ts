import { afterEach, describe, expect, test } from '@jest/globals';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import express from 'express';
import { eventually, testAuthority } from '#testing';
import { forward } from '../src/gateway/forward.js';
import { Instances } from '../src/gateway/instances.js';

const servers: Server[] = [];
const instancesMade: Instances[] = [];
afterEach(async () => {
  for (const instances of instancesMade.splice(0)) instances.stop();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

/** Starts an instance; without a listener it says its name and what it was asked. */
async function instance(name: string, answer?: RequestListener, port = 0): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/health/ready')) return response.end('{}');
    if (answer) return answer(request, response);
    response.setHeader('X-Served-By', name);
    response.end(JSON.stringify({ name, url: request.url, headers: request.headers }));
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** A gateway before instances of intake; every other service is at an address where nobody listens. */
async function gatewayTo(urls: string[], { publicUrl = 'https://dossier.example', looking = false } = {}) {
  const of = (service: string, at: string[], pinned = false) => {
    const made = new Instances(service, { urls: at, ready: '/api/intake/health/ready', pinned, lookMs: 50 });
    if (looking) made.start();
    instancesMade.push(made);
    return made;
  };
  const nobody = await instance('nobody');
  await new Promise((done) => nobody.server.close(done));
  const app = express();
  app.use(
    forward({
      services: {
        intake: of('intake', urls),
        'case-state': of('case-state', [nobody.url]),
        notifications: of('notifications', [nobody.url]),
      },
      demoIssuer: of('case-state', urls, true),
      demoAllow: [],
      publicUrl: () => publicUrl,
      log: { warn: () => undefined },
    }),
  );
  app.use((_request, response) => void response.send('a page'));
  const server = createServer(app);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const closed = async (server: Server): Promise<void> => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
};

/** With headers that `fetch` would not send. */
const raw = (url: string, headers: Record<string, string>): Promise<IncomingMessage & { body: string }> =>
  new Promise((done, failed) => {
    const asked = httpRequest(url, { headers }, (answer) => {
      let body = '';
      answer.on('data', (chunk) => (body += String(chunk)));
      answer.on('end', () => done(Object.assign(answer, { body })));
    });
    asked.once('error', failed);
    asked.end();
  });

describe('several instances', () => {
  test('are asked in turn', async () => {
    const [a, b] = [await instance('a'), await instance('b')];
    const url = await gatewayTo([a.url, b.url]);
    const served: (string | null)[] = [];
    for (let i = 0; i < 4; i++) served.push((await fetch(`${url}/api/intake/leads`)).headers.get('x-served-by'));
    expect(served).toEqual(['a', 'b', 'a', 'b']);
  });

  test('one that refuses is passed over, with its body whole, and asked again when it is back', async () => {
    const echo: RequestListener = (request, response) => void request.pipe(response);
    const [a, b] = [await instance('a', echo), await instance('b', echo)];
    const url = await gatewayTo([a.url, b.url], { looking: true });
    const port = (a.server.address() as AddressInfo).port;
    await closed(a.server);
    const body = 'x'.repeat(900_000);
    for (let i = 0; i < 4; i++) {
      const answer = await fetch(`${url}/api/intake/leads`, { method: 'POST', body });
      expect([answer.status, (await answer.text()).length]).toEqual([200, body.length]);
    }
    await instance('a', undefined, port);
    await eventually(async () => (await fetch(`${url}/api/intake/leads`)).headers.get('x-served-by') === 'a');
  });

  test('one that is stuck, or not ready, is left out', async () => {
    const a = createServer((_request, response) => void response.writeHead(503).end());
    servers.push(a);
    await new Promise<void>((done) => a.listen(0, '127.0.0.1', done));
    const b = await instance('b');
    const url = await gatewayTo([`http://127.0.0.1:${(a.address() as AddressInfo).port}`, b.url], { looking: true });
    await eventually(async () => {
      const all = await Promise.all(Array.from({ length: 4 }, () => fetch(`${url}/api/intake/leads`)));
      return all.every((answer) => answer.headers.get('x-served-by') === 'b');
    });
  });

  test('the demo issuer is always asked at the same one', async () => {
    const [a, b] = [await instance('a'), await instance('b')];
    const url = await gatewayTo([a.url, b.url]);
    for (let i = 0; i < 3; i++) expect((await fetch(`${url}/oidc/auth`)).headers.get('x-served-by')).toBe('a');
  });
});

describe('when nobody answers', () => {
  test('503 as a problem, with Retry-After', async () => {
    const url = await gatewayTo([]);
    const answer = await fetch(`${url}/api/case-state/inquiries`);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('retry-after')]).toEqual([
      503,
      'application/problem+json; charset=utf-8',
      '1',
    ]);
    expect(await answer.json()).toMatchObject({ code: 'case-state.unavailable', type: '/problems/unavailable' });
  });

  test('502 as a problem when an instance breaks off before it answers', async () => {
    const a = await instance('a', (request) => void request.socket.destroy());
    const url = await gatewayTo([a.url]);
    const answer = await fetch(`${url}/api/intake/leads`, { method: 'POST', body: '{}' });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([502, '1']);
    expect(await answer.json()).toMatchObject({ code: 'intake.no-answer' });
  });

  test('half an answer is cut, and not passed for a whole one', async () => {
    const a = await instance('a', (request, response) => {
      response.write('half');
      setTimeout(() => request.socket.destroy(), 20);
    });
    const url = await gatewayTo([a.url]);
    await expect(fetch(`${url}/api/intake/leads`).then((answer) => answer.text())).rejects.toThrow();
  });
});

describe('live streams', () => {
  test('arrive event by event, and end on either side', async () => {
    let live: import('node:http').ServerResponse | undefined;
    const a = await instance('a', (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write('data: 1\n\n');
      live = response;
    });
    const url = await gatewayTo([a.url]);
    const gone = new AbortController();
    const answer = await fetch(`${url}/api/intake/rfis/stream`, { signal: gone.signal });
    const reader = answer.body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('data: 1\n\n');
    live!.write('data: 2\n\n');
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('data: 2\n\n');
    gone.abort();
    await eventually(() => live!.destroyed);
    const again = await fetch(`${url}/api/intake/rfis/stream`);
    live!.end();
    expect(await again.text()).toBe('data: 1\n\n');
  });
});

describe('headers', () => {
  test('of the hop stay out, in both directions', async () => {
    const a = await instance('a', (request, response) => {
      response.setHeader('Keep-Alive', 'timeout=77');
      response.setHeader('X-Of-This-Hop', 'secret');
      response.setHeader('Connection', 'close, X-Of-This-Hop');
      response.end(JSON.stringify(request.headers));
    });
    const url = await gatewayTo([a.url]);
    const answer = await raw(`${url}/api/intake/leads`, {
      Connection: 'keep-alive, X-Mine',
      'X-Mine': '1',
      TE: 'trailers',
      'Proxy-Authorization': 'Basic abc',
    });
    const seen = JSON.parse(answer.body) as Record<string, string>;
    expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(['x-mine']));
    expect([seen['te'], seen['proxy-authorization']]).toEqual([undefined, undefined]);
    expect(answer.headers['x-of-this-hop']).toBeUndefined();
    expect(answer.headers['keep-alive']).not.toBe('timeout=77');
  });

  test('what a client says of its way is not believed; the public address is said', async () => {
    const a = await instance('a');
    const url = await gatewayTo([a.url]);
    const answer = await raw(`${url}/api/intake/leads?q=1`, {
      Host: 'dossier.example',
      'X-Forwarded-For': '6.6.6.6',
      'X-Forwarded-Proto': 'gopher',
      Forwarded: 'for=6.6.6.6',
    });
    const { headers, url: asked } = JSON.parse(answer.body) as { headers: Record<string, string>; url: string };
    expect(asked).toBe('/api/intake/leads?q=1');
    expect(headers).toMatchObject({
      host: 'dossier.example',
      'x-forwarded-for': expect.stringContaining('127.0.0.1') as unknown,
      'x-forwarded-host': 'dossier.example',
      'x-forwarded-proto': 'https',
      'x-request-id': expect.stringMatching(/^[\w-]{8,}$/) as unknown,
    });
    expect(headers['forwarded']).toBeUndefined();
  });
});

describe('the demo issuer', () => {
  test('is handed on for this machine only, without a word of the way', async () => {
    const a = await instance('a');
    const url = await gatewayTo([a.url]);
    const { headers } = JSON.parse((await raw(`${url}/oidc/auth`, {})).body) as { headers: Record<string, string> };
    expect([headers['x-forwarded-for'], headers['forwarded']]).toEqual([undefined, undefined]);
    expect((await raw(`${url}/oidc/auth`, { Host: 'evil.example' })).statusCode).toBe(403);
    expect((await raw(`${url}/oidc/auth`, { 'X-Forwarded-For': '6.6.6.6' })).statusCode).toBe(403);
  });
});

test('anything else is a page', async () => {
  const url = await gatewayTo([]);
  expect(await (await fetch(`${url}/api-is-not-this`)).text()).toBe('a page');
  expect(await (await fetch(`${url}/`)).text()).toBe('a page');
});

test('a caller that leaves takes its request with it', async () => {
  let upstream: Socket | undefined;
  const a = await instance('a', (request) => void (upstream = request.socket));
  const url = await gatewayTo([a.url]);
  const gone = new AbortController();
  const asking = fetch(`${url}/api/intake/leads`, { signal: gone.signal }).catch(() => 'gone');
  await eventually(() => upstream !== undefined);
  gone.abort();
  expect(await asking).toBe('gone');
  await eventually(() => upstream!.destroyed);
});

describe('instances that listen with TLS', () => {
  const ours = testAuthority();
  /** An instance with a certificate of an authority, behind instances that believe ours. */
  const behind = async (by: typeof ours) => {
    const server = createTlsServer(by.forLoopback(), (_request, response) => response.end('{"name":"secured"}'));
    servers.push(server as unknown as Server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const told: string[] = [];
    const instances = new Instances('intake', {
      urls: [`https://127.0.0.1:${(server.address() as AddressInfo).port}`],
      ready: '/api/intake/health/ready',
      lookMs: 20,
      ca: ours.ca,
      distrusted: (at, error) => told.push(`${at}: ${error.message}`),
    });
    instances.start();
    instancesMade.push(instances);
    const ask = () =>
      new Promise<string>((done, failed) => {
        const asked = httpRequest('http://intake/api/intake/x', { agent: instances }, (answer) => {
          let body = '';
          answer.on('data', (chunk) => (body += String(chunk)));
          answer.on('end', () => done(body));
        });
        asked.once('error', failed);
        asked.end();
      });
    return { ask, told };
  };

  test('are asked where their certificate comes from the authority of the installation', async () => {
    const { ask, told } = await behind(ours);
    expect(await ask()).toBe('{"name":"secured"}');
    expect(told).toEqual([]);
  });

  test('get no byte where it does not: that is told once, in one line', async () => {
    const { ask, told } = await behind(testAuthority('Somebody else'));
    await expect(ask()).rejects.toThrow('No instance of intake takes a connection.');
    await expect(ask()).rejects.toThrow();
    await eventually(async () => told.length > 0);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^intake at https:\/\/127\.0\.0\.1:\d+: [^\n]*certificate[^\n]*$/);
  });
});
