import { passesByItself } from '#event-feed';
import type { Logger } from 'pino';
import type { FaultLog } from '../problems/problem-filter.js';

/** Tells what an operator must know. `level` is `error` unless what happened mends itself: a wait, a try that will be repeated. */
export type Report = (error: Error, context?: Record<string, unknown> & { level?: 'warn' | 'error' }) => void;

export const reportTo =
  (logger: Logger): Report =>
  (err, { level = 'error', ...context } = {}) =>
    logger[level]({ err, ...context }, err.message);

/** Tells what failed of a work that comes round again: a warning where the cause passes by itself (the database is away), else an error. */
export const reportOfRounds =
  (log: Required<FaultLog>, message: string): ((err: Error) => void) =>
  (err) =>
    log[passesByItself(err) ? 'warn' : 'error']({ err }, message);
