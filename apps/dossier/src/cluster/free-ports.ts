import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';

const HOST = '127.0.0.1';

/** Free ports, all different. Nothing keeps another program from taking one before it is used: that process then says so, and is started again. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listening(0)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

/** The port that is wished for if it is free, else another one. */
export async function freePort(wished: number): Promise<number> {
  if (wished === 0) return (await freePorts(1))[0]!;
  try {
    const server = await listening(wished);
    await new Promise((done) => server.close(done));
    return wished;
  } catch (error) {
    if (!['EADDRINUSE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return (await freePorts(1))[0]!;
  }
}

const listening = (port: number): Promise<Server> =>
  new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(port, HOST, () => done(server));
  });
