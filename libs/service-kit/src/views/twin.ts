import type { Log } from '#event-store';
import { placeInLane, skippedEvents, type FeedSource } from '#event-feed';
import type { DataSource, EntityManager } from 'typeorm';
import { placeOf } from './projector.js';
import { foreignConsumer, type View } from './view.js';

/** What comparing a view with its rebuilt twin found. */
export interface TwinReport {
  view: string;
  version: number;
  /** Position of the own log at which both were compared. */
  position: number;
  /** Where the log stood: a view that stays behind it cannot take something in. */
  head: number;
  events: number;
  rows: number;
  equal: boolean;
  /** At most ten rows that stand only on one side. */
  differences: { table: string; side: 'live' | 'rebuilt'; row: Record<string, unknown> }[];
}

const PAGE = 1000;

/**
 * Rebuilds a view from the logs alone, beside the live one, and compares them row by row at one position, in one snapshot:
 * a view's rows and its place are one commit, so a snapshot shows both as of the same position, and the live view flows on.
 * Nothing is sent, nothing is decided: a fold has no side effects.
 */
export async function compareWithTwin(
  service: string,
  view: View,
  log: Log,
  sources: FeedSource[],
  dataSource: DataSource,
): Promise<TwinReport> {
  // The twin lives in this connection's own temporary tables: nobody else sees it, and nothing of it stays.
  const schema = 'pg_temp';
  return dataSource.transaction('REPEATABLE READ', async (db) => {
    for (const table of view.tables)
      await db.query(`create temporary table "${table}" (like views."${table}" including all) on commit drop`);
    await db.query(`set local search_path to ${schema}`);
    const head = await log.head();
    const position = view.own ? await placeOf(db, view, service) : head;
    let events = 0;
    if (view.own) {
      for (let after = 0; after < position;) {
        const page = (await log.page(after, Math.min(PAGE, position - after))).filter(
          (event) => event.position <= position,
        );
        for (const event of page) await view.own(event, db);
        events += page.length;
        after = page.at(-1)?.position ?? position;
      }
    }
    if (view.foreign) events += await foldForeign(service, view, sources, db);
    const differences: TwinReport['differences'] = [];
    let rows = 0;
    for (const table of view.tables) {
      const count: { n: string }[] = await db.query(`select count(*) n from views."${table}"`);
      rows += Number(count[0]!.n);
      for (const [side, a, b] of [
        ['live', 'views', schema],
        ['rebuilt', schema, 'views'],
      ] as const) {
        const only: { row: Record<string, unknown> }[] = await db.query(
          `select row from (select to_jsonb(x) as row from ${a}."${table}" x except all select to_jsonb(x) from ${b}."${table}" x) d limit 10`,
        );
        differences.push(...only.map(({ row }) => ({ table, side, row })));
      }
    }
    return {
      view: view.name,
      version: view.version,
      position,
      head,
      events,
      rows,
      equal: differences.length === 0,
      differences: differences.slice(0, 10),
    };
  });
}

/**
 * Folds what the other services had published, lane by lane as far as the live view has taken it in. What a person has skipped is not in the
 * live view either.
 */
async function foldForeign(service: string, view: View, sources: FeedSource[], db: EntityManager): Promise<number> {
  let events = 0;
  for (const source of sources) {
    const places: { lane: string; sequence: string }[] = await db.query(
      'select lane, sequence from log.checkpoints where consumer = $1 and publisher = $2',
      [foreignConsumer(service), source.publisher],
    );
    const skipped = await skippedEvents(db, foreignConsumer(service), source.publisher);
    const reached = new Map(places.map((p) => [p.lane, Number(p.sequence)]));
    for (let after = 0; ;) {
      const page = await source.after(after, PAGE);
      if (page.length === 0) break;
      for (const event of page) {
        const fold = view.foreign?.[event.type];
        const takenIn = event.sequence <= (reached.get(event.lane) ?? 0);
        if (fold && takenIn && !skipped.has(placeInLane(event.lane, event.sequence))) {
          await fold(event, db);
          events += 1;
        }
      }
      after = page.at(-1)!.ordinal;
    }
  }
  return events;
}
