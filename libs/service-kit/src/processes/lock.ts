import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isAlive, processMark, type ProcessMark } from './living-process.js';

/**
 * Takes a right that one process at a time may have, for as long as this process lives. A lock whose holder is dead is taken over.
 * @param lock path of the file that stands for the right
 * @param taken the error for a right that a living process has (also this one), by the number of that process
 * @returns a function that gives it back
 */
export function takeLock(lock: string, taken: (holder: number) => Error): () => void {
  const me = processMark(process.pid);
  if (!me) throw new Error('This process cannot find itself in the list of processes.');
  const draft = `${lock}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(me), { mode: 0o644 });
  try {
    for (;;) {
      if (linkIfAbsent(draft, lock)) return () => rmSync(lock, { force: true });
      const holder = readHolder(lock);
      if (holder && isAlive(holder)) throw taken(holder.pid);
      putAside(lock, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A hard link is made whole or not at all, so the lock is never seen half written. */
function linkIfAbsent(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(lock: string): ProcessMark | undefined {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')) as ProcessMark;
  } catch {
    return undefined; // gone meanwhile, or left unreadable by a full disk: either way nobody's
  }
}

/** Removes a dead holder's lock by moving it first: of two that see the same dead holder, only one moves it, and a fresh lock moved by mistake is put back. */
function putAside(lock: string, dead: ProcessMark | undefined): void {
  const aside = `${lock}.${process.pid}.aside`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved && (moved.pid !== dead?.pid || moved.started !== dead.started)) linkIfAbsent(aside, lock);
  rmSync(aside, { force: true });
}
