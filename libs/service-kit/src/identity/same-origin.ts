import type { Request } from 'express';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export const changesState = (method: string): boolean => !SAFE_METHODS.has(method);

/**
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
