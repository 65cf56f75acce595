import { v5, v7, validate } from 'uuid';
import type { Uuid } from '#contracts';

/** A new id that sorts by time (RFC 9562, version 7): for events. */
export const uuid7 = (): Uuid => v7();

/** The id that a name has in a namespace (RFC 9562, version 5): the same for ever. */
export const uuid5 = (namespace: Uuid, name: string): Uuid => v5(name, namespace);

/** Namespace of the keys that callers give; settled for ever, because command ids are stored. */
const KEYS = '7b1e8a0c-5d0f-5e43-9d5a-3f3c8f0c6a11';

/** The command id that an `Idempotency-Key` stands for: a UUID is taken as it is (in lower case), anything else gives a UUIDv5. */
export const commandIdFrom = (key: string): Uuid => (validate(key) ? key.toLowerCase() : v5(key, KEYS));
