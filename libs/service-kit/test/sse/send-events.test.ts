import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Controller, Get, Module, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { EventSource } from 'undici';
import { eventually } from '#testing';
import { lastEventId, sendEvents, type ServerEvent } from '../../src/sse/index.js';
import { type Listening, listen } from '../listen.js';

/** What the test says next, and what has become of the stream. */
class Script {
  private readonly queue: (ServerEvent | Error | 'end')[] = [];
  private wake = () => {};
  opened = 0;
  ended = 0;
  taken = 0;
  say(...next: (ServerEvent | Error | 'end')[]) {
    this.queue.push(...next);
    this.wake();
  }
  async *events(signal: AbortSignal): AsyncGenerator<ServerEvent> {
    this.opened++;
    signal.addEventListener('abort', () => this.wake());
    try {
      while (!signal.aborted) {
        const next = this.queue.shift();
        if (next === 'end') return;
        if (next instanceof Error) throw next;
        if (next) {
          this.taken++;
          yield next;
        } else await new Promise<void>((resolve) => (this.wake = resolve));
      }
    } finally {
      this.ended++;
    }
  }
}

let script = new Script();
let stop = new AbortController();
let expiresAt = 0;

@Controller('api/intake')
class StreamController {
  @Get('stream')
  async stream(@Req() request: Request, @Res() response: Response) {
    const after = lastEventId(request) ?? 0;
    await sendEvents(
      request,
      response,
      async function* (signal) {
        yield { id: after, event: 'from', data: { after } };
        yield* script.events(signal);
      },
      { heartbeatMs: 20, ...(expiresAt && { reader: { expiresAt } }) },
      stop.signal,
    );
  }
}
@Module({ controllers: [StreamController] })
class StreamModule {}

let server: Listening;
beforeAll(async () => {
  server = await listen(StreamModule);
});
afterAll(() => server.close());
beforeEach(() => {
  script = new Script();
  stop = new AbortController();
});

/** Reads the bytes of a stream. */
async function open(headers: Record<string, string> = {}) {
  const leave = new AbortController();
  const response = await fetch(`${server.url}/api/intake/stream`, { headers, signal: leave.signal });
  const read = { text: '' };
  const decoder = new TextDecoder();
  const over = (async () => {
    for await (const chunk of response.body ?? []) read.text += decoder.decode(chunk as Uint8Array, { stream: true });
  })();
  over.catch(() => undefined);
  return { response, read, leave, over };
}

/** Listens as a browser does, reconnecting included. */
function listenLikeABrowser() {
  const source = new EventSource(`${server.url}/api/intake/stream`);
  const events: { id: string; event: string; data: unknown }[] = [];
  for (const name of ['message', 'from', 'moved'])
    source.addEventListener(name, (event) => {
      const { data, lastEventId: id } = event as MessageEvent;
      events.push({ id, event: name, data: JSON.parse(String(data)) as unknown });
    });
  return { source, events };
}

describe('a live stream', () => {
  test('says what it is', async () => {
    const { response, read, leave } = await open();
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toContain('no-store');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    await eventually(() => read.text.startsWith('retry: 1000\n\n'));
    leave.abort();
  });

  test('sends each event as it comes', async () => {
    const { source, events } = listenLikeABrowser();
    await eventually(() => events.length === 1);
    script.say({ id: 7, data: { text: 'line\nbreak, é' } });
    await eventually(() => events.length === 2);
    script.say({ id: 8, event: 'moved', data: null });
    await eventually(() => events.length === 3);
    expect(events).toEqual([
      { id: '0', event: 'from', data: { after: 0 } },
      { id: '7', event: 'message', data: { text: 'line\nbreak, é' } },
      { id: '8', event: 'moved', data: null },
    ]);
    source.close();
  });

  test('goes on after the last position seen when the browser comes back', async () => {
    const { source, events } = listenLikeABrowser();
    script.say({ id: 41, data: 'seen' }, 'end');
    await eventually(() =>
      events.some(({ event, data }) => event === 'from' && (data as { after: number }).after === 41),
    );
    source.close();
  });

  test.each(['x', '-1', '1.5', '99999999999999999'])('refuses %j as a position', async (id) => {
    const response = await fetch(`${server.url}/api/intake/stream`, { headers: { 'Last-Event-ID': id } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'intake.invalid-request' });
  });

  test('gives signs of life', async () => {
    const { read, leave } = await open();
    await eventually(() => read.text.split(': still here\n\n').length > 2);
    leave.abort();
  });

  test('ends when the caller goes away', async () => {
    const { leave } = await open();
    await eventually(() => script.opened === 1);
    leave.abort();
    await eventually(() => script.ended === 1);
  });

  test('ends before the session of who listens ends', async () => {
    expiresAt = Date.now() + 30_000;
    const { over } = await open();
    expiresAt = 0;
    await over;
    expect(script.ended).toBe(1);
  });

  test('ends when the process shuts down', async () => {
    const { over } = await open();
    await eventually(() => script.opened === 1);
    stop.abort();
    await over;
    expect(script.ended).toBe(1);
  });

  test('ends when the events end, or fail; the failure is logged', async () => {
    const first = await open();
    script.say('end');
    await first.over;
    const second = await open();
    script.say(new Error('the view is gone'));
    await second.over.catch(() => undefined);
    await eventually(() => server.faults.some(({ fields }) => String(fields['err']).includes('the view is gone')));
  });

  test('does not read ahead of a caller that does not read', async () => {
    const text = 'x'.repeat(64_000);
    script.say(...Array.from({ length: 2000 }, (_, index) => ({ id: index, data: text })));
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest(`${server.url}/api/intake/stream`, resolve).on('error', reject).end();
    });
    response.pause();
    // The buffers of both ends fill up, and then nothing more is taken: two looks see the same.
    let before = -1;
    await eventually(
      () => {
        const still = script.taken === before && script.taken > 0;
        before = script.taken;
        return still;
      },
      { every: 200 },
    );
    expect(script.taken).toBeLessThan(1000);
    response.resume();
    await eventually(() => script.taken === 2000);
    const closed = once(response, 'close');
    response.destroy();
    await closed;
    await eventually(() => script.ended === 1);
  });
});
