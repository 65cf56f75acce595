import type { Decision, Uuid } from '#contracts';
import type { DeliveryInLane, SubscriptionEvent } from './subscription.events.js';
import {
  addressNotAllowed,
  deliveryNotNumbered,
  inquiryNotFound,
  laneNotStopped,
  subscriptionEnded,
  subscriptionExists,
  type SubscriptionRejection,
} from './subscription.rejections.js';
import type { SubscriptionState } from './subscription.state.js';

type Decided = Decision<SubscriptionEvent, SubscriptionRejection['code']>;

export interface Create {
  title: string;
  types: string[];
  inquiries: Uuid[];
  createdBy: Uuid;
}

/** What the address guard found: the address in its normal form, or which guard refused it and why. */
export type CheckedAddress = { url: string } | { refused: string; why: string };

/** The delivery that a lane stands at: the first that has neither arrived nor been skipped. */
export interface LaneHead extends DeliveryInLane {
  /** Attempts that have failed. */
  tries: number;
  parked: boolean;
}

/** A new subscription starts at the present: what is published from now on. */
export function createSubscription(
  state: SubscriptionState,
  command: Create,
  facts: { address: CheckedAddress; /** Of the person who creates it. */ memberOf: ReadonlySet<Uuid> },
): Decided {
  if (state.is !== 'unknown') return subscriptionExists();
  if ('refused' in facts.address) return addressNotAllowed(facts.address.refused, facts.address.why);
  const unseen = command.inquiries.flatMap((inquiry, index) => (facts.memberOf.has(inquiry) ? [] : [index]));
  if (unseen.length > 0) return inquiryNotFound(unseen);
  return [
    {
      type: 'SubscriptionCreated',
      data: {
        title: command.title,
        url: facts.address.url,
        types: [...new Set(command.types)],
        inquiries: [...new Set(command.inquiries)],
        createdBy: command.createdBy,
      },
    },
  ];
}

/** While paused, what is published goes on being queued: nothing is missed. */
export function pauseSubscription(state: SubscriptionState, command: { reason?: string | undefined }): Decided {
  if (state.is === 'ended') return subscriptionEnded();
  return state.is === 'active' ? [{ type: 'SubscriptionPaused', data: withReason(command.reason) }] : [];
}

export function resumeSubscription(state: SubscriptionState): Decided {
  if (state.is === 'ended') return subscriptionEnded();
  return state.is === 'paused' ? [{ type: 'SubscriptionResumed', data: {} }] : [];
}

export function endSubscription(state: SubscriptionState, command: { reason?: string | undefined }): Decided {
  return state.is === 'active' || state.is === 'paused'
    ? [{ type: 'SubscriptionEnded', data: withReason(command.reason) }]
    : [];
}

/** A test is sent to a paused subscription too: before one resumes is when one wants to know. */
export function askTest(state: SubscriptionState): Decided {
  return state.is === 'ended' ? subscriptionEnded() : [{ type: 'TestAsked', data: {} }];
}

/**
 * Sends one delivery once more. Where the lane stands at that very delivery, this is a retry of the lane: what arrives then
 * lets it flow on. Otherwise it is sent beside the lane, once, and changes nothing in it.
 */
export function askResend(
  state: SubscriptionState,
  command: DeliveryInLane | undefined,
  head: LaneHead | undefined,
): Decided {
  if (state.is === 'ended') return subscriptionEnded();
  if (!command) return deliveryNotNumbered();
  return [{ type: head?.delivery === command.delivery ? 'LaneRetried' : 'ResendAsked', data: inLane(command) }];
}

/** A lane that flows has nothing to try again: no event. */
export function retryLane(state: SubscriptionState, head: LaneHead | undefined): Decided {
  if (state.is === 'ended') return subscriptionEnded();
  return stopped(head) ? [{ type: 'LaneRetried', data: inLane(head) }] : [];
}

export function skipLane(state: SubscriptionState, command: { reason: string }, head: LaneHead | undefined): Decided {
  if (state.is === 'ended') return subscriptionEnded();
  if (!stopped(head)) return laneNotStopped();
  return [{ type: 'LaneSkipped', data: { ...inLane(head), reason: command.reason } }];
}

const stopped = (head: LaneHead | undefined): head is LaneHead => head !== undefined && (head.parked || head.tries > 0);

const inLane = ({ lane, delivery, sequence }: DeliveryInLane): DeliveryInLane => ({ lane, delivery, sequence });

const withReason = (reason: string | undefined): { reason?: string } => (reason === undefined ? {} : { reason });
