import type { NextFunction, Request, Response } from 'express';
import { Problem } from '../problems/errors.js';

/** More than any browser or proxy sends. Node itself takes no more than 16 KB of them, and would drop those beyond 2,000 without a word. */
export const MOST_HEADERS = 100;

/** Refuses a request with too many header fields (RFC 6585 §5), before anything is read from them. */
export function limitHeaders(request: Request, _response: Response, next: NextFunction): void {
  next(request.rawHeaders.length > 2 * MOST_HEADERS ? new Problem('too-many-headers') : undefined);
}

/** What an API answers is one person's: it is not kept anywhere unless the route says otherwise. */
export function keepNothing(request: Request, response: Response, next: NextFunction): void {
  if (request.originalUrl.startsWith('/api/')) response.setHeader('Cache-Control', 'no-store');
  next();
}
