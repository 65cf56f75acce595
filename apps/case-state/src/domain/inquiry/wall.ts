import type { Uuid } from '#contracts';
import type { AccessEvent, WallCause } from './access.events.js';

/** A wall as it is recorded, whoever or whatever raised it. */
export const wallRaised = (wall: {
  inquiryId: Uuid;
  wallId: Uuid;
  person: Uuid;
  cause: WallCause;
  reason: string;
}): AccessEvent => {
  const { reason, ...data } = wall;
  return { type: 'WallRaised', data, personal: { [data.person]: { reason } } };
};
