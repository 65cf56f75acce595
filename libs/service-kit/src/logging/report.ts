import type { Logger } from 'pino';

/** Tells what an operator must know. `level` is `error` unless what happened mends itself: a wait, a try that will be repeated. */
export type Report = (error: Error, context?: Record<string, unknown> & { level?: 'warn' | 'error' }) => void;

export const reportTo =
  (logger: Logger): Report =>
  (err, { level = 'error', ...context } = {}) =>
    logger[level]({ err, ...context }, err.message);
