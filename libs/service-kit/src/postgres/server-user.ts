import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { programsIn, type PostgresBinaries } from './binaries.js';

/** As whom PostgreSQL runs: it refuses to run as root. */
export interface ServerUser {
  name: string;
  uid: number;
  gid: number;
}

/** undefined: as ourselves. @throws Error when we are root and there is no lesser user to become. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
      return { name, uid: id('-u'), gid: id('-g') };
    } catch {
      continue; // no such user: try the next
    }
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and there is no user postgres or nobody. Run as an ordinary user, or add one of them.',
  );
}

/** Options for child_process that make a child run as that user. */
export const asUser = (user: ServerUser | undefined): { uid?: number; gid?: number } =>
  user ? { uid: user.uid, gid: user.gid } : {};

/** Gives a file or folder of ours to that user. */
export function giveTo(user: ServerUser | undefined, path: string): void {
  if (user) chownSync(path, user.uid, user.gid);
}

/** Can the user go into this folder? Asked by trying: rights may come from more than the mode bits. */
export function canEnter(user: ServerUser | undefined, folder: string): boolean {
  if (!user) return true;
  try {
    execFileSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { ...asUser(user), cwd: '/', stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

/**
 * How that user names its data folder. Where a folder above it is closed to the user (a checkout in /root), the folder is
 * entered by us before the rights are dropped, and PostgreSQL is told the name of the place where it already stands.
 * @throws Error that names the folder, where the system has no such name (macOS).
 */
export function nameOfDataFolder(user: ServerUser | undefined, folder: string): string {
  if (canEnter(user, folder)) return folder;
  if (process.platform === 'linux') return '/proc/self/cwd';
  throw new Error(
    `PostgreSQL runs as user ${user?.name}, who cannot reach ${folder}: a folder above it is closed to others. ` +
      'Open it (chmod o+x), choose another place with DOSSIER_DATA, or run as an ordinary user.',
  );
}

/** The binaries, copied once to a place that the user can reach where npm's folder is closed to it. About 60 MB. */
export function reachableBinaries(user: ServerUser | undefined, binaries: PostgresBinaries): PostgresBinaries {
  if (canEnter(user, join(binaries.home, 'bin'))) return binaries;
  const parent = '/var/tmp/dossier-postgres';
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  // /var/tmp is everybody's: what is run from there must be ours and writable by nobody else.
  const { uid, mode } = statSync(parent);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0) {
    throw new Error(
      `${parent} belongs to somebody else. PostgreSQL runs as user ${user?.name}, who cannot reach ${binaries.home}. Open that path (chmod o+x), or run as an ordinary user.`,
    );
  }
  const copy = join(parent, binaries.version);
  if (!existsSync(copy)) {
    const making = `${copy}.making-${process.pid}`;
    cpSync(binaries.home, making, { recursive: true, verbatimSymlinks: true });
    chmodSync(making, 0o755);
    try {
      renameSync(making, copy);
    } catch (error) {
      rmSync(making, { recursive: true, force: true });
      if (!existsSync(copy)) throw error; // else another process was faster, with the same files
    }
  }
  return { ...programsIn(copy), version: binaries.version };
}
