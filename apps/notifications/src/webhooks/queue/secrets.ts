import { randomBytes } from 'node:crypto';
import type { Uuid } from '#contracts';
import type { Pool } from 'pg';

/** Standard Webhooks wants 24 to 64 bytes. */
const SECRET_BYTES = 32;

const newSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;

/**
 * The secret of a subscription that is about to be created; the same again for the same subscription, so that a creation that is
 * repeated (its answer was lost) gets the same answer.
 */
export async function secretFor(pool: Pool, subscription: Uuid): Promise<string> {
  const secret = newSecret();
  const { rows } = await pool.query<{ secret: string }>(
    `with made as (
       insert into delivery.secrets (subscription, secret, hint) values ($1, $2, $3)
       on conflict (subscription) do nothing returning secret
     )
     select secret from made union all select secret from delivery.secrets where subscription = $1 limit 1`,
    [subscription, secret, secret.slice(-4)],
  );
  // Somebody else made it in this very moment: their row is in the next statement's sight.
  return rows[0]?.secret ?? secretFor(pool, subscription);
}

/** The secret of a subscription; undefined once it has ended. */
export async function secretOf(pool: Pool, subscription: Uuid): Promise<string | undefined> {
  const { rows } = await pool.query<{ secret: string | null }>(
    'select secret from delivery.secrets where subscription = $1',
    [subscription],
  );
  return rows[0]?.secret ?? undefined;
}
