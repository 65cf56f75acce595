import type { Moment, Uuid } from '#contracts';
import type { DataSource } from 'typeorm';
import { isAuditor, type Reader } from './decision.js';
import { ofItself, type Hearing } from './hearing.js';
import { rowInSight } from './sight.js';

/** Milliseconds between two looks: a wall ends a running stream within a second, its way through the feed included. */
const EVERY_MS = 200;

interface Watched {
  inquiry: Uuid;
  reader: Reader;
  lost: AbortController;
}

/** Ends what runs for longer than a question, when its reader may see its inquiry no more. */
export interface AccessWatch {
  /** @returns a signal that is aborted soon after the reader has lost sight of the inquiry; `stop` when nobody listens any more */
  watch(reader: Reader, inquiry: Uuid): { lost: AbortSignal; stop(): void };
}

/**
 * One look for all open streams of a process, however many there are: what is written into the tables by whichever instance, and what ends
 * by the passing of time, is noticed alike. While nothing runs it does not look.
 */
export function accessWatch(
  dataSource: DataSource,
  { now }: { now(): Promise<Moment> },
  report: (error: Error) => void,
  hearing: Pick<Hearing, 'sure'> = ofItself,
): AccessWatch {
  const open = new Set<Watched>();
  let timer: NodeJS.Timeout | undefined;
  let looking = false;

  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    const all = [...open];
    try {
      await hearing.sure();
      const gone: { n: string }[] = await dataSource.query(
        `select o.n from unnest($1::uuid[], $2::uuid[], $3::boolean[]) with ordinality o(inquiry, person, auditor, n)
          where not ${rowInSight({ inquiry: 'o.inquiry', person: 'o.person', auditor: 'o.auditor', at: '$4::timestamptz' })}`,
        [
          all.map(({ inquiry }) => inquiry),
          all.map(({ reader }) => reader.person),
          all.map(({ reader }) => isAuditor(reader)),
          await now(),
        ],
      );
      for (const { n } of gone) all[Number(n) - 1]?.lost.abort();
    } catch (error) {
      // Who may still see it cannot be told: nobody goes on seeing it. The readers come back, and are asked anew.
      for (const { lost } of all) lost.abort();
      report(error as Error);
    } finally {
      looking = false;
    }
  };

  return {
    watch(reader, inquiry) {
      const watched: Watched = { inquiry, reader, lost: new AbortController() };
      // The service itself loses sight of nothing.
      if (reader.kind === 'system') return { lost: watched.lost.signal, stop: () => undefined };
      open.add(watched);
      timer ??= setInterval(() => void look(), EVERY_MS).unref();
      return {
        lost: watched.lost.signal,
        stop() {
          open.delete(watched);
          if (open.size > 0) return;
          clearInterval(timer);
          timer = undefined;
        },
      };
    },
  };
}
