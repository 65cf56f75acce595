import { Query } from 'pg';
import { COLUMNS, SEPARATOR } from './stored-rows.js';

/**
 * `copy (select …) to stdout` of events: node-pg then hands over each row as it came, one line, instead of making a message, an array and a
 * result of it; and the server makes no text of the whole row before (measured: 5 µs of its time an event with a text, 3.7 without).
 * @see https://www.postgresql.org/docs/current/sql-copy.html, "Text Format"
 */
export class CopyOut extends Query {
  private lines: string[] = [];

  /** @param which what follows the columns; it has no parameters: `copy` takes none */
  constructor(which: string) {
    super({ text: `copy (select ${COLUMNS} ${which}) to stdout (delimiter '${SEPARATOR}', null '')` });
  }

  /** Called by node-pg with each row; the bytes are its buffer's and soon another row's. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.lines.push(chunk.toString('utf8', 0, chunk.length - 1)); // without the line's end
  }

  /**
   * What came, once. V8 has moved a query that took its time among its old objects, and what an old object holds, even a dead one, lives on
   * until old ones are looked through: page after page did, and that was half of the time of following (measured).
   */
  take(): string[] {
    const lines = this.lines;
    this.lines = [];
    return lines;
  }
}

const ESCAPED = /\\(.)/g;
const CONTROLS: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** A line as it was before `copy` escaped it. */
export const unescaped = (line: string): string =>
  line.includes('\\') ? line.replace(ESCAPED, (_, escaped: string) => CONTROLS[escaped] ?? escaped) : line;
