import type { Delivery, DeliverySink, FeedEvent, FeedSource } from '#event-feed';

/** A carrier that repeats, loses or spoils what it carries. */
export function altered(delivery: Delivery, alter: (events: FeedEvent[]) => FeedEvent[]): Delivery {
  return {
    ...(delivery.shared && { shared: true }),
    async start(sources: FeedSource[], sink: DeliverySink) {
      await delivery.start(sources, {
        offer: async (publisher, events) => sink.offer(publisher, alter(events)),
        reached: (publisher, numbered) => sink.reached(publisher, numbered),
        reconcile: async (publisher) => sink.reconcile(publisher),
        followedLog: async (publisher) => sink.followedLog(publisher),
        assign: (publisher, mine) => sink.assign(publisher, mine),
        recognise: async (publisher, log, epoch) => sink.recognise(publisher, log, epoch),
        trouble: (publisher, error) => sink.trouble(publisher, error),
      });
    },
    stop: async () => delivery.stop(),
  };
}
