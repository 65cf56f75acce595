import type { LiveSignal, StoredEvent } from '#contracts';
import type { ServiceRuntime } from '../runtime/index.js';
import type { ServerEvent } from './send-events.js';

const PAGE = 500;

/**
 * What has happened since a position, and what happens from now on, as far as the views have taken it in.
 * @param after position that the caller has seen last; undefined = only what comes
 * @param tell the signal of an event, or undefined when it is not for this caller; asked at the time of telling, so that who may
 *   not see any more hears no more
 */
export async function* liveSignals(
  { log, projector }: Pick<ServiceRuntime, 'log' | 'projector'>,
  after: number | undefined,
  signal: AbortSignal,
  tell: (event: StoredEvent) => Promise<LiveSignal | undefined>,
): AsyncGenerator<ServerEvent> {
  let position = after ?? projector.position();
  while (!signal.aborted) {
    const folded = nextFold(projector, signal);
    const reached = projector.position();
    while (position < reached && !signal.aborted) {
      const page = await log.page(position, Math.min(PAGE, reached - position));
      for (const event of page) {
        const data = await tell(event);
        if (data) yield { id: event.position, data };
      }
      position = page.at(-1)?.position ?? reached;
    }
    await folded;
  }
}

/** Resolves when the views have taken in more, or the caller has gone. Asked for before the position is read, so that nothing falls between. */
function nextFold(projector: ServiceRuntime['projector'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stop();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const stop = projector.onFolded(done);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
