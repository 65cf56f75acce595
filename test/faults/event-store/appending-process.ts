// A process that appends without pause until it is killed, and tells of each answer that it got.
import { openLog } from '#event-store';
import { numbered } from './numbered-append.js';

/** What the process says: it got the answer to its `n`th append. */
export interface Answered {
  n: number;
  position: number;
}

const [url, run, writers] = process.argv.slice(2) as [string, string, string];
const log = await openLog(url);
let next = 0;
const write = async (): Promise<never> => {
  for (;;) {
    const n = next++;
    const { position } = await log.append(numbered(run, n));
    process.send!({ n, position } satisfies Answered);
  }
};
await Promise.all(Array.from({ length: Number(writers) }, write));
