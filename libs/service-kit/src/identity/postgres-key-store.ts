import type { JWK } from 'jose';
import { type KeyAges, type KeyStore, rotatingKeys } from './key-store.js';
import type { Queryable } from './postgres-directory.js';

/** Creates the table `keys.signing` in the schema `keys`, which must be there and be the role's own, or brings it up to date. */
export async function migrateKeys(client: Queryable): Promise<void> {
  // In one statement, so that two processes do not make it at once (`if not exists` alone would let them collide).
  await client.query(`do $$ begin
    perform pg_advisory_xact_lock(hashtextextended('dossier-key-migrations', 0));
    create table if not exists keys.signing (purpose text primary key, jwk json not null);
    -- Keys are renewed: of a purpose there are several, one after the other.
    if not exists (
      select from information_schema.columns
       where table_schema = 'keys' and table_name = 'signing' and column_name = 'generation'
    ) then
      alter table keys.signing add column generation int not null default 1;
      alter table keys.signing add column made_at timestamptz not null default now();
      alter table keys.signing drop constraint signing_pkey;
      alter table keys.signing add primary key (purpose, generation);
    end if;
  end $$`);
}

/**
 * Keys in the database of the service that signs with them, for when several machines run it. Who may read the schema may
 * sign: it belongs to the service's role alone.
 */
export function postgresKeyStore(database: Queryable, ages: KeyAges = {}): KeyStore {
  return rotatingKeys(
    {
      async list(purpose) {
        const { rows } = await database.query('select generation, jwk, made_at from keys.signing where purpose = $1', [
          purpose,
        ]);
        return rows.map(({ generation, jwk, made_at }) => ({
          generation: Number(generation),
          jwk: jwk as JWK,
          madeAt: (made_at as Date).getTime(),
        }));
      },
      async add(purpose, { generation, jwk, madeAt }) {
        await database.query(
          `insert into keys.signing (purpose, generation, jwk, made_at) values ($1, $2, $3, to_timestamp($4))
           on conflict do nothing`,
          [purpose, generation, JSON.stringify(jwk), madeAt / 1000],
        );
      },
      async remove(purpose, generation) {
        await database.query('delete from keys.signing where purpose = $1 and generation = $2', [purpose, generation]);
      },
    },
    ages,
  );
}
