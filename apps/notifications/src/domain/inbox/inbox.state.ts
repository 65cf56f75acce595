import type { Aggregate, Uuid } from '#contracts';
import type { InboxEvent } from './inbox.events.js';

export interface InboxState {
  read: ReadonlySet<Uuid>;
}

export const inbox: Aggregate<InboxState, InboxEvent> = {
  kind: 'inbox',
  initial: { read: new Set() },
  evolve: (state, event) => ({ read: new Set([...state.read, ...event.data.items]) }),
};
