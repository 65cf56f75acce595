import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  decodeProtectedHeader,
  errors,
  type FetchImplementation,
  importJWK,
  type JWK,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
  SignJWT,
} from 'jose';
import type { PartsFetch } from '../tls/index.js';
import { Problem } from '../problems/errors.js';
import { type KeyPurpose, type KeyStore, OUR_ALGORITHM, publicPart } from './key-store.js';

/** Milliseconds since 1970 by the machine's clock: sessions end in real time, whatever a demonstration's clock says. */
export type Milliseconds = () => number;

/** The kinds of token that we sign ourselves. `typ` keeps one kind from being taken for another (RFC 8725 §3.11). */
export type TokenKind = 'session' | 'sign-in' | 'respondent-link' | 'respondent-session' | 'service' | 'machine';

const AUDIENCE: Record<TokenKind, string> = {
  session: 'dossier-session',
  'sign-in': 'dossier-sign-in',
  'respondent-link': 'dossier-respondent',
  'respondent-session': 'dossier-respondent',
  service: 'dossier-service',
  machine: 'dossier-machine',
};
const ISSUER = 'dossier';
const typeOf = (kind: TokenKind): string => `dossier-${kind}+jwt`;

/** Whether a token says of itself that it is of a kind; nothing of it is verified. */
export function isOfKind(token: string, kind: TokenKind): boolean {
  try {
    return decodeProtectedHeader(token).typ === typeOf(kind);
  } catch (error) {
    if (error instanceof TypeError) return false; // no token of any kind
    throw error;
  }
}

/** The public keys that a kind of token is verified with: ours, or another service's by its address. */
export interface PublicKeys {
  readonly resolve: JWTVerifyGetKey;
}
/** What the other services verify session cookies with. */
export type SessionKeys = PublicKeys;

/** The public keys of a purpose, from our own store. */
export function localKeys(store: KeyStore, purpose: KeyPurpose): PublicKeys {
  let set: { of: string; keys: JWTVerifyGetKey } | undefined;
  return {
    resolve: async (header, token) => {
      const keys = await store.keys(purpose);
      const of = keys.map(({ kid }) => kid).join(' ');
      if (set?.of !== of) set = { of, keys: createLocalJWKSet({ keys: keys.map(publicPart) }) };
      return set.keys(header, token);
    },
  };
}

/** Public keys published by another service, fetched when needed and kept ten minutes. @throws Problem issuer-unavailable while it is away */
export function remoteKeys(address: string, ask?: PartsFetch): PublicKeys {
  const keys = createRemoteJWKSet(new URL(address), { ...(ask && { [customFetch]: ask as FetchImplementation }) });
  return {
    async resolve(header, token) {
      try {
        return await keys(header, token);
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey) throw error;
        throw new Problem('issuer-unavailable', undefined, { cause: error });
      }
    },
  };
}

/** The JSON Web Key Set (RFC 7517 §5) of a purpose, for publishing: the key that signs first, the next one, and those that signed before. */
export async function publishedKeys(store: KeyStore, purpose: KeyPurpose): Promise<{ keys: JWK[] }> {
  return { keys: (await store.keys(purpose)).map(publicPart) };
}

/** @param expiresAt in milliseconds since 1970 */
export async function signToken(
  store: KeyStore,
  purpose: KeyPurpose,
  kind: TokenKind,
  token: { subject: string; claims: Record<string, unknown>; expiresAt: number },
  now: Milliseconds,
): Promise<string> {
  const jwk = await store.key(purpose);
  return new SignJWT(token.claims)
    .setProtectedHeader({ alg: OUR_ALGORITHM, kid: jwk.kid ?? '', typ: typeOf(kind) })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE[kind])
    .setSubject(token.subject)
    .setIssuedAt(Math.floor(now() / 1000))
    .setExpirationTime(Math.floor(token.expiresAt / 1000))
    .sign(await importJWK(jwk, OUR_ALGORITHM));
}

/** A token that does not hold: expired, unsigned, changed, of another kind, audience, issuer or key. The reason is for the log. */
export class TokenRefused extends Error {
  /** True for what happens to honest people: it is over, or was ended. Everything else looks like an attack. */
  readonly ordinary: boolean;

  constructor(reason: string, options: ErrorOptions & { ordinary?: boolean } = {}) {
    super(reason, options);
    this.name = 'TokenRefused';
    this.ordinary = options.ordinary ?? false;
  }
}

/** jose's errors about the token itself are refusals; an unreachable key set is not, and goes on up. */
export function refusalOf(error: unknown): unknown {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return error;
  return error instanceof errors.JOSEError
    ? new TokenRefused(error.message, { cause: error, ordinary: error instanceof errors.JWTExpired })
    : error;
}

/** @throws TokenRefused */
export async function verifyToken(
  keys: PublicKeys,
  kind: TokenKind,
  token: string,
  now: Milliseconds,
): Promise<JWTPayload & { sub: string; iat: number; exp: number }> {
  try {
    const { payload } = await jwtVerify(token, keys.resolve, {
      algorithms: [OUR_ALGORITHM],
      typ: typeOf(kind),
      issuer: ISSUER,
      audience: AUDIENCE[kind],
      requiredClaims: ['sub', 'iat', 'exp'],
      currentDate: new Date(now()),
    });
    return payload as JWTPayload & { sub: string; iat: number; exp: number };
  } catch (error) {
    throw refusalOf(error);
  }
}
