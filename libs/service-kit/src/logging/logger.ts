import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from '../settings/variables.js';
import { describeError } from './describe-error.js';

/** Fields that hold secrets wherever somebody logs an object that has them. */
const SECRETS = ['cookie', 'authorization', 'token', 'password', 'clientSecret', 'connectionString', 'headers', 'body'];

/**
 * The log of a process: a line of JSON for each occurrence, on standard output unless another destination is given.
 * Errors are told by type, message, code and stack; whatever else hangs on them stays out.
 */
export function openLogger(options: { level: LogLevel; name?: string; destination?: DestinationStream }): Logger {
  const { level, name, destination } = options;
  return pino(
    {
      level,
      ...(name !== undefined && { name }),
      base: name === undefined ? undefined : { name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, error: describeError },
      redact: { paths: SECRETS.flatMap((field) => [field, `*.${field}`]), censor: '[secret]' },
    },
    destination ?? pino.destination({ sync: false }),
  );
}
