import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../processes/index.js';
import { postgresBinaries } from './binaries.js';
import { folderOf, superuserUrlOf } from './folder.js';
import { makeFolder } from './make-folder.js';
import { isPostgresOn } from './postgres-process.js';
import { ensureCluster, serverEnvironment } from './make-cluster.js';
import { postmasterOf, removeStalePostmasterFile, type Postmaster } from './postmaster-file.js';
import { readSecret } from './secrets.js';
import { asUser, nameOfDataFolder, reachableBinaries, serverUser } from './server-user.js';
import { takeStarterLock } from './starter-lock.js';

export interface StartOptions {
  /** Settings of PostgreSQL, e.g. `{max_wal_size: '4GB'}`. An adopted server keeps those that it was started with. */
  settings?: Record<string, string>;
  /** Default: any free port. An adopted server keeps its own. */
  port?: number;
}

/** A running server. */
export interface EmbeddedPostgres {
  /** The folder that was given. */
  dir: string;
  port: number;
  /** Process number of the server. */
  pid: number;
  superuserUrl: string;
  /** True: it was already running, left by a process that was killed. */
  adopted: boolean;
  /** Ends it: fast (clients are cut off, what was committed stays), after 30 s at once (recovery at the next start). */
  stop(): Promise<void>;
}

/** Milliseconds that a start (with the recovery after a crash) may take, and a fast stop before it is forced. */
const START_LIMIT = 60_000;
const STOP_LIMIT = 30_000;
const LOG_LIMIT = 4 * 1024 * 1024;

/**
 * Starts the PostgreSQL of a folder on 127.0.0.1, makes it when the folder is new, adopts it when it was left running.
 * It outlives a killed parent: the next start adopts it; after a kill of both the next start recovers.
 * @throws PostgresInUse when another living process has started it; Error with the server's own words when it does not start
 */
export async function startPostgres(dir: string, options: StartOptions = {}): Promise<EmbeddedPostgres> {
  const folder = resolve(dir);
  makeFolder(folder, 0o755);
  const giveBack = takeStarterLock(folder);
  try {
    const user = serverUser();
    if (user) chmodSync(folder, 0o755); // its user has to pass; each secret in it has its own mode
    const binaries = reachableBinaries(user, postgresBinaries());
    const password = await ensureCluster(folder, binaries, user);
    const left = await settled(folderOf(folder).data);
    const { port, pid } = left ?? (await launch(folder, binaries.postgres, user, options));
    return {
      dir: folder,
      port,
      pid,
      adopted: left !== undefined,
      superuserUrl: superuserUrlOf(port, password),
      stop: async () => {
        await stopServer(folderOf(folder).data, pid);
        giveBack();
      },
    };
  } catch (error) {
    giveBack();
    throw error;
  }
}

/** The server of a folder that somebody else keeps running, for commands that only want to ask it; undefined when none is ready. */
export function runningPostgres(dir: string): Pick<EmbeddedPostgres, 'dir' | 'port' | 'superuserUrl'> | undefined {
  const folder = resolve(dir);
  const { data, superuserPassword } = folderOf(folder);
  const server = existsSync(data) ? postmasterOf(data) : undefined;
  const password = readSecret(superuserPassword);
  return server?.status === 'ready' && password !== undefined
    ? { dir: folder, port: server.port, superuserUrl: superuserUrlOf(server.port, password) }
    : undefined;
}

/** A server that is already there, once it is ready; undefined when there is none, or it was on its way out. */
async function settled(data: string): Promise<Postmaster | undefined> {
  for (const end = Date.now() + START_LIMIT; ; await pause(20)) {
    const server = postmasterOf(data);
    if (!server || server.status === 'ready') return server;
    if (Date.now() > end)
      throw new Error(
        `The PostgreSQL that was left running on ${data} (process ${server.pid}) is still ${server.status || 'silent'} after ${START_LIMIT / 1000} s.`,
      );
  }
}

type Place = { port: number; pid: number };

async function launch(
  dir: string,
  program: string,
  user: ReturnType<typeof serverUser>,
  options: StartOptions,
): Promise<Place> {
  const { data, log } = folderOf(dir);
  const name = nameOfDataFolder(user, data);
  const flags = Object.entries(options.settings ?? {}).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  for (const end = Date.now() + START_LIMIT; ; await pause(250)) {
    removeStalePostmasterFile(data);
    const port = options.port ?? (await freePort());
    rollLog(log);
    const from = existsSync(log) ? statSync(log).size : 0;
    const output = openSync(log, 'a', 0o600);
    const child = spawn(
      program,
      ['-D', name, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', ...flags],
      {
        ...asUser(user),
        cwd: data,
        env: serverEnvironment(),
        detached: true, // its own process group: a Ctrl-C in the terminal must not stop it under running queries
        stdio: ['ignore', output, output],
      },
    );
    closeSync(output);
    const outcome = await readiness(data, child, end);
    if (outcome === 'ready' && child.pid !== undefined) {
      child.unref();
      return { port, pid: child.pid };
    }
    const words = readFileSync(log, 'utf8').slice(from);
    if (outcome === 'late') child.kill('SIGQUIT');
    // What passes: processes of a killed server still letting go of its memory; a free port that somebody else took first.
    const passing =
      /shared memory block .* is still in use|lock file ".*" already exists|Address already in use|could not create any TCP\/IP sockets/.test(
        words,
      );
    if (outcome === 'late' || !passing || Date.now() > end)
      throw new Error(`PostgreSQL did not start in ${dir}:\n${words || `no word from ${program}`}`);
  }
}

async function readiness(data: string, child: ChildProcess, end: number): Promise<'ready' | 'late' | 'ended'> {
  let failed = child.pid === undefined;
  child.once('exit', () => (failed = true)).once('error', () => (failed = true));
  for (; Date.now() < end; await pause(10)) {
    if (failed) return 'ended';
    const server = postmasterOf(data);
    if (server?.pid === child.pid && server?.status === 'ready') return 'ready';
  }
  return 'late';
}

async function stopServer(data: string, pid: number): Promise<void> {
  signalServer(data, pid, 'SIGINT'); // "fast": cuts clients off, writes a checkpoint, ends
  const began = Date.now();
  for (let forced = false; isPostgresOn(pid, data); await pause(15)) {
    if (!forced && Date.now() - began > STOP_LIMIT) {
      signalServer(data, pid, 'SIGQUIT'); // "immediate": ends at once; recovery from the write-ahead log at the next start
      forced = true;
    }
  }
}

function signalServer(data: string, pid: number, signal: NodeJS.Signals): void {
  if (!isPostgresOn(pid, data)) return;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function rollLog(log: string): void {
  if (existsSync(log) && statSync(log).size > LOG_LIMIT) renameSync(log, `${log}.1`);
}
