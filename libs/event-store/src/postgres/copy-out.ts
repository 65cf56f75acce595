import { Query } from 'pg';
import type { RawRow } from './stored-rows.js';

/**
 * `copy (select …) to stdout`: node-pg then hands over each row as it came, one line, instead of making a message, an array and a result of it.
 * Following the log takes a third less of this process's time so (measured: 3.9 µs an event, 5.9 by rows).
 * @see https://www.postgresql.org/docs/current/sql-copy.html, "Text Format"
 */
export class CopyOut extends Query {
  readonly lines: string[] = [];

  /** @param select has no parameters: `copy` takes none */
  constructor(select: string) {
    super({ text: `copy (${select}) to stdout` });
  }

  /** Called by node-pg with each row; the bytes are its buffer's and soon another row's. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.lines.push(chunk.toString('utf8', 0, chunk.length - 1)); // without the line's end
  }
}

const NULL = '\\N';
const ESCAPED = /\\(.)/g;
const CONTROLS: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** What stands in a line. */
export const rowOf = (line: string): RawRow => line.split('\t').map(valueOf) as RawRow;

const valueOf = (text: string): string | null => {
  if (text === NULL) return null;
  return text.includes('\\') ? text.replace(ESCAPED, (_, escaped: string) => CONTROLS[escaped] ?? escaped) : text;
};
