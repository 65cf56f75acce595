import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';
import type { CanActivate } from '@nestjs/common';
import type { ServiceMetrics } from '../metrics/service-metrics.js';
import { type FaultLog, ProblemFilter } from '../problems/problem-filter.js';
import { keepNothing, limitHeaders } from './header-limits.js';
import { readJsonBodies } from './json-body.js';
import { passRequestIds } from './request-context.js';
import { securityHeaders } from './security-headers.js';
import { validationPipe } from './validation.js';

export interface HttpDefaults {
  log: FaultLog;
  /** `accessLog(logger)`: a line for each request. */
  accessLog?: RequestHandler;
  /** Of each service of the process: measures the requests below its path. */
  metrics?: ServiceMetrics[];
  /** The AuthGuard of the process; every route but the public ones passes it. */
  guard: CanActivate;
  /** Whether browsers reach us by https. */
  https: boolean;
  /** Handlers that read the request themselves (the demo issuer), by path. They come before the body is parsed. */
  mounts?: { path: string; handler: RequestHandler }[];
  /** Address ranges of the proxies whose `X-Forwarded-For` says where a request comes from; of nobody else is it believed. */
  trustProxy?: readonly string[];
}

/**
 * The doors' ways that every service shares, once per Nest application (a process): request ids, security headers, at most
 * 100 request headers, JSON bodies of at most 1 MB below `/api`, strict validation, the guard, the problem filter. Call it before `init` or `listen`, on an
 * application created with `bodyParser: false`.
 */
export function applyHttpDefaults(
  app: NestExpressApplication,
  { log, accessLog, guard, https, metrics = [], mounts = [], trustProxy = [] }: HttpDefaults,
): void {
  app.disable('x-powered-by');
  // Express would make weak tags of bodies; ETag is the version of what was asked for, or nothing.
  app.disable('etag');
  app.set('trust proxy', [...trustProxy]);
  app.use(passRequestIds);
  if (accessLog) app.use(accessLog);
  for (const { service, measure } of metrics) app.use(`/api/${service}`, measure);
  app.use(securityHeaders(https));
  app.use(limitHeaders);
  app.use(keepNothing);
  for (const { path, handler } of mounts) app.use(path, handler);
  readJsonBodies(app);
  app.useGlobalFilters(new ProblemFilter(log));
  app.useGlobalGuards(guard);
  app.useGlobalPipes(validationPipe());
}
