import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { AddressInfo } from 'node:net';
import { type ProblemCode, PROBLEMS } from '../problems/codes.js';
import { SERVICES } from '../settings/services.js';
import { waitingPage, type NotYet } from './waiting-page.js';

/**
 * What is behind the door: nothing yet; the services, for what fills them; everything; nothing any more.
 * Pages are shown when everything is there, the services' doors are open while the story is being told.
 */
type Stage = NotYet | 'open' | 'closing';

/** The port cannot be had; the message says why, and which setting chooses another. */
export class PortRefused extends Error {
  override readonly name = 'PortRefused';
}

/** How long a page is held back, in milliseconds, before it is said that there is something to wait for. */
const PATIENCE_MS = 1000;

/** How slowly a request may come, in milliseconds: who sends a byte a minute must not hold a connection for ever. */
const PATIENCE = { headersTimeout: 20_000, requestTimeout: 120_000, connectionsCheckingInterval: 5000 };

/**
 * How long an idle connection is kept, in milliseconds: longer than proxies keep theirs (a minute), so that they close first. Whoever sends on a
 * connection that is just being closed here loses a request of which nobody knows whether it took effect; Node's own five seconds are such a trap.
 */
const IDLE_MS = 75_000;

/** How long requests under way may take once it is closing, in milliseconds. */
const FINISH_MS = 5000;

/**
 * The one port of the process. It listens before the databases are open, so that whoever comes early waits or is told why,
 * and it closes in order: live streams end, what is under way is finished, then nobody is let in.
 */
export class FrontDoor {
  private stage: Stage = 'opening';
  private behind: RequestListener | undefined;
  private readonly server: Server;
  private readonly underWay = new Set<ServerResponse>();
  private readonly waiting = new Set<() => void>();

  /** @param tls what it listens with (PEM); undefined: plain HTTP */
  constructor(tls?: { cert: string; key: string }) {
    const receive: RequestListener = (request, response) => this.receive(request, response);
    this.server = tls
      ? createTlsServer({ ...PATIENCE, ...tls, minVersion: 'TLSv1.2' }, receive)
      : createServer(PATIENCE, receive);
    this.server.keepAliveTimeout = IDLE_MS;
    this.server.on('clientError', answerBroken);
  }

  /** @returns the port taken. @throws PortRefused when it cannot be had */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((done, failed) => {
      this.server.once('error', (error: NodeJS.ErrnoException) => failed(whyNot(error, port, host)));
      this.server.listen(port, host, done);
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** @param behind what answers from now on */
  move(stage: 'filling' | 'open', behind: RequestListener): void {
    this.behind = behind;
    this.stage = stage;
    if (stage === 'open') this.letWaitingGo();
  }

  /** Ends live streams, lets requests under way finish for five seconds, then cuts what is left. */
  async close(): Promise<void> {
    this.stage = 'closing';
    this.letWaitingGo();
    const closed = new Promise<void>((done) => this.server.close(() => done()));
    for (const response of this.underWay) {
      if (isStream(response)) response.end();
      else if (!response.headersSent) response.setHeader('Connection', 'close');
    }
    this.server.closeIdleConnections();
    const cut = setTimeout(() => this.server.closeAllConnections(), FINISH_MS);
    await closed;
    clearTimeout(cut);
  }

  private receive(request: IncomingMessage, response: ServerResponse): void {
    this.underWay.add(response);
    response.once('close', () => this.underWay.delete(response));
    this.answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?', 1)[0] ?? '/';
    if (this.stage !== 'open' && isPage(request, path)) await this.patience();
    if (this.stage === 'open') return this.behind?.(request, response);
    if (this.stage === 'closing') return refuse(response, 'closing', 'Dossier is being stopped.');
    if (isPage(request, path)) return sendWaitingPage(response, this.stage);
    const health = SERVICES.find((service) => path.startsWith(`/api/${service}/health/`));
    if (health && path.endsWith('/live')) return sendJson(response, 200, { status: 'ok', checks: {} });
    if (health) return sendJson(response, 503, { status: 'unavailable', checks: { [this.stage]: 'unavailable' } });
    if (this.stage === 'filling' && this.behind) return this.behind(request, response);
    return refuse(response, 'starting', 'Dossier is starting. Ask again in a second.');
  }

  /** Resolves when everything is there, or after a second. */
  private patience(): Promise<void> {
    return new Promise((done) => {
      const go = () => {
        clearTimeout(timer);
        this.waiting.delete(go);
        done();
      };
      const timer = setTimeout(go, PATIENCE_MS);
      this.waiting.add(go);
    });
  }

  private letWaitingGo(): void {
    for (const go of this.waiting) go();
  }
}

const isStream = (response: ServerResponse): boolean =>
  String(response.getHeader('content-type') ?? '').startsWith('text/event-stream');

const isPage = (request: IncomingMessage, path: string): boolean =>
  request.method === 'GET' && !path.startsWith('/api/') && String(request.headers.accept ?? '').includes('text/html');

function sendWaitingPage(response: ServerResponse, stage: NotYet): void {
  response.writeHead(503, {
    'Content-Type': 'text/html; charset=utf-8',
    ...BARE,
    'Retry-After': '1',
  });
  response.end(waitingPage(stage));
}

function refuse(response: ServerResponse, code: string, detail: string): void {
  response.setHeader('Retry-After', '1');
  if (code === 'closing') response.setHeader('Connection', 'close');
  const problem = { type: `/problems/${code}`, title: detail, status: 503, code: `dossier.${code}` };
  sendJson(response, 503, problem, 'application/problem+json');
}

function sendJson(response: ServerResponse, status: number, body: object, type = 'application/json'): void {
  response.writeHead(status, { 'Content-Type': type, ...BARE });
  response.end(JSON.stringify(body));
}

/** Of answers that the application did not make, and that hold nothing to load or to keep. */
const BARE = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
};

/** What HTTP itself refuses, before there is a request: answered in the house's form, too, and the connection is ended. */
function answerBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy(error);
  const code = BROKEN[error.code ?? ''] ?? 'invalid-request';
  const { status, title } = PROBLEMS[code];
  const detail = code === 'invalid-request' ? { detail: 'This is not HTTP/1.1 as RFC 9112 has it.' } : {};
  const body = JSON.stringify({ type: `/problems/${code}`, title, status, ...detail, code: `dossier.${code}` });
  const headers = {
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
    ...BARE,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
}

const BROKEN: Record<string, ProblemCode> = {
  HPE_HEADER_OVERFLOW: 'too-many-headers',
  ERR_HTTP_REQUEST_TIMEOUT: 'too-slow',
};

function whyNot(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE')
    return new PortRefused(
      `Port ${port} is in use by another program. Stop that one, or choose another with DOSSIER_PORT.`,
    );
  if (error.code === 'EACCES')
    return new PortRefused(`Port ${port} may not be used by this user. Choose one above 1023 with DOSSIER_PORT.`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new PortRefused(`${host} is not an address of this machine. Set DOSSIER_HOST.`);
  return error;
}
