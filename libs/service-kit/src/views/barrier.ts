import { LaneParked, NotCaughtUp, UnknownPublisher, type Consumer } from '#event-feed';
import type { Log } from '#event-store';
import type { Positions } from '../http/index.js';
import { formatPositions } from '../http/positions.js';
import { viewBehind, type Problem } from '../problems/errors.js';
import type { Projector } from './projector.js';

const PATIENCE_MS = 2000;

/**
 * Read your own writes, across services: waits until this service has taken in the other services' facts up to the given
 * positions (views and reactions), and its own views what came of them.
 * @param consumers what follows the other services here: views and reactions
 * @throws Problem view-behind after 2 s
 */
export async function waitForPositions(
  service: string,
  positions: Positions,
  log: Log,
  projector: Projector,
  consumers: Consumer[],
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  const others = Object.entries(positions).filter(([name]) => name !== service) as [string, number][];
  const behind = (): Problem => viewBehind(`The view has not yet taken in ${formatPositions(positions)}. Ask again.`);
  const caughtUp = async (consumer: Consumer, publisher: string, position: number): Promise<void> => {
    try {
      await consumer.caughtUpTo(publisher, position, { timeoutMs: Math.max(1, deadline - Date.now()) });
    } catch (error) {
      // Not followed here: there is nothing to wait for. A parked lane will not move by waiting: what there is, is shown, and the officer of
      // operations sees the lane.
      if (error instanceof LaneParked || error instanceof UnknownPublisher) return;
      throw error instanceof NotCaughtUp ? behind() : error;
    }
  };
  await Promise.all(
    others.flatMap(([publisher, position]) => consumers.map((consumer) => caughtUp(consumer, publisher, position))),
  );
  const own =
    others.length > 0
      ? Math.max(positions[service as keyof Positions] ?? 0, await log.head())
      : (positions[service as keyof Positions] ?? 0);
  if (!(await projector.reached(own, Math.max(1, deadline - Date.now())))) throw behind();
}
