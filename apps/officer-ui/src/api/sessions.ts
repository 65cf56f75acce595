import type * as Contracts from '#contracts';
import type { z } from 'zod';
import { ask } from './queries';

export type SessionView = Contracts.SessionView;
export type MachineClientView = Contracts.MachineClientView;
type SessionsPage = z.infer<typeof Contracts.SessionsPage>;

const own = '/api/case-state/me/sessions';
const all = '/api/case-state/sessions';
const clients = '/api/case-state/machine-clients';

/** Where the reader is signed in. */
export const ownSessionsQuery = ask<SessionsPage>(['case-state', 'sessions', 'own'], own);
/** Where everybody is signed in; for administrators. */
export const sessionsQuery = ask<SessionsPage>(['case-state', 'sessions', 'all'], all);
export const machineClientsQuery = ask<z.infer<typeof Contracts.MachineClientsPage>>(
  ['case-state', 'machine-clients'],
  clients,
);

export const endOwnSessions = (which: { sessions: string[] } | { others: true }) => ({
  method: 'POST' as const,
  path: `${own}/end`,
  body: which,
});
export const endSessions = (which: { sessions: string[] } | { person: string }, because: string) => ({
  method: 'POST' as const,
  path: `${all}/end`,
  body: { ...which, because },
});
export const registerClient = (body: object) => ({ method: 'POST' as const, path: clients, body });
export const rotateSecret = (id: string, overlap: boolean) => ({
  method: 'POST' as const,
  path: `${clients}/${id}/secret`,
  body: { overlap },
});
export const revokeClient = (id: string) => ({ method: 'POST' as const, path: `${clients}/${id}/revoke`, body: {} });
