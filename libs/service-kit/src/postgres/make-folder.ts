import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it, each by itself: `mkdirSync` with `recursive` never comes back where the parent takes no folders
 * and says that there is no such thing (`/proc`).
 * @param mode of those that are made; default: what the process's mask leaves of 0777
 * @throws Error of the file system, naming the first that cannot be made
 */
export function makeFolder(path: string, mode?: number): void {
  const missing: string[] = [];
  let folder = resolve(path);
  for (; !exists(folder); folder = dirname(folder)) missing.unshift(folder);
  for (const one of missing) {
    try {
      mkdirSync(one, mode);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another process was first
    }
  }
  if (!statSync(resolve(path)).isDirectory())
    throw Object.assign(new Error(`${path} is not a folder`), { code: 'ENOTDIR' });
}

function exists(path: string): boolean {
  try {
    return Boolean(statSync(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
