import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { contextOf } from '../http/request-context.js';
import { loggedPath } from './logged-path.js';

/** Asked every few seconds by machines; what they answer is in the metrics. */
const QUIET = /^\/api\/[a-z-]+\/(health\/(live|ready)|metrics)$/;

/**
 * One line per request, when it has been answered: id, method, path, status, milliseconds. Never headers, cookies, bodies
 * or queries.
 */
export function accessLog(logger: Logger): RequestHandler {
  const originalUrl = (request: IncomingMessage): string => (request as Request).originalUrl ?? request.url ?? '';
  // Once, at the end: what is known of a request at its beginning (customProps) would stand in the line twice.
  const answered = (request: IncomingMessage, response: ServerResponse, said: object): object => {
    const { traceparent } = contextOf(request);
    return {
      ...said,
      method: request.method,
      path: loggedPath(originalUrl(request)),
      status: response.statusCode,
      ...(traceparent !== undefined && { traceparent }),
    };
  };
  const handler = pinoHttp({
    logger,
    genReqId: (request) => contextOf(request).requestId,
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId', responseTime: 'milliseconds' },
    autoLogging: { ignore: (request) => QUIET.test(loggedPath(originalUrl(request))) },
    // What failed has been logged with its cause by the filter: here is only that it was answered.
    serializers: { req: () => undefined, res: () => undefined, err: () => undefined },
    customSuccessObject: answered,
    customErrorObject: (request, response, _error, said: object) => answered(request, response, said),
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'warn' : 'info'),
    customSuccessMessage: () => 'answered',
    customErrorMessage: () => 'answered',
  });
  return (request, response, next) => handler(request, response, next);
}
