import type { Request } from 'express';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export const changesState = (method: string): boolean => !SAFE_METHODS.has(method);

/**
 * The protection against forged requests (CSRF), for everything that a cookie carries. Both of what browsers offer, and no token besides:
 * `SameSite=Lax` keeps the cookie at home when another site sends a form; this check refuses what comes from another site all the same (a
 * sibling of our domain is the same *site*, and older browsers know no SameSite). A token would have to be within reach of scripts, and protects from
 * nothing that these two do not. Safe methods change nothing here, so they are not asked.
 *
 * Whether a request surely comes from a page of ours. Browsers say so in `Sec-Fetch-Site`, which no script can set, or else
 * in `Origin`. A request that says neither is not taken for ours.
 * @param ourOrigin scheme, host and port as browsers see them
 */
export function isSameOrigin(request: Pick<Request, 'headers'>, ourOrigin: string): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = request.headers;
  if (origin === undefined) return false;
  // Both names of a loopback installation are ours: who opened it as 127.0.0.1 posts from there, to there.
  return origin === ourOrigin || origin === `${new URL(ourOrigin).protocol}//${host}`;
}

/** Whether a request says of itself that a page of another site sent it. What is no browser says nothing, and carries no cookie of anybody's. */
export const isFromElsewhere = (request: Pick<Request, 'headers'>, ourOrigin: string): boolean =>
  (request.headers['sec-fetch-site'] !== undefined || request.headers.origin !== undefined) &&
  !isSameOrigin(request, ourOrigin);
