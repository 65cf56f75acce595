import { createRemoteJWKSet, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { Problem } from '../problems/errors.js';
import { type Milliseconds, refusalOf, TokenRefused } from './our-tokens.js';
import { kindOf, type PersonFinder } from './person-directory.js';
import type { RequestActor } from './request-actor.js';

/** Turns an access token into an actor. @throws TokenRefused; Problem issuer-unavailable */
export type BearerVerifier = (token: string) => Promise<RequestActor>;

/** The audience of access tokens made for us. */
export const AUDIENCE = 'dossier';

/** Asymmetric signatures only: never `none`, never a shared secret (RFC 8725 §3.1). */
export const ALGORITHMS = [
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
  'EdDSA',
  'Ed25519',
];

/** An issuer whose access tokens are accepted. */
export interface TrustedIssuer {
  /** The exact `iss`. A function where it is known only once the process listens. */
  issuer: () => string;
  keys: JWTVerifyGetKey;
  /** How the directory names this issuer. */
  directoryIssuer: () => string;
}

/**
 * Verifies JWT access tokens (RFC 9068) of one issuer: signature, issuer, audience `dossier`, expiry; the subject must be
 * in the directory. An ID token is not an access token, though it may name the same audience.
 */
export const bearerVerifier =
  (trusted: TrustedIssuer, directory: PersonFinder, now: Milliseconds = Date.now): BearerVerifier =>
  async (token) => {
    const { payload } = await jwtVerify(token, trusted.keys, {
      algorithms: ALGORITHMS,
      issuer: trusted.issuer(),
      audience: AUDIENCE,
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(now()),
    }).catch((error: unknown) => {
      const refusal = refusalOf(error);
      if (refusal instanceof TokenRefused || refusal instanceof Problem) throw refusal;
      throw new Problem('issuer-unavailable');
    });
    if ('nonce' in payload || 'at_hash' in payload || 'c_hash' in payload)
      throw new TokenRefused('this is an ID token, not an access token');
    const person = await directory.find(trusted.directoryIssuer(), payload.sub ?? '');
    if (!person) throw new TokenRefused('the subject is not in the directory');
    const kind = kindOf(person.roles);
    // A client that could choose its id would choose a person's (RFC 9068 §5): its own tokens stand for machines alone.
    if (payload['client_id'] === payload.sub && kind !== 'machine')
      throw new TokenRefused('a token that a client got for itself stands for no person');
    const authTime = payload['auth_time'];
    return {
      person: person.id,
      kind,
      roles: person.roles,
      displayName: person.name,
      expiresAt: (payload.exp ?? 0) * 1000,
      ...(typeof authTime === 'number' && { authenticatedAt: authTime * 1000 }),
    };
  };

/** After the keys were fetched, an unknown key id has them fetched again at the earliest after this time, in milliseconds. */
const KEYS_AGAIN_MS = 30_000;

/**
 * The keys of an issuer, found by OpenID Connect discovery at the first token and kept ten minutes. A key id that is not among
 * them is looked for at the issuer: so a new key is found, and tokens with invented ids cost one request in half a minute.
 * @throws Problem issuer-unavailable
 */
export function discoveredKeys(issuer: string, againMs = KEYS_AGAIN_MS): JWTVerifyGetKey {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  return async (header, token) => {
    keys ??= discoverKeys(issuer, againMs);
    // An issuer that was away is asked again by the next token.
    keys.catch(() => (keys = undefined));
    return (await keys)(header, token);
  };
}

async function discoverKeys(issuer: string, againMs: number): Promise<JWTVerifyGetKey> {
  try {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(5000),
      redirect: 'error',
    });
    const metadata = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
    if (!response.ok || metadata.issuer !== issuer || typeof metadata.jwks_uri !== 'string')
      throw new Error(`the discovery document of ${issuer} does not describe it`);
    return createRemoteJWKSet(new URL(metadata.jwks_uri), { cooldownDuration: againMs });
  } catch (error) {
    throw new Problem('issuer-unavailable', undefined, { cause: error });
  }
}
