import { passesByItself } from '#event-feed';
import type { FaultLog } from '../problems/problem-filter.js';

/** Tells what an operator must know. `level` is, unless given, `warn` for what passes by itself (a database that is away for a moment), else `error`. */
export type Report = (error: Error, context?: Record<string, unknown> & { level?: 'warn' | 'error' }) => void;

const levelOf = (error: Error) => (passesByItself(error) ? 'warn' : 'error');

export const reportTo =
  (log: Required<FaultLog>): Report =>
  (err, { level = levelOf(err), ...context } = {}) =>
    log[level]({ err, ...context }, err.message);

/** Tells what failed of a work that comes round again. */
export const reportOfRounds =
  (log: Required<FaultLog>, message: string): ((err: Error) => void) =>
  (err) =>
    log[levelOf(err)]({ err }, message);
