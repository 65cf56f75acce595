import { createHash } from 'node:crypto';
import { fingerprintOf, uuid5, type AppendRequest } from '#event-store';

const NAMESPACE = '4c5f3e0a-6a0e-4d3c-9a53-1b6f9a0f2d11';

/** The `n`th append of a run: two streams, three events. The same for the same number, in whatever process. */
export function numbered(run: string, n: number): AppendRequest {
  const id = (what: string) => uuid5(NAMESPACE, `${run} ${what} ${n}`);
  const streams = [
    { stream: `case-${id('one')}`, expected: 0, events: [noted(n, 0), noted(n, 1)] },
    { stream: `case-${id('other')}`, expected: 0, events: [noted(n, 2)] },
  ];
  return {
    command: { id: id('command'), operation: 'note.take', fingerprint: fingerprintOf({ run, n }) },
    context: {
      actor: { person: uuid5(NAMESPACE, run), kind: 'machine', role: 'case-handler' },
      correlation: uuid5(NAMESPACE, run),
      effectiveOn: '2024-06-28',
    },
    streams,
  };
}

const noted = (n: number, part: number) => ({
  type: 'NoteTaken',
  data: { n, part, text: createHash('sha256').update(`${n}`).digest('hex') },
});
