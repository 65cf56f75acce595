import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isPostgresOn } from './postgres-process.js';

/** What a running server writes about itself into `postmaster.pid` (miscadmin.h, LOCK_FILE_LINE_*). */
export interface Postmaster {
  pid: number;
  port: number;
  status: 'starting' | 'ready' | 'standby' | 'stopping' | '';
}

/** The living server of a data folder. A file left by a dead one counts as none, also when another process has its number now. */
export function postmasterOf(dataFolder: string): Postmaster | undefined {
  const found = readPostmasterFile(dataFolder);
  return found && isPostgresOn(found.pid, dataFolder) ? found : undefined;
}

/**
 * Removes the file of a dead server. PostgreSQL does so by itself unless its number is in use again; then it would refuse to start.
 * Safe: it still refuses while a process left over from the dead one holds the shared memory, which it finds by the folder's inode.
 */
export function removeStalePostmasterFile(dataFolder: string): void {
  if (readPostmasterFile(dataFolder) && !postmasterOf(dataFolder))
    rmSync(join(dataFolder, 'postmaster.pid'), { force: true });
}

function readPostmasterFile(dataFolder: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return { pid: Number(lines[0]), port: Number(lines[3]), status: (lines[7] ?? '').trim() as Postmaster['status'] };
}
