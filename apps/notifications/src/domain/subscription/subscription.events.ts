import type { Uuid } from '#contracts';

/**
 * What can have happened to a webhook subscription. The secret is not here: it lives in a table outside the log,
 * because what is in the log is there for ever. Attempts to deliver are not here either: they are rows.
 */
export type SubscriptionEvent =
  | {
      type: 'SubscriptionCreated';
      data: {
        title: string;
        /** As it was checked: normal form of the WHATWG URL standard. */
        url: string;
        /** Full names of published types, or with a trailing `*`. */
        types: string[];
        inquiries: Uuid[];
        /** What is delivered is what this person may see at the time of sending. */
        createdBy: Uuid;
      };
    }
  | { type: 'SubscriptionPaused'; data: { reason?: string } }
  | { type: 'SubscriptionResumed'; data: Record<string, never> }
  /** For good: what waits is withdrawn, the secret is destroyed. */
  | { type: 'SubscriptionEnded'; data: { reason?: string } }
  /** A signed test event is to be sent once, outside all lanes. */
  | { type: 'TestAsked'; data: Record<string, never> }
  /** One delivery is to be sent once more: same id, same content, new time and signature, marked. */
  | { type: 'ResendAsked'; data: DeliveryInLane }
  /** A lane that stood still is to be tried again now, its schedule from the beginning. */
  | { type: 'LaneRetried'; data: DeliveryInLane }
  /** A lane that stood still goes on past this delivery, which then has not arrived. */
  | { type: 'LaneSkipped'; data: DeliveryInLane & { reason: string } };

export interface DeliveryInLane {
  lane: Uuid;
  /** The delivery's id, which is the `webhook-id` that the subscriber sees. */
  delivery: Uuid;
  /** The delivery's number in its lane. */
  sequence: number;
}
