import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretPost,
  type Configuration,
  discovery,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { Problem } from '../problems/errors.js';
import type { KeyStore } from './key-store.js';
import { localKeys, type Milliseconds, signToken, TokenRefused, verifyToken } from './our-tokens.js';
import type { Person, PersonFinder } from './person-directory.js';
import { returnPath } from './return-path.js';
import { SESSION_CAP_MS, type SignInFacts } from './sessions.js';

/** How long a sign-in may take, from leaving to coming back. */
export const SIGN_IN_MS = 10 * 60_000;
/** How far the issuer's clock and ours may be apart, in milliseconds. */
const CLOCKS_DIFFER_MS = 30_000;

export interface RelyingPartyOptions {
  /** The issuer's address. A function, because the demo issuer's is known only once the process listens. */
  issuer: () => string;
  /** How the directory names this issuer. */
  directoryIssuer: () => string;
  clientId: string;
  clientSecret?: string;
  /** The whole address that the issuer sends people back to. */
  callback: () => string;
  directory: PersonFinder;
  keys: KeyStore;
  /** `login`: the issuer asks each time who it is. The demo issuer's sign-in page is a choice among persons. */
  prompt?: 'login';
  /** An issuer on this machine is reached without https; every other one must have it. */
  allowHttp?: boolean;
  now?: Milliseconds;
}

/** Why somebody who came back from the issuer was not let in. */
export type SignInRefusal = 'sign-in-failed' | 'unknown-person';

export class SignInRefused extends Error {
  constructor(
    readonly reason: SignInRefusal,
    options?: ErrorOptions,
  ) {
    super(reason, options);
    this.name = 'SignInRefused';
  }
}

/** The code flow with PKCE, state and nonce (OpenID Connect Core §3.1), against any issuer that can be discovered. */
export class RelyingParty {
  private configuration: Promise<Configuration> | undefined;
  private readonly now: Milliseconds;

  constructor(private readonly options: RelyingPartyOptions) {
    this.now = options.now ?? Date.now;
  }

  /**
   * Begins a sign-in.
   * @param as the person to sign in as, by id: a hint, which the demo issuer follows and others may ignore
   * @param fresh whether the issuer must ask again who it is, however short ago it did (OpenID Connect Core §3.1.2.1)
   * @returns where to send the browser, and what it must bring back in a cookie
   * @throws Problem issuer-unavailable
   */
  async begin({
    as,
    wanted,
    fresh = false,
  }: {
    as?: string;
    wanted?: unknown;
    fresh?: boolean;
  }): Promise<{ location: string; cookie: string }> {
    const configuration = await this.discovered();
    const state = randomState();
    const nonce = randomNonce();
    const verifier = randomPKCECodeVerifier();
    const hinted = as === undefined ? undefined : await this.options.directory.get(as);
    const location = buildAuthorizationUrl(configuration, {
      redirect_uri: this.options.callback(),
      scope: 'openid',
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(hinted && { login_hint: hinted.subject }),
      // The issuer must then also say when it was (`auth_time`).
      max_age: String(fresh ? 0 : SESSION_CAP_MS / 1000),
      ...(fresh ? { prompt: 'login' } : this.options.prompt && { prompt: this.options.prompt }),
    }).href;
    const cookie = await signToken(
      this.options.keys,
      'session',
      'sign-in',
      {
        subject: state,
        claims: { nonce, verifier, fresh, return: returnPath(wanted) },
        expiresAt: this.now() + SIGN_IN_MS,
      },
      this.now,
    );
    return { location, cookie };
  }

  /**
   * Ends a sign-in.
   * @param query the query that the issuer sent the browser back with
   * @param cookie what `begin` gave; a sign-in that another browser began has none, and is refused (login CSRF)
   * @throws SignInRefused; Problem issuer-unavailable
   */
  async finish(
    query: string,
    cookie: string | undefined,
  ): Promise<{ person: Person; facts: SignInFacts; location: string }> {
    const configuration = await this.discovered();
    const begun = await this.openCookie(cookie);
    const address = new URL(this.options.callback());
    address.search = query;
    const claims = await authorizationCodeGrant(configuration, address, {
      expectedState: begun.state,
      expectedNonce: begun.nonce,
      pkceCodeVerifier: begun.verifier,
      idTokenExpected: true,
    }).then(
      (tokens) => tokens.claims(),
      (error: unknown) => {
        throw new SignInRefused('sign-in-failed', { cause: error });
      },
    );
    const person = claims && (await this.options.directory.find(this.options.directoryIssuer(), claims.sub));
    if (!claims || !person) throw new SignInRefused('unknown-person');
    const { auth_time: authTime, sid } = claims;
    const authenticatedAt = typeof authTime === 'number' ? authTime * 1000 : undefined;
    // An issuer that did not ask again although it was told to has not said who sits there now.
    if (begun.fresh && (authenticatedAt === undefined || authenticatedAt < begun.at - CLOCKS_DIFFER_MS))
      throw new SignInRefused('sign-in-failed');
    const facts = {
      ...(authenticatedAt !== undefined && { authenticatedAt }),
      ...(typeof sid === 'string' && { issuerSession: sid }),
    };
    return { person, facts, location: begun.location };
  }

  private async openCookie(cookie: string | undefined) {
    try {
      if (!cookie) throw new TokenRefused('this browser has not begun to sign in');
      const claims = await verifyToken(localKeys(this.options.keys, 'session'), 'sign-in', cookie, this.now);
      const { nonce, verifier, fresh, return: wanted } = claims as Record<string, unknown>;
      return {
        state: claims.sub,
        nonce: String(nonce),
        verifier: String(verifier),
        fresh: fresh === true,
        at: claims.iat * 1000,
        location: returnPath(wanted),
      };
    } catch (error) {
      if (error instanceof TokenRefused) throw new SignInRefused('sign-in-failed', { cause: error });
      throw error;
    }
  }

  private async discovered(): Promise<Configuration> {
    const { issuer, clientId, clientSecret, allowHttp } = this.options;
    this.configuration ??= discovery(
      new URL(issuer()),
      clientId,
      undefined,
      clientSecret === undefined ? None() : ClientSecretPost(clientSecret),
      allowHttp ? { execute: [allowInsecureRequests] } : {},
    );
    try {
      return await this.configuration;
    } catch (error) {
      this.configuration = undefined;
      throw new Problem('issuer-unavailable', undefined, { cause: error });
    }
  }
}
