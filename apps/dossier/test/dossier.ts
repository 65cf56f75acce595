import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { runningPostgres, serviceDatabase } from '#service-kit/postgres';
import { eventually } from '#testing';

const bin = fileURLToPath(new URL('../bin/dossier.js', import.meta.url));

export interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

/** What a test's command line sees of the environment: the machine's own settings stay out. */
function environment(settings: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(DOSSIER_|OIDC_|KAFKA_|NODE_OPTIONS)/.test(name));
  return { ...Object.fromEntries(kept), ...settings };
}

/** Runs one command line to its end. @param reads false: the pipe is closed before it says anything */
export function dossier(
  words: string[],
  settings: Record<string, string> = {},
  { reads = true }: { reads?: boolean } = {},
): Promise<Ended> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [bin, ...words], {
      env: environment(settings),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    if (!reads) child.stdout.destroy();
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.once('error', failed);
    child.once('close', (status, signal) => done({ status: status ?? (signal ? 128 : 1), stdout, stderr }));
  });
}

/** A data folder of its own, removed at the end. PostgreSQL's user has to be able to enter it. */
export function folderOfOurOwn(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'dossier-test-'));
  chmodSync(path, 0o755);
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** `dossier up`, running. */
export interface Up {
  child: ChildProcess;
  said(): string;
  /** Its address, once it has said that it is ready. */
  ready(): Promise<string>;
  signal(name: NodeJS.Signals): void;
  ended: Promise<number | NodeJS.Signals>;
}

const running = new Set<Up>();

export const up = (settings: Record<string, string>): Up => start('up', settings);

/** Starts a command that goes on until it is done or asked to stop. */
export function start(verb: string, settings: Record<string, string>): Up {
  const child = spawn(process.execPath, [bin, verb], {
    env: environment({ DOSSIER_PORT: '0', ...settings }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  let over = false;
  const started: Up = {
    child,
    said: () => said,
    async ready() {
      await eventually(() => over || said.includes('Ctrl-C stops it.'), { within: 170_000 });
      const url = /Officers +(\S+)/.exec(said)?.[1];
      if (!url) throw new Error(`Dossier did not become ready:\n${said}`);
      return url;
    },
    signal: (name) => void child.kill(name),
    ended: new Promise((done) =>
      child.once('close', (code, signal) => {
        over = true;
        running.delete(started);
        done(code ?? signal ?? 'SIGKILL');
      }),
    ),
  };
  running.add(started);
  return started;
}

/** For `afterAll`: nothing that a failed test has started lives on. */
export async function stopEverything(): Promise<void> {
  const left = [...running];
  for (const { child } of left) child.kill('SIGTERM');
  await Promise.all(left.map(({ ended }) => ended));
}

/** Process number of the PostgreSQL of a data folder, as its own file says. */
export const postmasterOf = (data: string): number =>
  Number(readFileSync(join(data, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);

/** Whether a process still runs. One that has ended and that nobody has asked after (a zombie) does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export const SERVICES = ['intake', 'case-state', 'notifications'] as const;

/** Asks the database of a service of the Dossier that runs on a data folder. */
export async function ask(
  data: string,
  service: (typeof SERVICES)[number],
  sql: string,
): Promise<Record<string, string>[]> {
  const server = runningPostgres(join(data, 'postgres'));
  const database = server && serviceDatabase(server, service);
  if (!database) throw new Error(`There is no database of ${service} in ${data}.`);
  const client = new pg.Client({ connectionString: database.serviceUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Record<string, string>[];
  } finally {
    await client.end();
  }
}
