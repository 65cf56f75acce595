import { HttpException } from '@nestjs/common';
import type { LocalizedText, ProblemView } from '#contracts';
import { PROBLEMS, type ProblemCode } from './codes.js';
import { Problem, Rejected } from './errors.js';

/** A problem document before it knows which request it belongs to. */
export interface MappedProblem {
  body: Omit<ProblemView, 'type' | 'code' | 'instance'>;
  /** Without the service's name. */
  code: string;
  headers: Record<string, string>;
  /** True when this is a fault of ours: log it, tell nothing. */
  fault: boolean;
}

/** The event store's errors, by their stable `code`. What is not here (a checkpoint that moved, an unknown log) is a fault of ours. */
const LOG_ERRORS: Record<string, { problem: ProblemCode; retryAfterSeconds?: number; tell?: true }> = {
  // Not a stale caller, who is told so by the command runner: others were quicker each time it was decided again.
  'wrong-expected-version': { problem: 'queue-full', retryAfterSeconds: 1 },
  'command-reused': { problem: 'idempotency-key-reused' },
  'event-refused': { problem: 'event-refused', tell: true },
  'queue-full': { problem: 'queue-full', retryAfterSeconds: 1 },
  'log-unavailable': { problem: 'log-unavailable', retryAfterSeconds: 2 },
  'not-a-demonstration': { problem: 'not-a-demonstration' },
  'clock-only-forward': { problem: 'clock-only-forward', tell: true },
};

/** PostgreSQL is away (class 08, 57P0x: shutting down, 53300: too many connections), or its socket is. */
const DATABASE_AWAY = /^(08\w{3}|57P0[123]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/;

/** The same where the server could say nothing any more: node-postgres has words for it, and no code. */
const CONNECTION_GONE =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout)/;

const BY_STATUS: Record<number, ProblemCode> = {
  400: 'invalid-request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  409: 'rejected',
  413: 'too-large',
  415: 'unsupported-media-type',
  503: 'unavailable',
};

const known = (code: ProblemCode, detail?: string, headers: Record<string, string> = {}): MappedProblem => ({
  body: { title: PROBLEMS[code].title, status: PROBLEMS[code].status, ...(detail && { detail }) },
  code,
  headers,
  fault: code === 'internal',
});

/**
 * Turns anything that was thrown into a problem. Total: what is not known is `internal`, and its text stays inside.
 * @param languages BCP 47 tags in order of preference, for details that come in several languages
 */
export function fromError(error: unknown, languages: readonly string[] = []): MappedProblem {
  if (error instanceof Problem) {
    const mapped = known(error.problem, error.detail, error.extras.headers);
    const { errors, guard, first } = error.extras;
    Object.assign(mapped.body, { ...(errors && { errors }), ...(guard && { guard }), ...(first && { first }) });
    // Somebody has to mend it: told in the log, with its cause.
    if (error.problem === 'mail-unavailable') return { ...mapped, fault: true };
    return error.problem === 'issuer-unavailable'
      ? { ...mapped, headers: { 'Retry-After': '5' }, fault: true }
      : mapped;
  }
  if (error instanceof Rejected) return fromRejection(error, languages);
  const code = (error as { code?: unknown } | null | undefined)?.code;
  if (typeof code === 'string') {
    const fromLog = LOG_ERRORS[code];
    if (fromLog) {
      const headers: Record<string, string> = fromLog.retryAfterSeconds
        ? { 'Retry-After': String(fromLog.retryAfterSeconds) }
        : {};
      const mapped = known(fromLog.problem, fromLog.tell ? (error as Error).message : undefined, headers);
      return { ...mapped, fault: code === 'log-unavailable' };
    }
    if (DATABASE_AWAY.test(code))
      return { ...known('log-unavailable', undefined, { 'Retry-After': '2' }), fault: true };
  }
  if (error instanceof Error && CONNECTION_GONE.test(error.message))
    return { ...known('log-unavailable', undefined, { 'Retry-After': '2' }), fault: true };
  if (error instanceof HttpException) {
    // A check of the body's bytes refused them: what it said is what is answered, not the parser's own status for it (403).
    if (error.cause instanceof Problem) return fromError(error.cause, languages);
    const byStatus = BY_STATUS[error.getStatus()];
    // The body parser's name for a body that is not JSON.
    const { type } = (error.cause ?? {}) as { type?: unknown };
    if (type === 'entity.parse.failed') return known('malformed-json', error.message);
    if (type === 'encoding.unsupported' || type === 'charset.unsupported') return known('unsupported-media-type');
    if (byStatus) return known(byStatus, error.message, byStatus === 'unavailable' ? { 'Retry-After': '1' } : {});
  }
  return known('internal');
}

function fromRejection({ rejection }: Rejected, languages: readonly string[]): MappedProblem {
  const { code, detail, guard, basis, first, errors, status = 409 } = rejection;
  const ours = PROBLEMS[code as ProblemCode] as { title: string } | undefined;
  return {
    code,
    headers: {},
    fault: false,
    body: {
      title: ours?.title ?? PROBLEMS.rejected.title,
      status,
      detail: inLanguage(detail, languages),
      ...(guard && { guard }),
      ...(basis && { legalBasis: basis }),
      ...(first && { first }),
      ...(errors && {
        errors: errors.map(({ path, message }) => ({ path, message: inLanguage(message, languages) })),
      }),
    },
  };
}

function inLanguage(text: LocalizedText | string, languages: readonly string[]): string {
  if (typeof text === 'string') return text;
  for (const tag of languages) {
    const exact = text[tag] ?? text[tag.split('-')[0] ?? ''];
    if (exact) return exact;
  }
  return text.en;
}
