import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections (Linux: from 32768). Else any connection could take the port between this
 * choice and its use; and a client that knocks again and again at the port of a process that is away could even be connected to itself.
 */
const PORTS = [20_000, 32_000] as const;

/** Does nobody listen at this port of 127.0.0.1, and may we? */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((done, failed) => {
    const probe = createServer().once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? done(false) : failed(error),
    );
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
  });

/** Free ports of 127.0.0.1, all different, none of those that are taken already. Chosen at random, so that two who choose at once hardly meet. */
export async function freePorts(count: number, taken: ReadonlySet<number> = new Set()): Promise<number[]> {
  const chosen = new Set<number>();
  while (chosen.size < count) {
    const port = randomInt(...PORTS);
    if (!taken.has(port) && !chosen.has(port) && (await isFree(port))) chosen.add(port);
  }
  return [...chosen];
}

export const freePort = async (taken?: ReadonlySet<number>): Promise<number> => (await freePorts(1, taken))[0]!;
