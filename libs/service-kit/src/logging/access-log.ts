import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { contextOf } from '../http/request-context.js';
import { describeError } from './describe-error.js';

/** Asked every few seconds by machines; what they answer is in the metrics. */
const QUIET = /^\/api\/[a-z-]+\/(health\/(live|ready)|metrics)$/;

/** A path without what is secret in it: a personal link's token. The query is left out: it may hold codes and tokens. */
export const loggedPath = (url: string): string => (url.split('?', 1)[0] ?? '').replace(/^\/r\/.*/, '/r/[token]');

/**
 * One line per request, when it has been answered: id, method, path, status, milliseconds. Never headers, cookies, bodies
 * or queries.
 */
export function accessLog(logger: Logger): RequestHandler {
  const originalUrl = (request: IncomingMessage): string => (request as Request).originalUrl ?? request.url ?? '';
  const handler = pinoHttp({
    logger,
    genReqId: (request) => contextOf(request).requestId,
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId', responseTime: 'milliseconds' },
    autoLogging: { ignore: (request) => QUIET.test(loggedPath(originalUrl(request))) },
    serializers: {
      req: () => undefined,
      res: () => undefined,
      err: (error: unknown) => describeError(error),
    },
    customProps: (request: IncomingMessage, response: ServerResponse) => {
      const { traceparent } = contextOf(request);
      return {
        method: request.method,
        path: loggedPath(originalUrl(request)),
        status: response.statusCode,
        ...(traceparent !== undefined && { traceparent }),
      };
    },
    // What failed has been logged with its cause by the filter: here is only that it was answered.
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'warn' : 'info'),
    customSuccessMessage: () => 'answered',
    customErrorMessage: () => 'answered',
  });
  return (request, response, next) => handler(request, response, next);
}
