import { jwtVerify, type JWTVerifyGetKey } from 'jose';
import { ALGORITHMS } from './bearer.js';
import { type Milliseconds, refusalOf, TokenRefused } from './our-tokens.js';
import type { PersonFinder } from './person-directory.js';
import type { SessionsOf } from './session-register.js';

/** OpenID Connect Back-Channel Logout 1.0 §2.4. */
const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';
/** A logout token is made to be sent at once: older than this (seconds) it is not taken. */
const OLDEST_SECONDS = 300;

export interface LogoutIssuer {
  issuer: () => string;
  keys: JWTVerifyGetKey;
  /** How the directory names this issuer. */
  directoryIssuer: () => string;
  /** Our client id there: the audience of logout tokens. */
  clientId: string;
}

/**
 * Reads logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.6) of one issuer: signature, issuer, audience, age, the
 * logout event, `sid` or `sub`, no nonce (an ID token is none), each once.
 */
export function logoutTokens(from: LogoutIssuer, directory: PersonFinder, now: Milliseconds = Date.now) {
  const seen = new Map<string, number>();
  const first = (id: string): boolean => {
    for (const [known, at] of seen) if (at < now() - 2 * OLDEST_SECONDS * 1000) seen.delete(known);
    if (seen.has(id)) return false;
    seen.set(id, now());
    return true;
  };
  /** @returns which sessions it ends; undefined when it names somebody who is nobody here. @throws TokenRefused; Problem issuer-unavailable */
  return async (token: string): Promise<SessionsOf | undefined> => {
    const { payload, protectedHeader } = await jwtVerify(token, from.keys, {
      algorithms: ALGORITHMS,
      issuer: from.issuer(),
      audience: from.clientId,
      requiredClaims: ['iat', 'jti', 'events'],
      maxTokenAge: OLDEST_SECONDS,
      currentDate: new Date(now()),
    }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    const { typ } = protectedHeader;
    if (typ !== undefined && !['logout+jwt', 'jwt'].includes(typ.toLowerCase()))
      throw new TokenRefused(`a token of the type ${typ} is no logout token`);
    const { sub, sid, jti = '', events } = payload;
    if ('nonce' in payload) throw new TokenRefused('a logout token has no nonce');
    if (typeof events !== 'object' || events === null || !(LOGOUT in events))
      throw new TokenRefused('the token tells of no logout');
    const issuerSession = typeof sid === 'string' ? sid : undefined;
    if (issuerSession === undefined && sub === undefined) throw new TokenRefused('the token names neither sid nor sub');
    if (!first(jti)) throw new TokenRefused('the token was used before');
    if (sub === undefined) return issuerSession === undefined ? undefined : { issuerSession };
    const person = await directory.find(from.directoryIssuer(), sub);
    return person && { person: person.id, ...(issuerSession !== undefined && { issuerSession }) };
  };
}
