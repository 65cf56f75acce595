import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';
import { withoutLinks } from './describe-error.js';

type Method = 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal';

/**
 * Nest's own messages in the same log. Nest calls `log(message, ...more, context)`, and `error(message, stack, context)`.
 * (nestjs-pino does as much, but is a CommonJS module that loads Nest's ES modules, which jest on Node 20 cannot.)
 */
export function nestLog(logger: Logger): LoggerService {
  const write =
    (method: Method) =>
    (message: unknown, ...more: unknown[]): void => {
      const texts = more.filter((part): part is string => typeof part === 'string');
      const context = texts.at(-1)?.includes('\n') ? undefined : texts.at(-1);
      const stack = texts.find((text) => text.includes('\n'));
      const error = [message, ...more].find((part) => part instanceof Error);
      const fields = {
        ...(isFields(message) && message),
        ...(context !== undefined && { context }),
        ...(error === undefined ? stack !== undefined && { stack: withoutLinks(stack) } : { err: error }),
      };
      // Fields first, then the words: as pino has it.
      const words = isFields(message) ? (texts.length > 1 ? texts[0] : '') : message;
      logger[method](fields, withoutLinks(textOf(words)));
    };
  return {
    log: write('info'),
    error: write('error'),
    warn: write('warn'),
    debug: write('debug'),
    verbose: write('trace'),
    fatal: write('fatal'),
  };
}

const isFields = (message: unknown): message is Record<string, unknown> =>
  typeof message === 'object' && message !== null && !Array.isArray(message) && !(message instanceof Error);

function textOf(words: unknown): string {
  if (typeof words === 'string') return words;
  return words instanceof Error ? words.message : (JSON.stringify(words) ?? String(words));
}
