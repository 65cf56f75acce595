import type { Delivery, DeliverySink, FeedSource } from '../feed.js';
import { backoff, pause } from '../pause.js';
import { AnotherLog, PublisherUnavailable, UnknownLog } from '../refusals.js';

/** Brings events straight from the publishers' tables, in the order of their numbering. The delivery of the in-process mode, and of a service alone over HTTP. */
export class SourceDelivery implements Delivery {
  private readonly ending = new AbortController();
  private following: Promise<void>[] = [];

  /** @param page events per read */
  constructor(
    private readonly page: number,
    private readonly longestWaitMs: number,
  ) {}

  async start(sources: FeedSource[], sink: DeliverySink): Promise<void> {
    this.following = sources.map(async (source) => this.followForEver(source, sink));
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.following);
  }

  private async followForEver(source: FeedSource, sink: DeliverySink): Promise<void> {
    const { signal } = this.ending;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await this.follow(source, sink, () => (attempt = 0));
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        if (signal.aborted) return;
        sink.trouble(source.publisher, error);
        if (error instanceof UnknownLog || error instanceof AnotherLog) return;
        await pause(backoff(Math.max(1, attempt), 100, this.longestWaitMs), signal);
      }
    }
  }

  private async follow(source: FeedSource, sink: DeliverySink, arrived: () => void): Promise<void> {
    const { signal } = this.ending;
    // All that was there before is left to the lanes: each reads for itself what it lacks.
    let reached = await sink.reconcile(source.publisher);
    const of = await sink.followedLog(source.publisher);
    sink.reached(source.publisher, reached);
    for (;;) {
      sink.trouble(source.publisher, undefined);
      arrived();
      const numbered = await source.moved(reached, signal);
      if (!numbered) return;
      while (reached.ordinal < numbered.ordinal && !signal.aborted) {
        const events = await source.after(reached.ordinal, this.page, of);
        const last = events.at(-1);
        if (!last)
          throw new PublisherUnavailable(
            source.publisher,
            `nothing after ${reached.ordinal}, although ${numbered.ordinal} are numbered`,
          );
        await sink.offer(source.publisher, events);
        reached = { position: reached.position, ordinal: last.ordinal };
      }
      if (signal.aborted) return;
      reached = { position: numbered.position, ordinal: Math.max(reached.ordinal, numbered.ordinal) };
      sink.reached(source.publisher, reached);
    }
  }
}
