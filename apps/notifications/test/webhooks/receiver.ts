import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a receiver has got, as it came. */
export interface Received {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** A subscriber's endpoint on this machine. */
export interface Receiver {
  url: string;
  received: Received[];
  /** What it does with each request from now on; `received` has it already. Default: 204. */
  answer(how: (request: Received, response: ServerResponse, raw: IncomingMessage) => void): void;
  close(): Promise<void>;
}

export async function startReceiver(port = 0): Promise<Receiver> {
  const received: Received[] = [];
  let answer = (_request: Received, response: ServerResponse, _raw: IncomingMessage): void =>
    void response.writeHead(204).end();
  const server: Server = createServer((raw, response) => {
    const chunks: Buffer[] = [];
    raw.on('data', (chunk: Buffer) => chunks.push(chunk));
    raw.on('end', () => {
      const request = {
        path: raw.url ?? '',
        headers: raw.headers as Record<string, string>,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      received.push(request);
      answer(request, response, raw);
    });
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`,
    received,
    answer: (how) => void (answer = how),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}
