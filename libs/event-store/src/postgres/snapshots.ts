import type { SnapshotCache } from '../log.js';

type Ask = <Row>(name: string, text: string, values: unknown[]) => Promise<Row[]>;

/** The cache in log.snapshots. A later version is never replaced by an earlier one. */
export function snapshotCache(ask: Ask): SnapshotCache {
  return {
    async get(stream, fold) {
      const [found] = await ask<[string, string]>(
        'snapshot',
        'select version, state from log.snapshots where stream = $1 and fold = $2',
        [stream, fold],
      );
      return found && { version: +found[0], state: JSON.parse(found[1]) as unknown };
    },
    async put(stream, fold, version, state) {
      const text = `insert into log.snapshots values ($1, $2, $3, $4) on conflict (stream, fold) do update set version = excluded.version, state = excluded.state
                    where log.snapshots.version < excluded.version`;
      await ask('keep', text, [stream, fold, version, JSON.stringify(state)]);
    },
    async clear() {
      await ask('forget', 'delete from log.snapshots', []);
    },
  };
}
