import { checkMove } from '../encoded-append.js';
import { CheckpointMoved } from '../errors.js';
import type { CheckpointMove } from '../log.js';

/** A transaction of the caller's: a client of pg, or a TypeORM EntityManager. */
export interface Transaction {
  query(text: string, values: unknown[]): Promise<unknown>;
}

/**
 * Moves a reader's place in the reader's own transaction, so that its rows and its place are committed together.
 * @throws CheckpointMoved when another process was first: roll back
 */
export async function moveCheckpoint(transaction: Transaction, move: CheckpointMove): Promise<void> {
  checkMove(move);
  const { consumer, publisher, lane, from, to } = move;
  const answer = await transaction.query('select log.move_checkpoint($1, $2, $3, $4, $5) as actual', [
    consumer,
    publisher,
    lane,
    from,
    to,
  ]);
  // pg answers with a result, TypeORM with its rows
  const rows = (Array.isArray(answer) ? answer : (answer as { rows: unknown[] }).rows) as { actual: string | null }[];
  const actual = rows[0]?.actual;
  if (actual !== null && actual !== undefined) throw new CheckpointMoved(move, Number(actual));
}

/**
 * The same for several readers of one transaction, in one question. Two processes that move the same ones give them in the same order.
 * @throws CheckpointMoved, of the first that stands elsewhere: roll back
 */
export async function moveCheckpoints(transaction: Transaction, moves: readonly CheckpointMove[]): Promise<void> {
  for (const move of moves) checkMove(move);
  const answer = await transaction.query(
    `select n, log.move_checkpoint(consumer, publisher, lane, place, target) as actual
       from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) with ordinality as m(consumer, publisher, lane, place, target, n)`,
    [
      moves.map(({ consumer }) => consumer),
      moves.map(({ publisher }) => publisher),
      moves.map(({ lane }) => lane),
      moves.map(({ from }) => from),
      moves.map(({ to }) => to),
    ],
  );
  const rows = (Array.isArray(answer) ? answer : (answer as { rows: unknown[] }).rows) as {
    n: string;
    actual: string | null;
  }[];
  for (const { n, actual } of rows) {
    const move = moves[Number(n) - 1];
    if (move && actual !== null) throw new CheckpointMoved(move, Number(actual));
  }
}
