import type { LiveSignal } from '#contracts';
import { sendEvents, type RequestActor, type ServerEvent } from '#service-kit';
import type { Request, Response } from 'express';
import type { LiveSignals } from '../live-signals.js';

/**
 * Answers with a live stream until the reader leaves, the session ends or the service stops.
 * @param concerns asked for each signal and each time: what may be seen now may not be seen tomorrow
 */
export async function streamSignals(
  request: Request,
  response: Response,
  reader: RequestActor,
  { live, ending }: { live: LiveSignals; ending: AbortSignal },
  concerns: (what: LiveSignal) => Promise<boolean>,
): Promise<void> {
  const events = (signal: AbortSignal) => concerning(live.follow(signal), concerns);
  await sendEvents(request, response, events, { reader }, ending);
}

async function* concerning(
  signals: AsyncIterable<LiveSignal>,
  concerns: (what: LiveSignal) => Promise<boolean>,
): AsyncGenerator<ServerEvent> {
  for await (const what of signals) if (await concerns(what)) yield { id: what.position, data: what };
}
