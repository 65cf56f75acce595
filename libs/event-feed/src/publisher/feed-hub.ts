import type { LogIdentity } from '#event-store';
import type { FeedEvent, FeedSource, LaneHead, LogEpoch, Numbered, Publisher } from '../feed.js';
import { UnknownPublisher } from '../refusals.js';

/** The publishers of one process by service, so that consumers can be wired before the publishers exist. */
export class FeedHub {
  private readonly publishers = new Map<string, Publisher>();

  add(publisher: Publisher): void {
    if (this.publishers.has(publisher.service)) throw new Error(`publisher ${publisher.service} is here already`);
    this.publishers.set(publisher.service, publisher);
  }

  has(service: string): boolean {
    return this.publishers.has(service);
  }

  /** The source of a service's events; looked up when it is first read. @throws UnknownPublisher then */
  source(service: string): FeedSource {
    return new HubSource(service, () => {
      const publisher = this.publishers.get(service);
      if (!publisher) throw new UnknownPublisher(service);
      return publisher.source;
    });
  }
}

class HubSource implements FeedSource {
  constructor(
    readonly publisher: string,
    private readonly find: () => FeedSource,
  ) {}

  async identity(): Promise<LogIdentity> {
    return this.find().identity();
  }
  async numbered(): Promise<Numbered> {
    return this.find().numbered();
  }
  async standing(): Promise<Numbered & { head: number }> {
    return this.find().standing();
  }
  async after(ordinal: number, limit: number, of?: LogEpoch): Promise<FeedEvent[]> {
    return this.find().after(ordinal, limit, of);
  }
  async lane(lane: string, after: number, limit: number, of?: LogEpoch): Promise<FeedEvent[]> {
    return this.find().lane(lane, after, limit, of);
  }
  async heads(afterLane: string, limit: number): Promise<LaneHead[]> {
    return this.find().heads(afterLane, limit);
  }
  async headsAt(position: number, lanes: string[]): Promise<LaneHead[]> {
    return this.find().headsAt(position, lanes);
  }
  async moved(beyond: Numbered, signal: AbortSignal): Promise<Numbered | undefined> {
    return this.find().moved(beyond, signal);
  }
}
