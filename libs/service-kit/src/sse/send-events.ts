import { once } from 'node:events';
import type { Request, Response } from 'express';
import { onSessionEnd } from '../identity/request-actor.js';
import { invalidRequest } from '../problems/errors.js';

/** One event of a live stream (HTML Standard §9.2). */
export interface ServerEvent {
  /** Becomes `Last-Event-ID` when the browser reconnects: a position. */
  id: number | string;
  /** Default: `message`. */
  event?: string;
  /** Sent as JSON. */
  data: unknown;
}

export interface SendOptions {
  /** Milliseconds between two signs of life; default 15,000. Proxies close what is silent for longer. */
  heartbeatMs?: number;
  /** How long a browser waits before it comes back, in milliseconds; default 1,000. */
  retryMs?: number;
  /**
   * Who listens. The stream ends a minute before the session does; the browser comes back by itself, is renewed if it may
   * be, and gets nothing more if it may not. Signing out, or being signed out, ends it at once.
   */
  reader?: { expiresAt?: number };
}

const BEFORE_THE_END_MS = 60_000;
/** A session in its last minute is not listened with for less than this: the browser would come back without a pause. */
const AT_LEAST_MS = 5000;

/**
 * The position that a browser saw last: from `Last-Event-ID`, or, for callers that cannot set it, the query `after`.
 * @returns undefined when it has seen nothing
 * @throws Problem invalid-request
 */
export function lastEventId(request: Pick<Request, 'headers' | 'query'>): number | undefined {
  const given = request.headers['last-event-id'] ?? request.query['after'];
  if (given === undefined || given === '') return undefined;
  const position = typeof given === 'string' && /^\d{1,16}$/.test(given) ? Number(given) : Number.NaN;
  if (!Number.isSafeInteger(position))
    throw invalidRequest([{ path: 'Last-Event-ID', message: 'a position: a whole number' }]);
  return position;
}

/**
 * Answers with a live stream until the caller goes away, the events end, or `stop` is aborted (the process shuts down).
 * Reads no faster than the caller does. Resolves when all is over; an error of the events ends the stream (the browser
 * comes back with its last id) and is rethrown.
 *
 * @param open makes the events; its signal is aborted when the caller has gone, and they must end then
 */
export async function sendEvents(
  request: Request,
  response: Response,
  open: (signal: AbortSignal) => AsyncIterable<ServerEvent>,
  { heartbeatMs = 15_000, retryMs = 1000, reader }: SendOptions = {},
  stop?: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  response.once('close', leave);
  stop?.addEventListener('abort', leave, { once: true });
  if (stop?.aborted) leave();

  response.status(200);
  response.set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store, no-transform',
    // nginx buffers answers unless told.
    'X-Accel-Buffering': 'no',
  });
  request.socket.setNoDelay(true);
  request.socket.setTimeout(0);
  response.flushHeaders();
  response.write(`retry: ${retryMs}\n\n`);

  const listensFor = reader?.expiresAt && Math.max(reader.expiresAt - Date.now() - BEFORE_THE_END_MS, AT_LEAST_MS);
  const sessionEnds = listensFor ? setTimeout(leave, listensFor) : undefined;
  const stopWatching = onSessionEnd(request, leave);
  const heartbeat = setInterval(() => {
    // Who does not read gets no more signs of life either: they would only pile up.
    if (!response.writableNeedDrain) response.write(': still here\n\n');
  }, heartbeatMs);
  try {
    for await (const event of open(gone.signal)) {
      if (gone.signal.aborted) break;
      if (!response.write(frame(event))) await once(response, 'drain', { signal: gone.signal });
    }
  } catch (error) {
    // That the caller has gone is no error, in whatever words the events say it.
    if (!gone.signal.aborted) throw error;
  } finally {
    clearInterval(heartbeat);
    clearTimeout(sessionEnds);
    stopWatching();
    response.off('close', leave);
    stop?.removeEventListener('abort', leave);
    gone.abort();
    response.end();
  }
}

/** JSON holds no raw line break, so one `data:` line carries it; ids and names must not either. */
function frame({ id, event, data }: ServerEvent): string {
  const name = event === undefined ? '' : `event: ${oneLine(event)}\n`;
  return `id: ${oneLine(String(id))}\n${name}data: ${JSON.stringify(data)}\n\n`;
}

function oneLine(text: string): string {
  if (/[\r\n\0]/.test(text)) throw new TypeError(`Not the id or name of an event: ${JSON.stringify(text)}`);
  return text;
}
