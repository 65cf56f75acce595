import type { JWK } from 'jose';
import { type KeyPurpose, type KeyStore, makeKey } from './key-store.js';
import type { Queryable } from './postgres-directory.js';

/** Creates the table `keys.signing` in the schema `keys`, which must be there and be the role's own. */
export async function migrateKeys(client: Queryable): Promise<void> {
  // In one statement, so that two processes do not make it at once (`if not exists` alone would let them collide).
  await client.query(`do $$ begin
    perform pg_advisory_xact_lock(hashtextextended('dossier-key-migrations', 0));
    create table if not exists keys.signing (purpose text primary key, jwk json not null);
  end $$`);
}

/**
 * Keys in the database of the service that signs with them, for when several machines run it. Who may read the schema may
 * sign: it belongs to the service's role alone.
 */
export function postgresKeyStore(database: Queryable): KeyStore {
  const keys = new Map<KeyPurpose, Promise<JWK>>();
  const read = async (purpose: KeyPurpose): Promise<JWK | undefined> => {
    const { rows } = await database.query('select jwk from keys.signing where purpose = $1', [purpose]);
    return rows[0]?.['jwk'] as JWK | undefined;
  };
  const keptKey = async (purpose: KeyPurpose): Promise<JWK> => {
    const kept = await read(purpose);
    if (kept) return kept;
    const made = await makeKey();
    await database.query('insert into keys.signing (purpose, jwk) values ($1, $2) on conflict do nothing', [
      purpose,
      JSON.stringify(made),
    ]);
    return (await read(purpose)) ?? made;
  };
  return {
    key(purpose) {
      let key = keys.get(purpose);
      if (!key) {
        key = keptKey(purpose);
        keys.set(purpose, key);
        key.catch(() => keys.delete(purpose));
      }
      return key;
    },
  };
}
