import type { Actor } from '#contracts';

/** The service itself, where no person acts: a lapse, a reaction. */
export const SYSTEM: Actor = { person: '00000000-0000-0000-0000-000000000000', kind: 'system', role: 'system' };
