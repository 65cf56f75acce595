import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A process as something that can be told apart from a later one with the same number: numbers are used again, after a
 * restart of a container nearly always.
 */
export interface ProcessMark {
  pid: number;
  /** When it started, in the words of the operating system; only compared, never read. */
  started: string;
}

/** The mark of a living process; undefined when there is none, or only a zombie. */
export function processMark(pid: number): ProcessMark | undefined {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name, in brackets, may hold anything. After it: state (field 3) … start time in ticks since boot (field 22); proc(5).
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return { pid, started: `${boot} ${fields[19]}` };
    } catch {
      return undefined; // no such process (or gone between two reads)
    }
  }
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
    return started === '' ? undefined : { pid, started };
  } catch {
    return undefined; // ps answers 1 for a process that is not there
  }
}

/** Is this the very process, still alive? */
export const isAlive = (mark: ProcessMark): boolean => processMark(mark.pid)?.started === mark.started;
