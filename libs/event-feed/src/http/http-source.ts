import type { LogIdentity } from '#event-store';
import type { z } from 'zod';
import { fromCloudEvent } from '../cloud-event/cloud-event.js';
import type { FeedEvent, FeedSource, LaneHead, LogEpoch, Numbered } from '../feed.js';
import { pause } from '../pause.js';
import { isBeyond } from '../publisher/numbering-signal.js';
import { AnotherLog, PublisherUnavailable } from '../refusals.js';
import { EventsAnswer, LanesAnswer, LONGEST_WAIT_MS, MOST_PER_ANSWER, NumberedAnswer } from './feed-answers.js';

/** An answer that has not come after this time (milliseconds, beyond a wait that was asked for) does not come. */
const ANSWER_WITHIN_MS = 10_000;
/** Milliseconds between two questions for news, at least. */
const SOONEST_AGAIN_MS = 1_000;

export interface HttpSourceOptions {
  publisher: string;
  /** Address of the publisher's feed, e.g. `http://localhost:4001/api/intake/feed`. */
  url: string;
  /** Headers of each request: how this service shows who it is. */
  headers?: () => Promise<Record<string, string>>;
  /** How it is asked; default: the global `fetch`. */
  fetch?: typeof fetch;
}

/** Reads a publisher's numbered events from another process, over HTTP. Every refusal is a PublisherUnavailable: the reader tries again. */
export function httpFeedSource(options: HttpSourceOptions): FeedSource {
  return new HttpSource(options);
}

class HttpSource implements FeedSource {
  constructor(private readonly options: HttpSourceOptions) {}

  get publisher(): string {
    return this.options.publisher;
  }

  async identity(): Promise<LogIdentity> {
    return (await this.ask(NumberedAnswer, '/numbered', {})).log;
  }

  async numbered(): Promise<Numbered> {
    const { position, ordinal } = await this.ask(NumberedAnswer, '/numbered', {});
    return { position, ordinal };
  }

  async standing(): Promise<Numbered & { head: number }> {
    const { position, ordinal, head = position } = await this.ask(NumberedAnswer, '/numbered', {});
    return { position, ordinal, head };
  }

  async after(ordinal: number, limit: number, of?: LogEpoch): Promise<FeedEvent[]> {
    return this.events({ after: ordinal, limit }, of);
  }

  async lane(lane: string, after: number, limit: number, of?: LogEpoch): Promise<FeedEvent[]> {
    return this.events({ lane, after, limit }, of);
  }

  async heads(afterLane: string, limit: number): Promise<LaneHead[]> {
    return (await this.ask(LanesAnswer, '/lanes', { after: afterLane, limit: Math.min(limit, MOST_PER_ANSWER) })).lanes;
  }

  async headsAt(position: number, lanes: string[]): Promise<LaneHead[]> {
    const heads: LaneHead[] = [];
    for (let from = 0; from < lanes.length; from += MOST_PER_ANSWER) {
      const body = { position, lanes: lanes.slice(from, from + MOST_PER_ANSWER) };
      heads.push(...(await this.ask(LanesAnswer, '/lanes/heads', {}, { body })).lanes);
    }
    return heads;
  }

  async moved(beyond: Numbered, signal: AbortSignal): Promise<Numbered | undefined> {
    while (!signal.aborted) {
      const asked = performance.now();
      try {
        const { position, ordinal } = await this.ask(
          NumberedAnswer,
          '/numbered',
          { ...beyond, wait: LONGEST_WAIT_MS },
          { signal },
        );
        if (isBeyond({ position, ordinal }, beyond)) return { position, ordinal };
        // Something between us answers at once instead of waiting: then this is polling.
        await pause(asked + SOONEST_AGAIN_MS - performance.now(), signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
    return undefined;
  }

  private async events(query: Record<string, string | number>, of?: LogEpoch): Promise<FeedEvent[]> {
    const limit = Math.min(Number(query['limit']), MOST_PER_ANSWER);
    const { log, events } = await this.ask(EventsAnswer, '', { ...query, limit });
    if (of && (log.id !== of.id || log.epoch !== of.epoch)) throw new AnotherLog(this.publisher, of, log);
    return events.map(({ ordinal, event }) => fromCloudEvent(event, ordinal));
  }

  private async ask<Answer>(
    shape: z.ZodType<Answer>,
    path: string,
    query: Record<string, string | number>,
    { body, signal }: { body?: unknown; signal?: AbortSignal } = {},
  ): Promise<Answer> {
    const { publisher, url, headers, fetch: ask = fetch } = this.options;
    const address = new URL(url + path);
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, String(value));
    const inTime = AbortSignal.timeout(ANSWER_WITHIN_MS + Number(query['wait'] ?? 0));
    try {
      const response = await ask(address, {
        signal: signal ? AbortSignal.any([signal, inTime]) : inTime,
        headers: { accept: 'application/json', 'content-type': 'application/json', ...(await headers?.()) },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new PublisherUnavailable(publisher, `${address.pathname} answered ${response.status}`);
      const read = shape.safeParse(await response.json());
      if (!read.success)
        throw new PublisherUnavailable(
          publisher,
          `${address.pathname} answered what is no feed: ${read.error.message}`,
        );
      return read.data;
    } catch (cause) {
      if (cause instanceof PublisherUnavailable) throw cause;
      throw new PublisherUnavailable(publisher, `${address.origin}: ${whyNot(cause)}`, { cause });
    }
  }
}

/** `fetch` says of a connection that could not be made that it failed; why stands behind it. */
function whyNot(error: unknown): string {
  const { message = String(error), cause } = error as { message?: string; cause?: { message?: string } };
  return cause?.message ? `${message} (${cause.message})` : message;
}
