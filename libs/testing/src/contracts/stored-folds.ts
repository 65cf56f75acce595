import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StoredEvent } from '#contracts';
import type { FeedEvent } from '#event-feed';
import { fingerprintOf } from '#event-store';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { disposableLog, type DisposableLog } from '../postgres/disposable-log.js';
import type { DataSource, EntityManager } from 'typeorm';

/** Of a view, what matters here. */
interface FoldingView {
  name: string;
  version: number;
  tables: string[];
  own?: (event: StoredEvent, db: EntityManager) => Promise<void>;
  foreign?: Record<string, (event: FeedEvent, db: EntityManager) => Promise<void>>;
}

interface FoldingService {
  views: FoldingView[];
  /** Total over the events of the service. */
  mapping: object;
}

/** What a service is opened with, and what of it is used: a service is not known here. */
interface OpenedOn {
  databases: { owner: string; service: string };
  timeZone: string;
  report(error: Error): void;
}
interface Opened {
  connect(sources: []): Runtime;
}
interface Runtime {
  dataSource: DataSource;
  close(): Promise<void>;
}

/** What a version of a view made of the recorded events. */
interface StoredFold {
  /** By recorded log, then by table: a fingerprint of all rows, and how many there are. */
  folds: Record<string, Record<string, { rows: number; fingerprint: string }>>;
  /** By table: every place in its rows and what stands there; names that are data (ids, steps, clocks) are told as `*`. For reading a difference. */
  shape: Record<string, string[]>;
}

type Row = Record<string, unknown>;
/** The rows of each table, by recorded log. */
type Folded = Record<string, Record<string, Row[]>>;

/**
 * Holds what each version of a view stores. Rows that an earlier program has folded stay in the data folders until the view has a new version; so
 * a fold that makes other rows of the same events must have one, or old rows and new ones stand side by side, and nobody sees it.
 *
 * The folder holds recorded logs (`<log>.own.jsonl`, `<log>.feed.jsonl`: events as they were once stored and published, never edited), and for each
 * view `<view>@<version>.json`. With RECORD_FOLDS=1 what is new is written: a version, a log. What is there is never written over.
 */
export function storedFolds<Service extends FoldingService>(
  folder: URL,
  service: Service,
  open: (service: Service, options: OpenedOn) => Promise<Opened>,
): void {
  const { views, mapping } = service;
  const home = fileURLToPath(folder);
  const files = () => readdirSync(home).sort();
  const lines = <T>(file: string): T[] =>
    files().includes(file)
      ? readFileSync(join(home, file), 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as T)
      : [];
  const logs = [...new Set(files().flatMap((file) => /^(.+)\.(own|feed)\.jsonl$/.exec(file)?.[1] ?? []))].map(
    (name) => ({
      name,
      own: lines<StoredEvent>(`${name}.own.jsonl`),
      feed: lines<FeedEvent>(`${name}.feed.jsonl`),
    }),
  );

  describe('what the views store of recorded events', () => {
    let it: DisposableLog;
    let opened: Runtime;
    beforeAll(async () => {
      it = await disposableLog();
      const options = {
        databases: { owner: it.ownerUrl, service: it.serviceUrl },
        timeZone: 'Europe/Brussels',
        report: (error: Error) => {
          throw error;
        },
      };
      opened = (await open(service, options)).connect([]);
    });
    afterAll(async () => {
      await opened?.close();
      await it?.dispose();
    });

    test('every kind of event is among those that are recorded', () => {
      const recorded = new Set(logs.flatMap(({ own, feed }) => [...own, ...feed].map(({ type }) => type)));
      const foreign = views.flatMap((view) => Object.keys(view.foreign ?? {}));
      expect([...Object.keys(mapping), ...foreign].filter((type) => !recorded.has(type))).toEqual([]);
    });

    test.each(views.map((view) => [`${view.name}@${view.version}`, view] as const))('%s', async (name, view) => {
      const folded: Folded = {};
      for (const log of logs) folded[log.name] = await rowsOf(opened.dataSource, view, log);
      const now = storedFoldOf(folded);
      const file = join(home, `${name}.json`);
      const known = files().includes(`${name}.json`)
        ? (JSON.parse(readFileSync(file, 'utf8')) as StoredFold)
        : undefined;
      const heldTo = known && { ...now, folds: pick(now.folds, Object.keys(known.folds)) };
      if (process.env['RECORD_FOLDS'] && (!known || fingerprintOf(known.folds) === fingerprintOf(heldTo?.folds))) {
        for (const old of files()) if (old.startsWith(`${view.name}@`)) rmSync(join(home, old));
        writeFileSync(file, `${JSON.stringify(now, null, 2)}\n`);
        return;
      }
      // Other rows of the same events: the view needs a new version, and one that folds foreign facts a migration, for those are not folded
      // again. Then RECORD_FOLDS=1 writes down what it stores.
      expect(now).toEqual(known);
    });

    test('nothing is held that is no more', () => {
      const held = files().filter((file) => file.includes('@'));
      expect(held).toEqual(views.map(({ name, version }) => `${name}@${version}.json`).sort());
    });
  });
}

/** Folds one recorded log into the empty tables of a view, and takes it all back. */
async function rowsOf(
  dataSource: DataSource,
  view: FoldingView,
  { own, feed }: { own: StoredEvent[]; feed: FeedEvent[] },
): Promise<Record<string, Row[]>> {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    const rows: Record<string, Row[]> = {};
    for (const event of own) await view.own?.(event, runner.manager);
    for (const event of feed) await view.foreign?.[event.type]?.(event, runner.manager);
    for (const table of view.tables) {
      const found = (await runner.query(`select to_jsonb(x) as row from "${table}" x`)) as { row: Row }[];
      rows[table] = found.map(({ row }) => row).sort((a, b) => (fingerprintOf(a) < fingerprintOf(b) ? -1 : 1));
    }
    return rows;
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

function storedFoldOf(folded: Folded): StoredFold {
  const shape: Record<string, Set<string>> = {};
  const folds = Object.fromEntries(
    Object.entries(folded).map(([log, tables]) => [
      log,
      Object.fromEntries(
        Object.entries(tables).map(([table, rows]) => {
          for (const row of rows) placesIn(row, '', (shape[table] ??= new Set()));
          return [table, { rows: rows.length, fingerprint: fingerprintOf(rows) }];
        }),
      ),
    ]),
  );
  return {
    folds,
    shape: Object.fromEntries(Object.entries(shape).map(([table, places]) => [table, [...places].sort()])),
  };
}

/** A name that the program gave; another one is data. */
const GIVEN_NAME = /^[a-z][A-Za-z0-9_]*$/;

function placesIn(value: unknown, place: string, places: Set<string>): void {
  if (Array.isArray(value)) {
    if (value.length === 0) places.add(`${place}[]`);
    for (const one of value) placesIn(one, `${place}[]`, places);
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) places.add(`${place}{}`);
    for (const [name, inner] of entries)
      placesIn(inner, `${place}${place && '.'}${GIVEN_NAME.test(name) ? name : '*'}`, places);
  } else places.add(`${place}: ${value === null ? 'null' : typeof value}`);
}

const pick = <T>(record: Record<string, T>, names: string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)));
