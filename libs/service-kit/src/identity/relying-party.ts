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

/** How long a sign-in may take, from leaving to coming back. */
export const SIGN_IN_MS = 10 * 60_000;

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
  /** The demo issuer runs on loopback, without https; every other issuer must have it. */
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
   * @returns where to send the browser, and what it must bring back in a cookie
   * @throws Problem issuer-unavailable
   */
  async begin({ as, wanted }: { as?: string; wanted?: unknown }): Promise<{ location: string; cookie: string }> {
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
      ...(this.options.prompt && { prompt: this.options.prompt }),
    }).href;
    const cookie = await signToken(
      this.options.keys,
      'session',
      'sign-in',
      { subject: state, claims: { nonce, verifier, return: returnPath(wanted) }, expiresAt: this.now() + SIGN_IN_MS },
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
  async finish(query: string, cookie: string | undefined): Promise<{ person: Person; location: string }> {
    const configuration = await this.discovered();
    const begun = await this.openCookie(cookie);
    const address = new URL(this.options.callback());
    address.search = query;
    const subject = await authorizationCodeGrant(configuration, address, {
      expectedState: begun.state,
      expectedNonce: begun.nonce,
      pkceCodeVerifier: begun.verifier,
      idTokenExpected: true,
    }).then(
      (tokens) => tokens.claims()?.sub,
      (error: unknown) => {
        throw new SignInRefused('sign-in-failed', { cause: error });
      },
    );
    const person =
      subject === undefined ? undefined : await this.options.directory.find(this.options.directoryIssuer(), subject);
    if (!person) throw new SignInRefused('unknown-person');
    return { person, location: begun.location };
  }

  private async openCookie(cookie: string | undefined) {
    try {
      if (!cookie) throw new TokenRefused('this browser has not begun to sign in');
      const claims = await verifyToken(localKeys(this.options.keys, 'session'), 'sign-in', cookie, this.now);
      const { sub: state, nonce, verifier, return: wanted } = claims as Record<string, unknown>;
      return { state: String(state), nonce: String(nonce), verifier: String(verifier), location: returnPath(wanted) };
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
