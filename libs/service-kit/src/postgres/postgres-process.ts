import { execFileSync } from 'node:child_process';
import { readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';

/** Is process `pid` a PostgreSQL server whose working directory is `dataFolder`? False also for another process that was given the number. */
export function isPostgresOn(pid: number, dataFolder: string): boolean {
  if (process.platform === 'linux') {
    try {
      if (basename(readlinkSync(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '') !== 'postgres') return false;
      const there = statSync(`/proc/${pid}/cwd`);
      const here = statSync(dataFolder);
      return there.dev === here.dev && there.ino === here.ino;
    } catch {
      return false; // gone, or of a user into whom we may not look: then it is not ours
    }
  }
  try {
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
    return command.includes('postgres') && command.includes(dataFolder);
  } catch {
    return false;
  }
}
