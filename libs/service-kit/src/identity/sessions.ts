import type { ActorKind, Uuid } from '#contracts';
import type { KeyStore } from './key-store.js';
import { type Milliseconds, type PublicKeys, signToken, TokenRefused, verifyToken } from './our-tokens.js';
import { kindOf, type Person, type PersonFinder } from './person-directory.js';
import { type EndedSessions, memorySessions, type SessionRegister } from './session-register.js';

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
  /** Its name in the register: what it is ended by. */
  id: Uuid;
  /** When the issuer last saw who it is (`auth_time`), milliseconds since 1970; undefined when the issuer did not say. */
  authenticatedAt?: number;
}

/** Verifies session cookies; every service has one. @throws TokenRefused */
export type SessionVerifier = (token: string) => Promise<Session>;

export const sessionVerifier =
  (keys: PublicKeys, now: Milliseconds = Date.now, ended?: EndedSessions): SessionVerifier =>
  async (token) => {
    const claims = await verifyToken(keys, 'session', token, now);
    const { sub, iat, exp, sid, name, roles, signed_in_at: signedInAt, auth_time: authTime } = claims;
    if (typeof name !== 'string' || !Array.isArray(roles) || typeof signedInAt !== 'number' || typeof sid !== 'string')
      throw new TokenRefused('the session lacks claims');
    if (ended?.hasEnded(sid)) throw new TokenRefused('the session was ended', { ordinary: true });
    return {
      person: sub,
      name,
      roles: roles as string[],
      kind: kindOf(roles as string[]),
      issuedAt: iat * 1000,
      expiresAt: exp * 1000,
      signedInAt,
      id: sid,
      ...(typeof authTime === 'number' && { authenticatedAt: authTime * 1000 }),
    };
  };

/** What the issuer said of a sign-in besides who it is. */
export interface SignInFacts {
  /** `auth_time`, in milliseconds since 1970. */
  authenticatedAt?: number;
  /** `sid`. */
  issuerSession?: string;
  /** The browser's `User-Agent`. */
  agent?: string;
}

/** Issues and renews session tokens: case-state alone does. */
export interface SessionIssuer {
  /** A new session, whatever the browser brought along (no fixation). @param facts default: signed in just now */
  issue(person: Person, facts?: SignInFacts): Promise<string>;
  /**
   * A new token when the session is in its last half; undefined when it need not or may not be renewed. Roles are read
   * again, so that who has left, or lost a role, is noticed within ten minutes.
   */
  renew(session: Session): Promise<string | undefined>;
}

export function sessionIssuer(
  store: KeyStore,
  directory: PersonFinder,
  now: Milliseconds = Date.now,
  register: SessionRegister = memorySessions(now),
): SessionIssuer {
  const sign = (
    person: Person,
    { id, signedInAt, authenticatedAt }: Pick<Session, 'id' | 'signedInAt' | 'authenticatedAt'>,
  ) =>
    signToken(
      store,
      'session',
      'session',
      {
        subject: person.id,
        claims: {
          sid: id,
          name: person.name,
          roles: person.roles,
          signed_in_at: signedInAt,
          ...(authenticatedAt !== undefined && { auth_time: Math.floor(authenticatedAt / 1000) }),
        },
        expiresAt: Math.min(now() + SESSION_MS, signedInAt + SESSION_CAP_MS),
      },
      now,
    );
  return {
    async issue(person, { authenticatedAt, issuerSession, agent } = { authenticatedAt: now() }) {
      const signedInAt = now();
      const id = await register.begin({
        person: person.id,
        startedAt: signedInAt,
        endsAt: signedInAt + SESSION_CAP_MS,
        ...(issuerSession !== undefined && { issuerSession }),
        ...(agent !== undefined && { agent }),
      });
      return sign(person, { id, signedInAt, ...(authenticatedAt !== undefined && { authenticatedAt }) });
    },
    async renew(session) {
      const lastHalf = now() >= session.expiresAt - SESSION_MS / 2;
      const capped = session.expiresAt >= session.signedInAt + SESSION_CAP_MS - 1000;
      if (!lastHalf || capped || !(await register.runs(session.id))) return undefined;
      const person = await directory.get(session.person);
      return person && sign(person, session);
    },
  };
}
