import type { Actor } from '#contracts';
import type { CommandOrigin } from '../commands/index.js';
import type { CommandHeaders } from '../http/index.js';
import type { RequestActor } from '../identity/index.js';

/** The role in which somebody acts where there is no team: the first of those that the act asks for, else the first held. */
export const roleInAuthority = (reader: RequestActor, asked: readonly string[]): string =>
  asked.find((role) => reader.roles.includes(role)) ?? reader.roles[0] ?? reader.kind;

/** A reader as the actor of an event, in the role exercised. */
export const actingAs = ({ person, kind }: RequestActor, role: string): Actor => ({ person, kind, role });

/** How a command came in by HTTP. */
export const originOf = (actor: Actor, { commandId, ifMatch }: CommandHeaders): CommandOrigin => ({
  actor,
  ...(commandId !== undefined && { idempotencyKey: commandId }),
  ...(ifMatch !== undefined && { ifMatch }),
});
