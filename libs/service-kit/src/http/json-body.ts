import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { invalidRequest, Problem } from '../problems/errors.js';

/** The largest request body, in bytes. */
export const BODY_LIMIT_BYTES = 1_000_000;

const isApi = (url: string | undefined): boolean => url === '/api' || Boolean(url?.startsWith('/api/'));

const hasBody = (headers: Request['headers']): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Whether a `Content-Type` is JSON in UTF-8 (RFC 8259 §8.1 allows no other between systems). */
function isJson(contentType: string | undefined): boolean {
  const [type, ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  return type === 'application/json' && (charset === undefined || /^charset="?utf-8"?$/.test(charset));
}

/** Where a form comes instead: from an OpenID Connect issuer (Back-Channel Logout 1.0 §2.5) and from OAuth clients (RFC 6749 §4.4.2), which know no other. */
const FORM = /^\/api\/case-state\/(sign-out\/back-channel|token)(\?|$)/;
const FORM_LIMIT_BYTES = 20_000;
const isForm = (contentType: string | undefined): boolean =>
  /^application\/x-www-form-urlencoded\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType ?? '');

function refuseOtherBodies(request: Request, _response: Response, next: NextFunction): void {
  const { originalUrl, headers } = request;
  const fits = FORM.test(originalUrl) ? isForm : isJson;
  const refused = isApi(originalUrl) && hasBody(headers) && !fits(headers['content-type']);
  next(refused ? new Problem('unsupported-media-type') : undefined);
}

/** Nesting that a request may have: far more than any of ours needs, far less than a parser's stack. */
const DEEPEST = 40;
const NAMES_OF_OBJECTS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * What no text of ours may hold, whatever field it stands in: U+0000 and lone surrogates have no place in PostgreSQL and no canonical form
 * (RFC 8785 §3.2.2.2), and the names of an object's own parts are no fields.
 * @returns where and what, or undefined
 */
export function unfit(value: unknown, path = '', depth = 0): { path: string; message: string } | undefined {
  if (depth > DEEPEST) return { path, message: `Nested deeper than ${DEEPEST} levels.` };
  if (typeof value === 'string') return unfitText(value) ? { path, message: unfitText(value)! } : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const at = path ? `${path}.${key}` : key;
    if (NAMES_OF_OBJECTS.has(key) || unfitText(key)) return { path: at, message: 'There is no such field.' };
    const found = unfit(inner, at, depth + 1);
    if (found) return found;
  }
  return undefined;
}

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

const unfitText = (text: string): string | undefined =>
  text.includes('\u0000')
    ? 'Holds U+0000, which no text may hold.'
    : !LONE_SURROGATE.test(text)
      ? undefined
      : 'Holds half of a surrogate pair, which is no character.';

/** Refuses a body or an address that holds what no text may hold. */
function refuseUnfit(request: Request, _response: Response, next: NextFunction): void {
  if (!isApi(request.originalUrl)) return next();
  const found =
    unfit(request.body) ??
    (/%00/.test(request.originalUrl) ? { path: '', message: 'The address holds U+0000.' } : undefined);
  next(found ? invalidRequest([found], 'unfit-input') : undefined);
}

/** A body that is not UTF-8 is not JSON (RFC 8259 §8.1): nothing is silently replaced. */
function refuseOtherThanUtf8(_request: IncomingMessage, _response: unknown, body: Buffer): void {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new Problem('malformed-json', 'The body is not UTF-8.');
  }
}

/** Reads JSON bodies below `/api` (at two addresses a form); anything else that has a body is refused (415), too large is 413, not JSON is 400. */
export function readJsonBodies(app: NestExpressApplication): void {
  app.use(refuseOtherBodies);
  const options = {
    limit: BODY_LIMIT_BYTES,
    strict: false,
    inflate: false,
    verify: refuseOtherThanUtf8,
    type: (request: IncomingMessage) => isApi((request as Request).originalUrl),
  };
  app.useBodyParser('urlencoded', {
    extended: false,
    limit: FORM_LIMIT_BYTES,
    inflate: false,
    type: (request: IncomingMessage) => FORM.test((request as Request).originalUrl),
  });
  app.useBodyParser('json', options);
  app.use(refuseUnfit);
}
