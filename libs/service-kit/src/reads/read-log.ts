import type { Moment, Uuid } from '#contracts';
import { outliving } from '#event-store';
import pg from 'pg';
import type { Ground } from '../access/index.js';

/** What can be read of an inquiry. A list is no read: it names what may be read. */
export type ReadKind = 'inquiry' | 'case' | 'rfi' | 'reply' | 'delivery';

export interface ReadObject {
  kind: ReadKind;
  id: Uuid;
}

/** Records who saw what. It never makes a reader wait, and never loses a read without saying so. */
export interface ReadLog {
  /** Somebody is shown something. Written soon after; once per person, object and quarter of an hour. */
  saw(person: Uuid, inquiry: Uuid, object: ReadObject, ground: Ground): void;
  counts(): { recorded: number; dropped: number; waiting: number };
  /** Resolves when all that was seen before is written, or cannot be. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface Entry {
  person: Uuid;
  inquiry: Uuid;
  object: ReadObject;
  ground: Exclude<Ground, { under: 'service' }>;
  quarter: Moment;
}

/** Minutes that are one read, however often one looks. */
const QUARTER_MS = 15 * 60_000;
/** Reads that wait at most; what comes beyond that is dropped, counted and told. */
const MOST_WAITING = 10_000;
/** Keys of the present quarter that are remembered, so that the table is not asked for each look. */
const MOST_REMEMBERED = 50_000;
/** Milliseconds for which reads are gathered, and between two tries while the table cannot be written. */
const GATHER_MS = 200;
const RETRY_MS = 2000;
const AT_ONCE = 500;

/**
 * @param url of the database, as the service's role: over a connection of its own, so that it takes none from those who ask
 * @param report hears once of each time that reads begin to wait or are dropped
 */
export function openReadLog(
  { url, name, mostWaiting = MOST_WAITING }: { url: string; name: string; mostWaiting?: number },
  report: (error: Error) => void,
): ReadLog {
  const pool = outliving(new pg.Pool({ connectionString: url, max: 1, application_name: `${name}-reads` }));
  pool.on('error', report);
  const waiting: Entry[] = [];
  const remembered = new Set<string>();
  let quarterNow = '';
  let recorded = 0;
  let dropped = 0;
  let toldOfDrops = 0;
  let trouble: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let closing = false;

  const tellDrops = () => {
    if (dropped === toldOfDrops) return;
    report(new Error(`${dropped - toldOfDrops} reads could not be recorded: more were waiting than are kept.`));
    toldOfDrops = dropped;
  };

  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, AT_ONCE);
      try {
        await pool.query(INSERT, columnsOf(batch));
      } catch (error) {
        const { message } = error as Error;
        // Told once, not at each try.
        if (message !== trouble) report(new Error(`Reads wait to be recorded: ${message}`, { cause: error }));
        trouble = message;
        return;
      }
      trouble = undefined;
      waiting.splice(0, batch.length);
      recorded += batch.length;
    }
    tellDrops();
  };
  /** One writer at a time: what is written is taken from the front. */
  const run = (): Promise<void> =>
    (writing ??= write().finally(() => {
      writing = undefined;
      if (waiting.length > 0) soon(trouble === undefined ? GATHER_MS : RETRY_MS);
    }));
  const soon = (ms: number): void => {
    if (closing) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      void run();
    }, ms).unref();
  };

  return {
    saw(person, inquiry, object, ground) {
      // The service itself reads nothing.
      if (ground.under === 'service') return;
      const quarter = new Date(Math.floor(Date.parse(ground.at) / QUARTER_MS) * QUARTER_MS).toISOString();
      if (quarter !== quarterNow || remembered.size >= MOST_REMEMBERED) remembered.clear();
      quarterNow = quarter;
      const key = `${person} ${object.kind} ${object.id}`;
      if (remembered.has(key)) return;
      if (waiting.length >= mostWaiting) {
        // Not remembered: the next look is tried anew.
        dropped++;
        return;
      }
      remembered.add(key);
      waiting.push({ person, inquiry, object, ground: ground as Entry['ground'], quarter });
      if (!writing) soon(GATHER_MS);
    },
    counts: () => ({ recorded, dropped, waiting: waiting.length }),
    async settled() {
      await writing;
      await run();
    },
    async close() {
      closing = true;
      clearTimeout(timer);
      await writing;
      await run();
      dropped += waiting.length;
      tellDrops();
      await pool.end();
    },
  };
}

const INSERT = `insert into reads.entry (person, kind, object, inquiry, at, quarter, under, right_id, role, restriction)
  select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::uuid[], $9::text[],
    $10::uuid[])
  on conflict do nothing`;

const columnsOf = (batch: Entry[]): unknown[][] => [
  batch.map(({ person }) => person),
  batch.map(({ object }) => object.kind),
  batch.map(({ object }) => object.id),
  batch.map(({ inquiry }) => inquiry),
  batch.map(({ ground }) => ground.at),
  batch.map(({ quarter }) => quarter),
  batch.map(({ ground }) => ground.under),
  batch.map(({ ground }) => ('id' in ground && ground.under !== 'team' ? ground.id : null)),
  batch.map(({ ground }) => ('role' in ground ? ground.role : null)),
  batch.map(({ ground }) => ground.restriction ?? null),
];
