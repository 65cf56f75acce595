import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../eventually.js';

/** The tests' server. */
export interface TestServer {
  superuserUrl: string;
  dir: string;
}

const keeper = fileURLToPath(new URL('./keeper.ts', import.meta.url));
const loader = new URL('../processes/typescript-loader.mjs', import.meta.url).href;
/** One server per checkout and user: two checkouts must not mix their code, two users cannot share files. */
const folder = join(
  tmpdir(),
  `dossier-testing-${userInfo().uid}-${createHash('sha256').update(keeper).digest('hex').slice(0, 12)}`,
);

let lease: Promise<TestServer> | undefined;

/** The server of this run: started by the first that asks, held until this process ends. */
export const testServer = (): Promise<TestServer> => (lease ??= take());

async function take(): Promise<TestServer> {
  const held = await tryLease();
  if (held) return held;
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  rmSync(join(folder, 'keeper-failure'), { force: true });
  start();
  let asked = Date.now();
  return eventually(
    async () => {
      const failure = readIfThere(join(folder, 'keeper-failure'));
      if (failure !== undefined) return Promise.reject(new Error(failure));
      // A keeper that was just about to end holds its folder for a moment, and ours gave way to it.
      if (Date.now() - asked > 3_000) {
        asked = Date.now();
        start();
      }
      return tryLease();
    },
    { within: 60_000, every: 50 },
  );
}

function start(): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  spawn(process.execPath, ['--conditions=source', '--no-warnings', '--import', loader, keeper, folder], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, NODE_OPTIONS: '' },
  }).unref();
}

function tryLease(): Promise<TestServer | undefined> {
  const text = readIfThere(join(folder, 'keeper.json'));
  if (text === undefined) return Promise.resolve(undefined);
  const { port, token } = JSON.parse(text) as { port: number; token: string };
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${token}\n`));
    socket.once('data', (bytes) => {
      socket.unref(); // held as long as this process lives, and no longer
      done(JSON.parse(bytes.toString()) as TestServer);
    });
    socket.once('error', () => done(undefined)).once('close', () => done(undefined));
  });
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
