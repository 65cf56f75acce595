import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RequestListener } from 'node:http';
import { connect } from 'node:net';
import { eventually } from '#testing';
import { FrontDoor } from '../src/running/front-door.js';

const PAGE = { Accept: 'text/html' };
const services: RequestListener = (request, response) => response.end(`services: ${request.url}`);

let door: FrontDoor;
let url: string;
beforeEach(async () => {
  door = new FrontDoor();
  url = `http://127.0.0.1:${await door.listen(0, '127.0.0.1')}`;
});
afterEach(() => door.close());

const ask = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(url + path, { headers });
  return { status: answer.status, text: await answer.text(), retryAfter: answer.headers.get('retry-after') };
};

describe('before the databases are open', () => {
  test('it is alive, and not ready', async () => {
    expect((await ask('/api/intake/health/live')).status).toBe(200);
    expect((await ask('/api/intake/health/ready')).status).toBe(503);
  });

  test('a door says to come again, in a problem document', async () => {
    const { status, text, retryAfter } = await ask('/api/case-state/inquiries');
    expect({ status, retryAfter }).toEqual({ status: 503, retryAfter: '1' });
    expect(JSON.parse(text)).toMatchObject({ code: 'dossier.starting', status: 503 });
  });

  test('who asks for a page waits, and is told what for', async () => {
    const { status, text } = await ask('/', PAGE);
    expect(status).toBe(503);
    expect(text).toContain('Dossier is starting');
  });

  test('who asks for a page gets it as soon as everything is there', async () => {
    const page = ask('/inquiries', PAGE);
    door.move('open', services);
    expect(await page).toMatchObject({ status: 200, text: 'services: /inquiries' });
  });
});

test('while it is filled, the doors are open, the pages say so, and it is not ready', async () => {
  door.move('filling', services);
  expect((await ask('/api/intake/leads')).text).toBe('services: /api/intake/leads');
  expect((await ask('/api/intake/health/ready')).status).toBe(503);
  expect((await ask('/', PAGE)).text).toContain('Dossier is being filled');
});

test('when it closes, live streams end and what is under way is finished', async () => {
  let finish = (): void => {};
  let came = 0;
  door.move('open', (request, response) => {
    came += 1;
    if (request.url !== '/api/stream') {
      finish = () => response.end('done');
      return;
    }
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    response.write(': here\n\n');
  });
  const stream = ask('/api/stream');
  const slow = ask('/api/slow');
  await eventually(() => came === 2);
  const closed = door.close();
  expect((await stream).text).toBe(': here\n\n');
  finish();
  expect(await slow).toMatchObject({ status: 200, text: 'done' });
  await closed;
  await expect(ask('/')).rejects.toThrow();
});

test('a port that is in use is named, with the setting', async () => {
  const { port } = new URL(url);
  await expect(new FrontDoor().listen(Number(port), '127.0.0.1')).rejects.toThrow(
    `Port ${port} is in use by another program. Stop that one, or choose another with DOSSIER_PORT.`,
  );
});

describe('what is no request', () => {
  /** Sends bytes as they are. */
  const wire = (bytes: string): Promise<string> =>
    new Promise((done, failed) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
      let heard = '';
      socket.setEncoding('utf8');
      socket.on('data', (chunk) => (heard += String(chunk)));
      socket.on('error', failed);
      socket.on('close', () => done(heard));
    });
  const head = 'POST /api/intake/leads HTTP/1.1\r\nHost: x\r\n';

  test.each<[string, string, number, string]>([
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'dossier.invalid-request'],
    [
      'headers of more than 16 KB',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'dossier.too-many-headers',
    ],
    ['a line break within a header', `${head}X: a\rSet-Cookie: b\r\n\r\n`, 400, 'dossier.invalid-request'],
    [
      'two lengths, by which a proxy and we could disagree (request smuggling)',
      `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      'dossier.invalid-request',
    ],
    [
      'two different lengths',
      `${head}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd`,
      400,
      'dossier.invalid-request',
    ],
  ])('%s: a problem document, and the connection ends', async (_, bytes, status, code) => {
    door.move('open', services);
    const heard = await wire(bytes);
    expect(heard).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(heard).toMatch(/\r\nContent-Type: application\/problem\+json\r\n/);
    expect(heard).toMatch(/\r\nX-Content-Type-Options: nosniff\r\n/);
    expect(heard).toMatch(/\r\nConnection: close\r\n/);
    expect(JSON.parse(heard.slice(heard.indexOf('\r\n\r\n') + 4))).toMatchObject({ status, code });
  });
});

test('an idle connection is kept for longer than a proxy keeps it, so that the proxy is the one to close it', async () => {
  const response = await fetch(`${url}/api/intake/health/live`);
  await response.text();
  const kept = /timeout=(\d+)/.exec(response.headers.get('keep-alive') ?? '')?.[1];
  expect(Number(kept)).toBeGreaterThan(60);
});
