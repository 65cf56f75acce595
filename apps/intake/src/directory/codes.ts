import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Uuid } from '#contracts';
import { Problem } from '#service-kit';
import type { Pool } from 'pg';

/** Whose code it is: of one contact, for one reply. */
export interface CodeOf {
  person: Uuid;
  addressee: Uuid;
}

/** How a code was taken. */
export type CodeTaken = { holds: true } | { holds: false; triesLeft: number };

/** Minutes that a code holds. */
const MINUTES = 10;
/** Tries of one code: of a million codes, five. */
const TRIES = 5;
/** Codes an hour of one contact for one reply: 25 of a million tries, at most. */
const AN_HOUR = 5;

const hashOf = promisify<string, string, number, Buffer>(scrypt);

/**
 * Codes of six digits, sent to somebody to see whether they hold the address. Kept as a salted hash (scrypt: who has the table needs longer
 * to find one out than it holds), taken once, tried five times, over after ten minutes; a new one ends the one before.
 */
export interface Codes {
  /** @throws Problem too-many-requests */
  make(of: CodeOf): Promise<{ code: string; expiresAt: Date }>;
  take(of: CodeOf, code: string): Promise<CodeTaken>;
}

export const codesIn = (pool: Pick<Pool, 'query'>): Codes => ({
  async make({ person, addressee }) {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const salt = randomBytes(16).toString('base64url');
    const hash = (await hashOf(code, salt, 32)).toString('base64url');
    // One statement counts and makes: two at once do not both count the same.
    const { rows } = await pool.query<{ expires_at: Date }>(
      `insert into directory.codes as known (person, addressee, salt, hash, tries_left, expires_at, hour, made)
       values ($1, $2, $3, $4, $5, now() + make_interval(mins => $6), now(), 1)
       on conflict (person, addressee) do update
          set salt = excluded.salt, hash = excluded.hash, tries_left = excluded.tries_left, expires_at = excluded.expires_at,
              hour = case when known.hour < now() - interval '1 hour' then now() else known.hour end,
              made = case when known.hour < now() - interval '1 hour' then 1 else known.made + 1 end
        where known.made < $7 or known.hour < now() - interval '1 hour'
       returning expires_at`,
      [person, addressee, salt, hash, TRIES, MINUTES, AN_HOUR],
    );
    const made = rows[0];
    if (!made)
      throw new Problem('too-many-requests', `At most ${AN_HOUR} codes are sent in an hour.`, {
        headers: { 'Retry-After': '3600' },
      });
    return { code, expiresAt: made.expires_at };
  },
  async take({ person, addressee }, code) {
    // Each try is counted before it is looked at, so that many at once are not one.
    const { rows } = await pool.query<{ salt: string; hash: string; tries_left: number }>(
      `update directory.codes set tries_left = tries_left - 1
        where person = $1 and addressee = $2 and tries_left > 0 and expires_at > now()
       returning salt, hash, tries_left`,
      [person, addressee],
    );
    const kept = rows[0];
    if (!kept) return { holds: false, triesLeft: 0 };
    const same = timingSafeEqual(await hashOf(code, kept.salt, 32), Buffer.from(kept.hash, 'base64url'));
    if (!same) return { holds: false, triesLeft: kept.tries_left };
    const { rowCount } = await pool.query(
      `update directory.codes set tries_left = 0, hash = '' where person = $1 and addressee = $2 and hash = $3`,
      [person, addressee, kept.hash],
    );
    return rowCount === 1 ? { holds: true } : { holds: false, triesLeft: 0 };
  },
});
