import type { Uuid } from '#contracts';

/** What a delivery adds to the published CloudEvent: its place in the subscriber's own lane. Extension names: CloudEvents 1.0 §3.1. */
export interface PlaceInLane {
  /** From 1, without a gap, per subscription and lane. */
  deliverysequence: number;
  /** `webhook-id` of the delivery before; absent at the first. */
  previousdelivery?: Uuid;
}

/**
 * The body as it is signed and sent: the event exactly as published, and its place in the subscriber's lane.
 * The place stands in the body and not in a header since only the body is signed: a subscriber can prove that nothing is missing.
 */
export const deliveryBody = (published: Record<string, unknown>, place: PlaceInLane | undefined): string =>
  JSON.stringify({ ...published, ...place });

/** Type of the event that a test sends. Not a fact: it is in no log's feed and belongs to no lane. */
export const TEST_TYPE = 'dossier.notifications.SubscriptionTested.v1';

/** The event that a test sends: signed and shaped like any other. */
export const testEvent = (id: Uuid, subscription: Uuid, at: string): Record<string, unknown> => ({
  specversion: '1.0',
  id,
  source: '/dossier/notifications',
  type: TEST_TYPE,
  subject: subscription,
  time: at,
  datacontenttype: 'application/json',
  data: { subscriptionId: subscription, test: true },
});
