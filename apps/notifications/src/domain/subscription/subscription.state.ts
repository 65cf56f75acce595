import type { Aggregate, Happened, Uuid } from '#contracts';
import type { SubscriptionEvent } from './subscription.events.js';

export type SubscriptionState =
  | { is: 'unknown' }
  | {
      is: 'active' | 'paused' | 'ended';
      title: string;
      url: string;
      types: string[];
      inquiries: Uuid[];
      createdBy: Uuid;
    };

function evolve(state: SubscriptionState, event: Happened<SubscriptionEvent>): SubscriptionState {
  switch (event.type) {
    case 'SubscriptionCreated': {
      const { title, url, types, inquiries, createdBy } = event.data;
      return { is: 'active', title, url, types, inquiries, createdBy };
    }
    case 'SubscriptionPaused':
      return inState(state, 'paused');
    case 'SubscriptionResumed':
      return inState(state, 'active');
    case 'SubscriptionEnded':
      return inState(state, 'ended');
    // What these bring about is in the deliveries' rows.
    case 'TestAsked':
    case 'ResendAsked':
    case 'LaneRetried':
    case 'LaneSkipped':
      return state;
  }
}

const inState = (state: SubscriptionState, is: 'active' | 'paused' | 'ended'): SubscriptionState =>
  state.is === 'unknown' ? state : { ...state, is };

export const subscription: Aggregate<SubscriptionState, SubscriptionEvent> = {
  kind: 'subscription',
  initial: { is: 'unknown' },
  evolve,
};
