import { join } from 'node:path';
import { takeLock } from '../processes/index.js';

/** Another living process has started the PostgreSQL of this folder. */
export class PostgresInUse extends Error {
  readonly code = 'postgres-in-use';
  constructor(
    readonly folder: string,
    /** Number of the process that holds the folder. */
    readonly pid: number,
  ) {
    super(
      pid === process.pid
        ? `This process has already started the PostgreSQL in ${folder}.`
        : `The PostgreSQL in ${folder} is in use by process ${pid}. Stop that one first, or use another data folder (DOSSIER_DATA).`,
    );
  }
}

/** The right to start the server of a folder. @returns a function that gives it back @throws PostgresInUse */
export const takeStarterLock = (folder: string): (() => void) =>
  takeLock(join(folder, 'starter.lock'), (holder) => new PostgresInUse(folder, holder));
