import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder } from '#service-kit/postgres';
import { Refused } from '../refused.js';

/** What the data folder (`DOSSIER_DATA`) holds. */
export interface DataFolder {
  root: string;
  /** The embedded PostgreSQL. */
  postgres: string;
  /** The keys that sign sessions, personal links and the demo issuer's tokens. */
  keys: string;
  /** How far the story has been told. */
  seeding: string;
  /** Where the process that runs on this folder is reached. */
  running: string;
  /** What the process says to operators, a line of JSON each. */
  log: string;
}

export function dataFolder(path: string): DataFolder {
  const root = resolve(path);
  return {
    root,
    postgres: join(root, 'postgres'),
    keys: join(root, 'keys'),
    seeding: join(root, 'seeding.json'),
    running: join(root, 'running.json'),
    log: join(root, 'dossier.log'),
  };
}

/** Whether an embedded database was ever begun here. */
export const isNew = (folder: DataFolder): boolean => !existsSync(join(folder.postgres, 'data'));

/** What a folder was made with, and how far that has come. Decided once, before anything else of the folder is made. */
export interface Seeding {
  seed: 'story' | 'none';
  /** The story's last act has been recorded. */
  ended: boolean;
  /** Chapters that have been told whole. */
  told: number;
}

export const readSeeding = (folder: DataFolder): Seeding | undefined => read<Seeding>(folder.seeding);
export const writeSeeding = (folder: DataFolder, seeding: Seeding): void => write(folder, folder.seeding, seeding);

/** The process that runs on a folder. */
export interface Running {
  pid: number;
  /** Scheme, host and port. */
  url: string;
  /** In a cluster: which process is which. */
  processes?: { name: string; pid: number | undefined; port: number }[];
}

export const writeRunning = (folder: DataFolder, running: Running): void => write(folder, folder.running, running);
export const removeRunning = (folder: DataFolder): void => rmSync(folder.running, { force: true });

/** The process that runs on this folder and answers; undefined when there is none (a killed one leaves its file). */
export async function findRunning(folder: DataFolder): Promise<Running | undefined> {
  const running = read<Running>(folder.running);
  if (!running || !isAlive(running.pid)) return undefined;
  try {
    const answer = await fetch(`${running.url}/api/case-state/health/live`, { signal: AbortSignal.timeout(2000) });
    await answer.body?.cancel();
    return answer.ok ? running : undefined;
  } catch (error) {
    if (error instanceof TypeError || (error as Error).name === 'TimeoutError') return undefined; // nobody there
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // alive, and another user's
  }
}

function read<Data>(file: string): Data | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Data;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unusable(file, error);
  }
}

/** Written whole or not at all: a process may be killed at any line. */
function write(folder: DataFolder, file: string, data: object): void {
  try {
    makeFolder(folder.root);
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(data)}\n`);
    renameSync(draft, file);
  } catch (error) {
    throw unusable(file, error);
  }
}

const unusable = (file: string, cause: unknown): Refused =>
  new Refused(
    `The data folder cannot be used: ${file}: ${(cause as Error).message}. Choose another with DOSSIER_DATA.`,
    {
      cause,
    },
  );
