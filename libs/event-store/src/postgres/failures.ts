import { UnknownLog } from '../errors.js';

/** What an error of the database, or of the way to it, means for what was asked. */
export type Failure =
  /** The connection broke, or there is none: the same again on a new one. */
  | 'lost'
  /** The database says that the same again will do (a deadlock broken up). */
  | 'again'
  /** A value that the database refuses: the guilty one of a group fails, alone. */
  | 'data'
  /** Anything else: no disk, no right, no function. Trying again at once would not help. */
  | 'broken';

/** By SQLSTATE (PostgreSQL manual, appendix A) or, where the server could not say anything, by absence of one. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UnknownLog) return 'broken'; // said by ourselves, of what is behind a connection
  const code = sqlStateOf(error);
  if (code === undefined) return 'lost'; // the socket's own errors, and node-pg's "Connection terminated", "timeout"
  if (/^(08|57P0[1-5]|53300)/.test(code)) return 'lost';
  if (code.startsWith('40')) return 'again';
  if (/^2[23]/.test(code)) return 'data';
  return 'broken';
}

/** The five-character code of an error that the server sent. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
