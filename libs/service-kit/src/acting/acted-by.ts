import type { ActedBy, StoredEvent } from '#contracts';

/** Whose act a published fact tells of; nothing where the service itself acted. */
export const actedBy = ({ actor }: Pick<StoredEvent, 'actor'>): { actor?: ActedBy } =>
  actor.kind === 'system' ? {} : { actor: { person: actor.person, role: actor.role } };
