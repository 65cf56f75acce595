import type { Aggregate, Happened, DirectoryRole, Uuid } from '#contracts';

/** That somebody was put into the directory, in which roles. Who it is stands outside the log. */
export type PersonEvent = { type: 'PersonAdded'; data: { person: Uuid; roles: DirectoryRole[]; invented: boolean } };

export type PersonState = { roles: DirectoryRole[] } | undefined;

export const personAggregate: Aggregate<PersonState, PersonEvent> = {
  kind: 'person',
  initial: undefined,
  evolve: (_state, event: Happened<PersonEvent>) => ({ roles: event.data.roles }),
};
