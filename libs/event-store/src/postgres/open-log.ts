import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Moment, StoredEvent, Uuid } from '#contracts';
import { encodeAppend } from '../encoded-append.js';
import { ClockOnlyForward, CommandReused, LogUnavailable, NotADemonstration, UnknownLog } from '../errors.js';
import type { AppendRequest, AppendResult, Log, LogIdentity } from '../log.js';
import type { UpcasterChain } from '../upcasters.js';
import { Bell } from './bell.js';
import { Committer, DEFAULT_LIMITS, type CommitterLimits } from './committer.js';
import { assertSame, identityBehind, readers } from './connections.js';
import { CopyOut, unescaped } from './copy-out.js';
import { failureOf, sqlStateOf } from './failures.js';
import { snapshotCache } from './snapshots.js';
import { decoder, LINE, momentOf, RAW } from './stored-rows.js';

export interface OpenOptions {
  /** What old events pass through when they are read. */
  upcasters?: UpcasterChain;
  /** Connections for reading, besides one for appends and one for NOTIFY. Default 4. */
  readers?: number;
  limits?: Partial<CommitterLimits>;
  /** The log that is expected; another one, or another epoch of it, is refused. */
  known?: Pick<LogIdentity, 'id' | 'epoch'>;
}

/** Milliseconds between two looks of a follower that hears nothing. */
const POLL = 1_000;
/** Milliseconds that a reader waits for a database that is away. */
const READ_PATIENCE = 10_000;
const PAGE = 1_000;

/**
 * Opens the log behind a service's URL. At most `readers` + 2 connections, the one for NOTIFY from the first need on.
 * @throws WrongSchema, UnknownLog
 */
export async function openLog(serviceUrl: string, options: OpenOptions = {}): Promise<Log> {
  let known = options.known;
  const pool = readers(serviceUrl, options.readers ?? 4, () => known);
  try {
    const identity = await identityBehind(pool);
    known = identity;
    return logOn(serviceUrl, pool, identity, options);
  } catch (error) {
    await pool.end();
    throw error;
  }
}

const byPosition = (after: number, upTo: number): string =>
  `from log.events where position > ${numeral(after)} and position <= ${numeral(upTo)} order by position`;
const BY_STREAM = `select ${LINE} from log.events where stream = $1 and version > $2 and position <= $3 order by version`;

function logOn(url: string, pool: Pool, identity: LogIdentity, options: OpenOptions): Log {
  const bell = new Bell(url);
  const committer = new Committer(url, identity.epoch, { ...DEFAULT_LIMITS, ...options.limits }, (position) =>
    bell.ring(position),
  );
  const decode = decoder(options.upcasters);
  const closing = new AbortController();

  const rows = async <Row>(name: string, text: string, values: unknown[]): Promise<Row[]> =>
    patiently(
      async () => (await pool.query({ name, text, values, rowMode: 'array', types: RAW })).rows as Row[],
      closing.signal,
    );
  const rawPage = (after: number, limit: number): Promise<string[]> =>
    patiently(async () => {
      const copy = new CopyOut(byPosition(after, after + limit));
      await pool.query(copy);
      return copy.take();
    }, closing.signal);
  const decodeLine = (line: string): StoredEvent => decode(unescaped(line));

  /** A follower at the head makes sure that it still reads the log that it began with. */
  const assertStillHere = async (after: number): Promise<void> => {
    const [head] = await rows<[string, string, string]>('head', 'select position, log_id, epoch from log.head', []);
    if (!head) throw new UnknownLog('the database holds none.');
    assertSame(identity, { id: head[1], epoch: head[2] });
    if (+head[0] < after) throw new UnknownLog(`it ends at ${head[0]}, and ${after} had been read.`);
  };

  async function* follow({
    after,
    pageSize = PAGE,
    signal,
  }: {
    after: number;
    pageSize?: number;
    signal: AbortSignal;
  }): AsyncGenerator<StoredEvent[]> {
    const end = AbortSignal.any([signal, closing.signal]);
    bell.listen();
    let place = after;
    let ahead: Promise<string[]> | undefined;
    while (!end.aborted) {
      const seen = bell.rings;
      const page = await untilItAnswers(
        () => ahead ?? rawPage(place, pageSize),
        () => (ahead = undefined),
        end,
      );
      if (!page) return;
      ahead = undefined;
      if (page.length === 0) {
        await untilItAnswers(
          () => assertStillHere(place),
          () => {},
          end,
        );
        await bell.heard(seen, POLL, end);
        void bell.mend();
        continue;
      }
      place += page.length;
      if (page.length === pageSize) {
        ahead = rawPage(place, pageSize); // asked for before this page is decoded
        ahead.catch(() => {}); // reported when it is awaited
      }
      const events = page.map(decodeLine);
      page.length = 0; // see CopyOut.take
      assertDense(events, place - events.length);
      yield events;
    }
  }

  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await committer.close();
    closing.abort();
    await bell.close();
    await pool.end();
  };

  return {
    identity,
    // async: what is refused at the door rejects like everything else
    append: async (request: AppendRequest): Promise<AppendResult> => committer.append(encodeAppend(request)),

    async answerTo(command: AppendRequest['command'], person: Uuid): Promise<AppendResult | undefined> {
      const found = await rows<[string, string, string, string]>(
        'answer',
        `select encode(fingerprint, 'hex'), position, to_json(streams), to_json(versions) from log.commands where id = $1 and person = $2 and operation = $3`,
        [command.id, person, command.operation],
      );
      if (!found[0]) return undefined;
      const [fingerprint, position, streams, versions] = found[0];
      if (fingerprint !== command.fingerprint) throw new CommandReused(command.id);
      const version = JSON.parse(versions) as number[];
      return {
        repeated: true,
        position: +position,
        streams: (JSON.parse(streams) as string[]).map((stream, i) => ({ stream, version: version[i]! })),
      };
    },

    read: async (stream: string, { after = 0, upTo = Number.MAX_SAFE_INTEGER } = {}) =>
      (await rows<[string]>('stream', BY_STREAM, [stream, after, upTo])).map((row) => decode(row[0])),
    page: async (after: number, limit: number) => (await rawPage(after, limit)).map(decodeLine),
    follow,
    head: async () => +(await rows<[string]>('position', 'select position from log.head', []))[0]![0],

    async checkpoint(consumer: string, publisher: string, lane: string): Promise<number> {
      const found = await rows<[string]>(
        'checkpoint',
        'select sequence from log.checkpoints where consumer = $1 and publisher = $2 and lane = $3',
        [consumer, publisher, lane],
      );
      return found[0] ? +found[0][0] : 0;
    },

    now: async () => momentOf((await rows<[string]>('now', 'select log.now()', []))[0]![0]),

    async advanceClock(to: Moment): Promise<Moment> {
      const now = async () => momentOf((await rows<[string]>('now', 'select log.now()', []))[0]![0]);
      let asked = 0;
      const advance = async () => {
        asked++;
        return (await pool.query({ text: 'select log.advance_clock($1)', values: [to], rowMode: 'array', types: RAW }))
          .rows as [string][];
      };
      try {
        return momentOf((await patiently(advance, closing.signal))[0]![0]);
      } catch (error) {
        if (sqlStateOf(error) === 'LG003') throw new NotADemonstration(identity.id);
        if (sqlStateOf(error) === 'LG004') {
          const present = await now();
          // Asked again because the answer to the first time was lost: it has been done.
          if (asked > 1 && Date.parse(present) >= Date.parse(to)) return present;
          throw new ClockOnlyForward(present, to);
        }
        throw error;
      }
    },

    snapshot: snapshotCache((name, text, values) => rows(name, text, values)),

    close: () => (closed ??= close()),
  };
}

/** A position within a statement that takes no parameters. @throws RangeError */
function numeral(position: number): string {
  if (!Number.isSafeInteger(position)) throw new RangeError(`${position} is no position.`);
  return String(position);
}

/** Asks again while the database is away, for a while. @throws LogUnavailable */
async function patiently<T>(ask: () => Promise<T>, closing: AbortSignal): Promise<T> {
  const deadline = performance.now() + READ_PATIENCE;
  for (let delay = 20; ; delay = Math.min(2 * delay, 500)) {
    try {
      return await ask();
    } catch (error) {
      if (failureOf(error) !== 'lost' && failureOf(error) !== 'again') throw error;
      if (closing.aborted || performance.now() > deadline)
        throw new LogUnavailable('not-written', error instanceof Error ? error.message : String(error), {
          cause: error,
        });
      await pause(delay);
    }
  }
}

/** A follower has all the time in the world: a database that is away makes it wait, nothing else does. undefined when `end` aborts. */
async function untilItAnswers<T>(ask: () => Promise<T>, failed: () => void, end: AbortSignal): Promise<T | undefined> {
  while (!end.aborted) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof LogUnavailable)) throw error;
      failed();
    }
  }
  return undefined;
}

/** Positions are dense: a page that is not says that this is no log, or not ours. */
function assertDense(page: StoredEvent[], after: number): void {
  const [first, last] = [page[0]!.position, page.at(-1)!.position];
  if (first !== after + 1 || last !== after + page.length) {
    throw new UnknownLog(`after position ${after} it goes on with ${first} to ${last} in ${page.length} events.`);
  }
}
