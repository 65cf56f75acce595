import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

/** What goes with a request through logs, problems and events. */
export interface RequestContext {
  /** From `X-Request-Id` when it is well formed, else a new UUID. */
  requestId: string;
  /** W3C Trace Context `traceparent`, handed on as it came; absent when none came or it is malformed. */
  traceparent?: string;
}

const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;
/** W3C Trace Context §3.2.2, version 00; all-zero ids are invalid. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

const contexts = new WeakMap<object, RequestContext>();

/** The context of a request; made at the first call. */
export function contextOf(request: Pick<Request, 'headers'>): RequestContext {
  let context = contexts.get(request);
  if (!context) {
    const id = request.headers['x-request-id'];
    const traceparent = request.headers['traceparent'];
    context = {
      requestId: typeof id === 'string' && REQUEST_ID.test(id) ? id : randomUUID(),
      ...(typeof traceparent === 'string' && TRACEPARENT.test(traceparent) && { traceparent }),
    };
    contexts.set(request, context);
  }
  return context;
}

/** Answers with the ids that came or were made, so that a caller can name the request. */
export function passRequestIds(request: Request, response: Response, next: NextFunction): void {
  const { requestId, traceparent } = contextOf(request);
  response.setHeader('X-Request-Id', requestId);
  if (traceparent) response.setHeader('traceparent', traceparent);
  next();
}
