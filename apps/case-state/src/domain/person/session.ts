import type { Aggregate, Happened, SessionEndReason, Uuid } from '#contracts';

/** That a session was ended from a list of sessions: by the person themselves (`own`), or by an administrator. Signing out is none: nobody decides it about another. */
export type SessionEvent = {
  type: 'SessionEnded';
  data: { session: Uuid; person: Uuid; because: SessionEndReason | 'own' };
};

export type SessionState = { ended: boolean };

export const sessionAggregate: Aggregate<SessionState, SessionEvent> = {
  kind: 'session',
  initial: { ended: false },
  evolve: (_state, _event: Happened<SessionEvent>) => ({ ended: true }),
};

/** A session that was ended already is not ended again. */
export const endSession = (state: SessionState, ending: SessionEvent['data']): SessionEvent[] =>
  state.ended ? [] : [{ type: 'SessionEnded', data: ending }];
