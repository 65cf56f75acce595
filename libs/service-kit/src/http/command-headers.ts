import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { invalidRequest } from '../problems/errors.js';
import { contextOf } from './request-context.js';

/** What the headers of a command say. */
export interface CommandHeaders {
  /** `Idempotency-Key` as it came: 1 to 200 printable ASCII characters. */
  commandId?: string;
  /** The expected version, from `If-Match: "<version>"` (RFC 9110 §13.1.1; strong tags only). */
  ifMatch?: number;
  requestId: string;
  traceparent?: string;
}

const PRINTABLE = /^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/;
const VERSION_TAG = /^"(0|[1-9]\d{0,15})"$/;

/** @throws Problem invalid-request when a header is malformed */
export function commandHeaders(request: Pick<Request, 'headers'>): CommandHeaders {
  const key = request.headers['idempotency-key'];
  const tag = request.headers['if-match'];
  const errors = [];
  if (key !== undefined && (typeof key !== 'string' || !PRINTABLE.test(key)))
    errors.push({ path: 'Idempotency-Key', message: '1 to 200 printable ASCII characters' });
  const version = tag === undefined ? null : VERSION_TAG.exec(tag);
  if (tag !== undefined && !version)
    errors.push({ path: 'If-Match', message: 'one version in double quotes, as it came in ETag, e.g. "3"' });
  if (errors.length > 0) throw invalidRequest(errors);
  return {
    ...contextOf(request),
    ...(typeof key === 'string' && { commandId: key }),
    ...(version && { ifMatch: Number(version[1]) }),
  };
}

/** What `@Command()` gives. The OpenAPI document knows a command by it. */
export const commandOfContext = (_: unknown, context: ExecutionContext): CommandHeaders =>
  commandHeaders(context.switchToHttp().getRequest<Request>());

/** `@Command() headers: CommandHeaders`. A handler that has it is described as a command in the OpenAPI document. */
export const Command = createParamDecorator(commandOfContext);
