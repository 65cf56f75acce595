import type { ProblemView, Rejection } from '#contracts';
import type { ProblemCode } from './codes.js';
import type { Suspicion } from './suspicions.js';

/** One field that is wrong. `path` is dotted (`addressees.0.name`); empty for the whole. */
export type FieldError = NonNullable<ProblemView['errors']>[number];

/** A request that is answered with one of the `PROBLEMS`. Thrown at the doors (http/), never by a domain. */
export class Problem extends Error {
  constructor(
    readonly problem: ProblemCode,
    detail?: string,
    readonly extras: {
      errors?: FieldError[];
      headers?: Record<string, string>;
      cause?: unknown;
      /** The guard that refused, and what would open the way, in words. */
      guard?: string;
      first?: string[];
      /** What it looks like, beyond a mistake: noted in the log. */
      suspicion?: Suspicion;
    } = {},
  ) {
    super(detail ?? problem, { cause: extras.cause });
    this.name = 'Problem';
    this.detail = detail;
  }
  readonly detail: string | undefined;
}

export const invalidRequest = (errors: FieldError[], suspicion?: Suspicion): Problem =>
  new Problem('invalid-request', errors.length === 1 ? undefined : `${errors.length} things are wrong.`, {
    errors,
    ...(suspicion && { suspicion }),
  });

/** Unknown, and known but not to be seen, are answered alike (so that existence does not leak). */
export const notFound = (detail?: string): Problem => new Problem('not-found', detail);

export const forbidden = (detail?: string, suspicion?: Suspicion): Problem =>
  new Problem('forbidden', detail, suspicion && { suspicion });

/**
 * RFC 6750 §3: `invalid_token` when a token came but does not hold.
 * @param because why it does not; what is forged is noted in the log
 */
export const unauthenticated = (
  detail?: string,
  presented = false,
  because: { cause?: unknown; suspicion?: Suspicion; guard?: string } = {},
): Problem =>
  new Problem('unauthenticated', detail, {
    ...because,
    headers: { 'WWW-Authenticate': `Bearer realm="dossier"${presented ? ', error="invalid_token"' : ''}` },
  });

export const viewBehind = (detail?: string, retryAfterSeconds = 1): Problem =>
  new Problem('view-behind', detail, { headers: { 'Retry-After': String(retryAfterSeconds) } });

export const accessUnknown = (cause: unknown): Problem =>
  new Problem('access-unknown', undefined, { cause, headers: { 'Retry-After': '2' } });

/** Carries a domain's rejection from the command path to the filter. The one thing that is thrown for a business reason, and only there. */
export class Rejected extends Error {
  constructor(readonly rejection: Rejection) {
    super(rejection.code);
    this.name = 'Rejected';
  }
}
