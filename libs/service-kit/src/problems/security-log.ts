import type { Request } from 'express';
import { contextOf } from '../http/request-context.js';
import { loggedPath } from '../logging/logged-path.js';
import { Problem, Rejected } from './errors.js';
import { type Suspicion, SUSPICIONS } from './suspicions.js';

/** What the security log needs of a logger. */
export interface SecurityLog {
  warn?(fields: object, message: string): void;
}

/** What an error that was thrown to a request looks like. */
export function suspicionOf(error: unknown): Suspicion | undefined {
  if (error instanceof Rejected) return error.rejection.code === 'code-wrong' ? 'code-refused' : undefined;
  if (!(error instanceof Problem)) return undefined;
  if (error.problem === 'too-many-requests') return 'too-many-tries';
  if (error.problem === 'too-many-headers') return 'too-many-headers';
  return error.extras.suspicion;
}

/**
 * Writes it down: what, from where, at which door, and who it was if that is known. Never what was sent: neither token nor body nor query.
 * @param reason in words of ours, or of a library about a token; never the token
 */
export function noteSuspicion(
  log: SecurityLog,
  suspicion: Suspicion,
  request: Pick<Request, 'ip' | 'method' | 'originalUrl' | 'headers'>,
  more: { reason?: string; person?: string } = {},
): void {
  log.warn?.(
    {
      security: suspicion,
      address: request.ip ?? 'unknown',
      method: request.method,
      path: loggedPath(request.originalUrl),
      requestId: contextOf(request).requestId,
      ...(more.reason !== undefined && { reason: more.reason.slice(0, 200) }),
      ...(more.person !== undefined && { person: more.person }),
    },
    SUSPICIONS[suspicion],
  );
}
