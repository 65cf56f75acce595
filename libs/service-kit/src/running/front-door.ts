import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
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

/** How long requests under way may take once it is closing, in milliseconds. */
const FINISH_MS = 5000;

/**
 * The one port of the process. It listens before the databases are open, so that whoever comes early waits or is told why,
 * and it closes in order: live streams end, what is under way is finished, then nobody is let in.
 */
export class FrontDoor {
  private stage: Stage = 'opening';
  private behind: RequestListener | undefined;
  private readonly server: Server = createServer((request, response) => this.receive(request, response));
  private readonly underWay = new Set<ServerResponse>();
  private readonly waiting = new Set<() => void>();

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
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'",
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
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}

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
