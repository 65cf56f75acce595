import type { Request, RequestHandler } from 'express';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Service } from '../settings/services.js';

/** The metrics of one service, in a registry of its own: several services live in one process. */
export interface ServiceMetrics {
  readonly service: Service;
  /** For gauges and counters of the service's own. */
  readonly registry: Registry;
  /** Measures each request by its route (never by its address: that would make a series per id). */
  readonly measure: RequestHandler;
}

/** Seconds; from a cached answer to the 2 s that a query may wait for its view. */
const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function serviceMetrics(service: Service): ServiceMetrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'dossier_http_request_seconds',
    help: 'Time from a request to the end of its answer, by route. A live stream counts when it ends.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers: [registry],
  });
  return {
    service,
    registry,
    measure: (request, response, next) => {
      const end = requests.startTimer({ method: request.method });
      // `close` comes after every answer, also after one that the caller did not wait for.
      response.once('close', () => end({ route: routeOf(request), status: String(response.statusCode) }));
      next();
    },
  };
}

function routeOf(request: Request): string {
  const { path } = (request.route ?? {}) as { path?: unknown };
  return typeof path === 'string' && !path.includes('*') ? path : 'none';
}
