import { Agent, errors } from 'undici';
import type { AttemptOutcome, UnreachableReason } from '../../domain/delivery/attempt-outcome.js';
import type { AddressGuard } from '../address/address-guard.js';
import { ConnectionRefusedByGuard, guardedConnect, NameNotResolved } from '../address/guarded-connect.js';
import { retryAfterSeconds } from './retry-after.js';

/** Limits of one attempt. Machine time, never a demonstration's. */
export interface AttemptLimits {
  /** Milliseconds for name, TCP and TLS. */
  connectMs: number;
  /** Milliseconds from the beginning until the head of the answer is here. Standard Webhooks asks senders for 15 to 30 s. */
  answerMs: number;
  /** Milliseconds that the rest of the answer may take; what has come by then is kept. */
  bodyMs: number;
  /** Bytes of the answer's body that are kept. */
  bodyBytes: number;
}

export const ATTEMPT_LIMITS: AttemptLimits = { connectMs: 5_000, answerMs: 15_000, bodyMs: 3_000, bodyBytes: 16_384 };

/** The longest that an attempt can take, in milliseconds. */
export const longestAttemptMs = ({ answerMs, bodyMs }: AttemptLimits): number => answerMs + bodyMs;

/** What the receiver answered, as far as it is kept. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** The first `bodyBytes` of it, as UTF-8. */
  body: string;
}

export interface Attempted {
  outcome: AttemptOutcome;
  answer?: Answer;
  tookMs: number;
}

export interface Sender {
  /** @param signal aborts at shutdown: the attempt then rejects and counts for nothing */
  send(url: string, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<Attempted>;
  close(): Promise<void>;
}

/** Sends attempts: one connection each, redirects not followed, no proxy from the environment, every end of it an outcome. */
export function createSender(guard: AddressGuard, limits: AttemptLimits = ATTEMPT_LIMITS): Sender {
  const agent = new Agent({
    connect: guardedConnect(guard, limits.connectMs),
    // No connection is kept: each attempt resolves and checks anew, and none meets a connection that the receiver is just closing.
    pipelining: 0,
    connections: null,
    headersTimeout: limits.answerMs,
    bodyTimeout: limits.bodyMs,
    maxHeaderSize: 16_384,
  });
  return {
    async send(url, headers, body, signal) {
      const started = performance.now();
      const answerBy = new AbortController();
      const timer = setTimeout(() => answerBy.abort(new AnswerTooLate()), limits.answerMs);
      const took = () => Math.round(performance.now() - started);
      try {
        const { pathname, search, origin } = new URL(url);
        const answered = await agent.request({
          origin,
          path: pathname + search,
          method: 'POST',
          headers,
          body,
          signal: AbortSignal.any([signal, answerBy.signal]),
        });
        clearTimeout(timer);
        const kept = keptHeaders(answered.headers);
        const text = await beginningOf(answered.body, limits);
        const after = retryAfterSeconds(kept['retry-after'], new Date());
        return {
          outcome: {
            kind: 'answered',
            status: answered.statusCode,
            ...(after !== undefined && { retryAfterSeconds: after }),
          },
          answer: { status: answered.statusCode, headers: kept, body: text },
          tookMs: took(),
        };
      } catch (error) {
        if (signal.aborted) throw error;
        return { outcome: outcomeOf(error, limits), tookMs: took() };
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => agent.destroy(),
  };
}

class AnswerTooLate extends Error {
  override readonly name = 'AnswerTooLate';
}

/** At most 64 headers of 1,000 characters each are kept; undici has refused more than 16 kB of them before. */
function keptHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const kept = Object.entries(headers).slice(0, 64);
  return Object.fromEntries(
    kept.map(([name, value]) => [name, storable([value ?? ''].flat().join(', ')).slice(0, 1_000)]),
  );
}

/** The first bytes of an answer's body. Its status has decided already: whatever happens to the rest of it changes nothing. */
async function beginningOf(
  body: AsyncIterable<Buffer> & { destroy(): unknown; on(event: 'error', listener: () => void): unknown },
  { bodyMs, bodyBytes }: AttemptLimits,
): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Destroying what is half read makes it complain; there is nobody left to whom that matters.
  body.on('error', () => undefined);
  const timer = setTimeout(() => body.destroy(), bodyMs);
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= bodyBytes) break;
    }
  } catch {
    // The connection ended within the body, or its time was up: what had come by then is kept.
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
  return storable(new TextDecoder('utf-8').decode(Buffer.concat(chunks).subarray(0, bodyBytes)));
}

/** PostgreSQL's text holds no U+0000. */
const storable = (text: string): string => text.replaceAll('\u0000', '\uFFFD');

/** Every way in which a request can end without an answer, as an outcome. Total: what is not known is `connection failed`. */
function outcomeOf(error: unknown, limits: AttemptLimits): AttemptOutcome {
  if (error instanceof ConnectionRefusedByGuard) return { kind: 'refused', why: error.refusal.why };
  if (error instanceof NameNotResolved) return { kind: 'unreachable', why: 'name not resolved' };
  if (error instanceof errors.ConnectTimeoutError)
    return { kind: 'timed-out', while: 'connecting', afterMs: limits.connectMs };
  if (error instanceof AnswerTooLate || error instanceof errors.HeadersTimeoutError)
    return { kind: 'timed-out', while: 'answering', afterMs: limits.answerMs };
  return { kind: 'unreachable', why: reasonOf(error) };
}

function reasonOf(error: unknown): UnreachableReason {
  // Several addresses were tried (RFC 8305): the first one's failure speaks for all.
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (error instanceof errors.HeadersOverflowError) return 'answer headers too large';
  if (error instanceof errors.HTTPParserError)
    return error.code === 'HPE_HEADER_OVERFLOW' ? 'answer headers too large' : 'answer is not HTTP';
  const code = (error as { code?: unknown }).code;
  if (typeof code !== 'string') return 'connection failed';
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET') return 'connection reset';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name not resolved';
  if (/^(ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|EADDRNOTAVAIL)$/.test(code)) return 'network unreachable';
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS_CERT/.test(code)) return 'certificate not trusted';
  if (/^(EPROTO|ERR_SSL_|ERR_TLS_)/.test(code)) return 'TLS handshake failed';
  return 'connection failed';
}
