import {
  actingAs,
  answersOf,
  originOf,
  roleInAuthority,
  type CommandHeaders,
  type CommandOrigin,
  type RequestActor,
} from '#service-kit';

/** Who acts on an own inbox or an own subscription: in the first role that the person holds in the authority. */
export const ownOrigin = (reader: RequestActor, headers: CommandHeaders): CommandOrigin =>
  originOf(actingAs(reader, roleInAuthority(reader, [])), headers);

/** The answer to a command. */
export const answer = answersOf('notifications');
