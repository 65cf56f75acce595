import type { DataSource, EntityManager } from 'typeorm';
import { becoming, type ReaderRoles } from './row-sight.js';
import type { Sight } from './sight.js';

/** What a query of the views is asked of: the service's own connections, or those of one reader. */
export type Views = Pick<EntityManager, 'getRepository' | 'query'>;

/** `connection_failure` (SQLSTATE, class 08). */
const LOST = '08006';

/** Looks at the views as somebody who reads, in one snapshot: what is not in sight is not there for any query in it. */
export type AsReader = <T>(sight: Sight, look: (views: Views) => Promise<T>) => Promise<T>;

/**
 * The second lock: every question in `look` is asked in one transaction as the role of readers, which owns nothing; the database leaves out
 * what the reader does not see (`lockRows`). Who reads is said for the transaction and ends with it: a connection that goes back to the
 * pool knows nobody. In `look` nothing may be asked of `dataSource` itself: it would wait for a connection while it holds one.
 * @param roles of readers; undefined where the database has none: the service's own is held to the same rows
 */
export function asReaderOf(dataSource: DataSource, roles: ReaderRoles | undefined): AsReader {
  return async (sight, look) => {
    const runner = dataSource.createQueryRunner();
    await runner.connect();
    try {
      // The service itself, reading for nobody, stays who it is.
      const role =
        sight.scope === 'everything' ? undefined : roles?.[sight.scope === 'nothing' ? 'given' : sight.scope];
      await runner.query(`begin isolation level repeatable read read only; ${becoming(sight, role)}`);
      oneAtATime(runner);
      return await look(runner.manager);
    } catch (error) {
      // Released by nobody here: the connection broke, and the next question is told in words of TypeORM alone.
      if (!runner.isReleased) throw error;
      throw Object.assign(new Error('the connection was lost while the views were asked', { cause: error }), {
        code: LOST,
      });
    } finally {
      // The answer does not wait for it. What cannot even be rolled back is a connection that is gone: it ends its transaction by itself, the
      // pool drops it, and what the question met is what is told.
      void runner
        .query('rollback')
        .catch(() => undefined)
        .then(() => runner.release());
    }
  };
}

/** A connection answers one question after the other; queries ask several at once. */
function oneAtATime(runner: { query: EntityManager['query'] }): void {
  const ask = runner.query.bind(runner);
  let last: Promise<unknown> = Promise.resolve();
  runner.query = (...question: Parameters<typeof ask>) => {
    const answer = last.then(() => ask(...question));
    last = answer.catch(() => undefined);
    return answer as never;
  };
}
