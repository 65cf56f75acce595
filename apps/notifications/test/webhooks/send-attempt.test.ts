import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { eventually } from '#testing';
import { AddressGuard, type Resolve } from '../../src/webhooks/address/address-guard.js';
import { deliveryBody } from '../../src/webhooks/attempt/cloud-event-body.js';
import { createSender, type AttemptLimits, type Attempted } from '../../src/webhooks/attempt/send-attempt.js';
import { retryAfterSeconds } from '../../src/webhooks/attempt/retry-after.js';
import { signedHeaders } from '../../src/webhooks/attempt/signed-headers.js';
import { startReceiver, type Receiver } from './receiver.js';

const LIMITS: AttemptLimits = { connectMs: 10_000, answerMs: 20_000, bodyMs: 300, bodyBytes: 16_384 };
const local = createSender(new AddressGuard(['127.0.0.0/8', '::1']), LIMITS);
/** For receivers that never answer. */
const hasty = createSender(new AddressGuard(['127.0.0.0/8', '::1']), { ...LIMITS, answerMs: 400 });
const never = new AbortController().signal;
const send = (url: string): Promise<Attempted> => local.send(url, { 'content-type': 'text/plain' }, 'hello', never);

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());
afterAll(() => Promise.all([local.close(), hasty.close()]));

describe('an attempt', () => {
  it('sends a POST with headers and body, and keeps the answer', async () => {
    receiver.answer((_request, response) => response.writeHead(202, { 'x-seen': 'yes' }).end('thanks\u0000'));
    const { outcome, answer } = await send(`${receiver.url}?key=1`);
    expect(outcome).toEqual({ kind: 'answered', status: 202 });
    expect(answer).toMatchObject({ status: 202, body: 'thanks\uFFFD', headers: { 'x-seen': 'yes' } });
    expect(receiver.received).toMatchObject([{ path: '/in?key=1', body: 'hello' }]);
  });

  it('does not follow a redirect', async () => {
    const elsewhere = await startReceiver();
    receiver.answer((_request, response) => response.writeHead(307, { location: elsewhere.url }).end());
    expect((await send(receiver.url)).outcome).toEqual({ kind: 'answered', status: 307 });
    expect(elsewhere.received).toEqual([]);
    await elsewhere.close();
  });

  it('keeps the first 16 kB of a body that never ends, and lets go of it', async () => {
    let closed = false;
    receiver.answer((_request, response, raw) => {
      response.writeHead(200);
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', pour);
      raw.socket.on('close', () => (closed = true));
      pour();
    });
    const { outcome, answer } = await send(receiver.url);
    expect(outcome).toEqual({ kind: 'answered', status: 200 });
    expect(answer?.body).toBe('x'.repeat(16_384));
    await eventually(() => closed);
  });

  it('goes by the status of an answer whose body stalls', async () => {
    receiver.answer((_request, response) => void response.writeHead(200).write('begun'));
    const { outcome, answer } = await send(receiver.url);
    expect(outcome).toEqual({ kind: 'answered', status: 200 });
    expect(answer?.body).toBe('begun');
  });

  it('gives up on a receiver that never answers', async () => {
    receiver.answer(() => undefined);
    const { outcome, answer } = await hasty.send(receiver.url, {}, '', never);
    expect(outcome).toEqual({ kind: 'timed-out', while: 'answering', afterMs: 400 });
    expect(answer).toBeUndefined();
  });

  it('gives up on a receiver that drips its headers', async () => {
    const dripping = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 200 OK\r\n');
      const drip = setInterval(() => socket.write(`x-${Date.now()}: drip\r\n`), 50);
      socket.on('close', () => clearInterval(drip));
    });
    await new Promise<void>((done) => dripping.listen(0, '127.0.0.1', done));
    const { outcome } = await hasty.send(
      `http://127.0.0.1:${(dripping.address() as AddressInfo).port}/`,
      {},
      '',
      never,
    );
    expect(outcome).toEqual({ kind: 'timed-out', while: 'answering', afterMs: 400 });
    await new Promise((done) => dripping.close(done));
  });

  it.each<[string, string, (socket: import('node:net').Socket) => void]>([
    ['a connection that is reset', 'connection reset', (socket) => socket.resetAndDestroy()],
    ['a connection that is closed', 'connection reset', (socket) => socket.end()],
    ['an answer that is not HTTP', 'answer is not HTTP', (socket) => socket.end('220 mail.example ESMTP\r\n')],
    [
      'headers beyond 16 kB',
      'answer headers too large',
      (socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`),
    ],
  ])('says what it met: %s', async (_name, why, act) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => act(socket));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { outcome } = await send(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    expect(outcome).toEqual({ kind: 'unreachable', why });
    await new Promise((done) => server.close(done));
  });

  it('says that nobody listens, that a name does not resolve, and that TLS is not spoken', async () => {
    const { url } = receiver;
    await receiver.close();
    expect((await send(url)).outcome).toEqual({ kind: 'unreachable', why: 'connection refused' });
    const nameless = createSender(
      new AddressGuard([], async () => {
        throw Object.assign(new Error('no'), { code: 'ENOTFOUND' });
      }),
      LIMITS,
    );
    expect((await nameless.send('https://hooks.example/', {}, '', never)).outcome).toEqual({
      kind: 'unreachable',
      why: 'name not resolved',
    });
    receiver = await startReceiver();
    expect((await send(receiver.url.replace('http:', 'https:'))).outcome).toEqual({
      kind: 'unreachable',
      why: 'TLS handshake failed',
    });
    await nameless.close();
  });

  it('rejects when it is called off, and is no outcome', async () => {
    receiver.answer(() => undefined);
    const stop = new AbortController();
    const attempt = local.send(receiver.url, {}, '', stop.signal);
    stop.abort(new Error('shutting down'));
    await expect(attempt).rejects.toThrow('shutting down');
  });
});

describe('the address guard at the connection', () => {
  it('refuses an address of this machine that a name leads to only later (DNS rebinding)', async () => {
    const answers = ['93.184.215.14', '127.0.0.1'];
    const rebinding: Resolve = async () => [{ address: answers.shift() ?? '127.0.0.1', family: 4 }];
    const guard = new AddressGuard([], rebinding);
    const { port } = new URL(receiver.url);
    const url = `https://rebinding.example:${port}/in`;
    expect(await guard.check(url)).toEqual({ url });
    const sender = createSender(guard, LIMITS);
    expect((await sender.send(url, {}, '', never)).outcome).toEqual({
      kind: 'refused',
      why: 'rebinding.example leads to a loopback address; webhooks go to public addresses only.',
    });
    expect(receiver.received).toEqual([]);
    await sender.close();
  });

  it('connects to the address that was checked, not to one looked up again', async () => {
    let asked = 0;
    const once: Resolve = async () => {
      asked += 1;
      return [{ address: '127.0.0.1', family: 4 }];
    };
    const sender = createSender(new AddressGuard(['127.0.0.1'], once), LIMITS);
    const { port } = new URL(receiver.url);
    expect((await sender.send(`http://only-here.example:${port}/in`, {}, '', never)).outcome).toEqual({
      kind: 'answered',
      status: 204,
    });
    expect(asked).toBe(1);
    expect(receiver.received[0]?.headers['host']).toBe(`only-here.example:${port}`);
    await sender.close();
  });

  it.each(['http://127.0.0.1:1/', 'http://[::1]/', 'http://0x7f.1/', 'https://[::ffff:127.0.0.1]/'])(
    'refuses a literal address too: %s',
    async (url) => {
      const strict = createSender(new AddressGuard([]), LIMITS);
      const { outcome } = await strict.send(url, {}, '', never);
      expect(outcome.kind).toBe('refused');
      await strict.close();
    },
  );

  it('takes no proxy from the environment', async () => {
    process.env['HTTP_PROXY'] = process.env['http_proxy'] = 'http://127.0.0.1:9';
    try {
      expect((await send(receiver.url)).outcome).toEqual({ kind: 'answered', status: 204 });
    } finally {
      delete process.env['HTTP_PROXY'];
      delete process.env['http_proxy'];
    }
  });
});

describe('the signature', () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const webhookId = '44444444-4444-5444-8444-444444444444';

  it('verifies with the Standard Webhooks library, over id, time and body', () => {
    const body = deliveryBody({ specversion: '1.0', data: { name: 'Ålesund AS' } }, { deliverysequence: 1 });
    const headers = signedHeaders({ webhookId, body, secret, attempt: 1, resend: false }, new Date());
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ deliverysequence: 1 });
    expect(() => new Webhook(secret).verify(body.replace('1', '2'), headers)).toThrow();
    expect(() => new Webhook(secret).verify(body, { ...headers, 'webhook-id': 'another' })).toThrow();
    expect(headers['dossier-resend']).toBeUndefined();
  });

  it('is new for a resend, which is marked; id and body stay', () => {
    const first = signedHeaders({ webhookId, body: '{}', secret, attempt: 1, resend: false }, new Date(1_000));
    const again = signedHeaders({ webhookId, body: '{}', secret, attempt: 2, resend: true }, new Date(9_000));
    expect(again['webhook-id']).toBe(first['webhook-id']);
    expect(again['webhook-signature']).not.toBe(first['webhook-signature']);
    expect(again).toMatchObject({ 'dossier-resend': 'true', 'dossier-attempt': '2', 'webhook-timestamp': '9' });
  });
});

describe('Retry-After', () => {
  const now = new Date('2024-08-06T12:30:00.000Z');
  it.each([
    [undefined, undefined],
    ['120', 120],
    [' 0 ', 0],
    ['Tue, 06 Aug 2024 12:31:00 GMT', 60],
    ['Tue, 06 Aug 2024 12:00:00 GMT', 0],
    ['-5', undefined],
    ['soon', undefined],
    ['1.5', undefined],
    ['99999999999', undefined],
  ])('%j: %j', (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });
});
