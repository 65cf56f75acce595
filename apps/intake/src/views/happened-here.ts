import type { StoredEvent } from '#contracts';
import type { IntakeEvent } from '../domain/events.js';

/** A stored event as one of this service's own: its log holds no others. */
export const happenedHere = (event: StoredEvent): IntakeEvent => event as unknown as IntakeEvent;
