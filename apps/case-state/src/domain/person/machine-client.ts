import type { Aggregate, Happened, Moment, Uuid } from '#contracts';
import { reject } from '../rejection.js';

/** What is done about a program's account. Its name stands in the directory, of its secrets a hash beside it: neither is in the log. */
export type MachineClientEvent =
  | { type: 'MachineClientRegistered'; data: { client: Uuid } }
  /** A secret in place of the one before, which opens until then. */
  | { type: 'MachineClientSecretMade'; data: { client: Uuid; oldHoldsUntil: Moment } }
  | { type: 'MachineClientRevoked'; data: { client: Uuid } };

export type MachineClientState = { revoked: boolean };

export const machineClientAggregate: Aggregate<MachineClientState, MachineClientEvent> = {
  kind: 'machine-client',
  initial: { revoked: false },
  evolve(state, event: Happened<MachineClientEvent>) {
    switch (event.type) {
      case 'MachineClientRegistered':
      case 'MachineClientSecretMade':
        return state;
      case 'MachineClientRevoked':
        return { revoked: true };
    }
  },
};

/** One whose secret the issuer keeps has none here. */
export function replaceSecret(
  state: MachineClientState,
  facts: { client: Uuid; signsInHere: boolean; oldHoldsUntil: Moment },
) {
  const { client, signsInHere, oldHoldsUntil } = facts;
  if (state.revoked)
    return reject('client-revoked' as const, {
      en: 'This client was turned away for good. Register another one.',
      fr: 'Ce client a été écarté définitivement. Enregistrez-en un autre.',
    });
  if (!signsInHere)
    return reject('secret-at-issuer' as const, {
      en: 'This client signs in at the issuer, which keeps its secret.',
      fr: 'Ce client se connecte auprès de l’émetteur, qui garde son secret.',
    });
  return [{ type: 'MachineClientSecretMade' as const, data: { client, oldHoldsUntil } }];
}

export const revokeClient = (state: MachineClientState, client: Uuid): MachineClientEvent[] =>
  state.revoked ? [] : [{ type: 'MachineClientRevoked', data: { client } }];
