import type { ActorKind, Uuid } from '#contracts';
import type { KeyStore } from './key-store.js';
import { type Milliseconds, type PublicKeys, signToken, TokenRefused, verifyToken } from './our-tokens.js';
import { kindOf, type Person, type PersonFinder } from './person-directory.js';

/** A session's token holds ten minutes; who comes back in its last half gets a new one. */
export const SESSION_MS = 10 * 60_000;
/** After a working day one signs in again, however often the token was renewed. */
export const SESSION_CAP_MS = 12 * 60 * 60_000;

export interface Session {
  person: Uuid;
  name: string;
  roles: string[];
  kind: ActorKind;
  /** Milliseconds since 1970. */
  issuedAt: number;
  expiresAt: number;
  signedInAt: number;
}

/** Verifies session cookies; every service has one. @throws TokenRefused */
export type SessionVerifier = (token: string) => Promise<Session>;

export const sessionVerifier =
  (keys: PublicKeys, now: Milliseconds = Date.now): SessionVerifier =>
  async (token) => {
    const { sub, iat, exp, name, roles, signed_in_at: signedInAt } = await verifyToken(keys, 'session', token, now);
    if (typeof name !== 'string' || !Array.isArray(roles) || typeof signedInAt !== 'number')
      throw new TokenRefused('the session lacks claims');
    return {
      person: sub,
      name,
      roles: roles as string[],
      kind: kindOf(roles as string[]),
      issuedAt: iat * 1000,
      expiresAt: exp * 1000,
      signedInAt,
    };
  };

/** Issues and renews session tokens: case-state alone does. */
export interface SessionIssuer {
  issue(person: Person): Promise<string>;
  /**
   * A new token when the session is in its last half; undefined when it need not or may not be renewed. Roles are read
   * again, so that who has left, or lost a role, is noticed within ten minutes.
   */
  renew(session: Session): Promise<string | undefined>;
}

export function sessionIssuer(store: KeyStore, directory: PersonFinder, now: Milliseconds = Date.now): SessionIssuer {
  const sign = (person: Person, signedInAt: number) =>
    signToken(
      store,
      'session',
      'session',
      {
        subject: person.id,
        claims: { name: person.name, roles: person.roles, signed_in_at: signedInAt },
        expiresAt: Math.min(now() + SESSION_MS, signedInAt + SESSION_CAP_MS),
      },
      now,
    );
  return {
    issue: (person) => sign(person, now()),
    async renew(session) {
      const lastHalf = now() >= session.expiresAt - SESSION_MS / 2;
      const capped = session.expiresAt >= session.signedInAt + SESSION_CAP_MS - 1000;
      if (!lastHalf || capped) return undefined;
      const person = await directory.get(session.person);
      return person && sign(person, session.signedInAt);
    },
  };
}
