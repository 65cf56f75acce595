import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { createProxyServer } from 'httpxy';
import { contextOf, isLoopbackRequest, PROBLEMS, type Service, serviceOfPath } from '#service-kit';
import type { Instances } from './instances.js';
import { NobodyThere } from './instances.js';

export interface ForwardOptions {
  services: Record<Service, Instances>;
  /** Where `/oidc` is answered. */
  demoIssuer: Instances;
  /** Address ranges that the demo issuer may be asked from besides loopback. */
  demoAllow: readonly string[];
  /** Scheme, host and port as browsers see them. */
  publicUrl: () => string;
  log: { warn(fields: object, message: string): void };
}

/** Headers of one connection, not of the message (RFC 9110 §7.6.1). `Transfer-Encoding` is each connection's own affair: Node says it anew. */
const HOP = ['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'upgrade']; // prettier-ignore

/** What a client says of the way that its request took is not believed; what a trusted proxy said of it has been read by then. */
const WAY = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto', 'x-real-ip'];

/** Milliseconds without a byte after which an instance counts as stuck: longer than the feed keeps a reader waiting, and than a live stream is silent. */
const SILENCE_MS = 45_000;

/** Hands on what is a service's: `/api/<service>` to its instances, `/oidc` to the demo issuer. Anything else goes to `next`. */
export function forward(options: ForwardOptions): RequestHandler {
  const proxy = createProxyServer({ changeOrigin: false, proxyTimeout: SILENCE_MS });
  proxy.on('proxyRes', (answer: IncomingMessage) => withoutHop(answer.headers));
  return (request, response, next) => {
    const path = request.path;
    const service = serviceOfPath(path);
    const issuer = path === '/oidc' || path.startsWith('/oidc/');
    if (!service && !issuer) return next();
    if (issuer && !isLoopbackRequest(request, options.demoAllow)) {
      response.status(403).type('text/plain').send('The demo issuer answers this machine only.\n');
      return;
    }
    const instances = service ? options.services[service] : options.demoIssuer;
    prepare(request, issuer ? undefined : options.publicUrl());
    const target = `http://${instances.service}`;
    proxy.web(request, response as ServerResponse, { target, agent: instances }).catch((error: Error) => {
      // Who has gone needs no answer.
      if (response.destroyed) return;
      options.log.warn({ err: error, path, service: instances.service }, 'An answer did not come');
      fail(request, response, error, next, service);
    });
  };
}

/** @param publicUrl undefined: nothing is said of the way (the demo issuer answers nothing that was forwarded; here it is looked at before) */
function prepare(request: Request, publicUrl: string | undefined): void {
  // Before the headers are taken away: behind a proxy that is trusted they say it.
  const from = request.ip ?? 'unknown';
  withoutHop(request.headers);
  for (const name of WAY) delete request.headers[name];
  request.headers['x-request-id'] = contextOf(request).requestId;
  if (publicUrl === undefined) return;
  const { host, protocol } = new URL(publicUrl);
  request.headers['x-forwarded-for'] = from;
  request.headers['x-forwarded-host'] = host;
  request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
}

function withoutHop(headers: IncomingMessage['headers']): void {
  for (const named of String(headers.connection ?? '').split(',')) {
    const name = named.trim().toLowerCase();
    if (name && name !== 'transfer-encoding') delete headers[name];
  }
  for (const name of HOP) delete headers[name];
}

/** 503 when nothing was sent to anybody; 502 when a request was, and what became of it is not known. */
function fail(
  request: Request,
  response: Response,
  error: Error,
  next: NextFunction,
  service: Service | undefined,
): void {
  // Half an answer cannot become a problem document: cut it, so that nobody takes it for a whole one.
  if (response.headersSent) return void response.destroy();
  try {
    const code = error instanceof NobodyThere ? 'unavailable' : 'no-answer';
    const { status, title } = PROBLEMS[code];
    response
      .status(status)
      .set('Retry-After', '1')
      .set('Cache-Control', 'no-store')
      .type('application/problem+json')
      .send(
        JSON.stringify({
          type: `/problems/${code}`,
          title,
          status,
          code: service ? `${service}.${code}` : code,
          instance: `urn:dossier:request:${contextOf(request).requestId}`,
        }),
      );
    // What is left of the body is not read: this connection is of no more use.
    if (!request.complete) response.once('finish', () => request.destroy());
  } catch (thrown) {
    next(thrown);
  }
}
