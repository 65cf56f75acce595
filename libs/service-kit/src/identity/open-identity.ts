import type { RequestHandler } from 'express';
import type { Type } from '@nestjs/common';
import type { FaultLog } from '../problems/problem-filter.js';
import type { Settings } from '../settings/read-settings.js';
import { AuthGuard } from './auth-guard.js';
import { type BearerVerifier, bearerVerifier, discoveredKeys } from './bearer.js';
import { DemoIssuer } from './demo-issuer/index.js';
import type { KeyStore } from './key-store.js';
import { localKeys, remoteKeys } from './our-tokens.js';
import { DEMO_ISSUER, type PersonFinder } from './person-directory.js';
import { bearersThroughCaseState } from './remote-persons.js';
import { RelyingParty } from './relying-party.js';
import { type RespondentTokens, respondentTokens } from './respondent-tokens.js';
import { signInController } from './sign-in-controller.js';
import { sessionIssuer, sessionVerifier } from './sessions.js';

/** Where the embedded demo issuer is mounted. */
export const DEMO_ISSUER_PATH = '/oidc';
const CASE_STATE = 'api/case-state';

/** The identity of a process in which case-state runs (alone, or with the others). */
export interface Identity {
  guard: AuthGuard;
  /** `demo`: the persons of the directory may be chosen from; `oidc`: the issuer asks. */
  mode: 'demo' | 'oidc';
  /** The issuer's address. */
  issuer: () => string;
  /** For `applyHttpDefaults`: the demo issuer, where there is one. */
  mounts: { path: string; handler: RequestHandler }[];
  /** For case-state's module: sign-in, callback, sign-out, me, session-keys. */
  signInController: Type;
  respondents: RespondentTokens;
}

export interface IdentityOptions {
  settings: Pick<Settings, 'host' | 'oidc'> & Partial<Pick<Settings, 'publicUrl' | 'demoIssuer'>>;
  /** Scheme, host and port as browsers see them; asked when needed, so that the port may be known late. */
  publicUrl: () => string;
  keys: KeyStore;
  directory: PersonFinder;
  log: FaultLog;
  /** Where the other services run elsewhere: verifies their tokens. */
  services?: BearerVerifier;
  /** Milliseconds since 1970; default: the machine's clock. */
  now?: () => number;
}

/**
 * Puts identity together for a process in which case-state runs.
 * @throws DemoIssuerRefused when there is no `OIDC_ISSUER` and the process listens beyond loopback
 */
export function openIdentity(options: IdentityOptions): Identity {
  const { settings, publicUrl, keys, directory, log, services, now = Date.now } = options;
  const { host, oidc } = settings;
  const external = oidc.issuer;
  // `/oidc` of our own address is the demo issuer's, whichever process it runs in.
  const demoElsewhere = external !== undefined && external === `${settings.publicUrl ?? ''}${DEMO_ISSUER_PATH}`;
  const issuer = () => external ?? `${publicUrl()}${DEMO_ISSUER_PATH}`;
  const directoryIssuer = () => (external === undefined || demoElsewhere ? DEMO_ISSUER : external);
  const callback = () => `${publicUrl()}/${CASE_STATE}/sign-in/callback`;
  const demo =
    external === undefined
      ? new DemoIssuer({
          host,
          allow: settings.demoIssuer?.allow ?? [],
          issuer,
          callbacks: () => [callback()],
          clientId: oidc.clientId,
          directory,
          keys,
          log,
        })
      : undefined;
  const sessions = sessionIssuer(keys, directory, now);
  const respondents = respondentTokens(keys, now);
  const relyingParty = new RelyingParty({
    issuer,
    directoryIssuer,
    callback,
    directory,
    keys,
    now,
    clientId: oidc.clientId,
    ...(oidc.clientSecret !== undefined && { clientSecret: oidc.clientSecret }),
    ...((demo ?? demoElsewhere) && { prompt: 'login' as const, allowHttp: true }),
  });
  return {
    mode: demo || demoElsewhere ? 'demo' : 'oidc',
    issuer,
    respondents,
    mounts: demo ? [{ path: DEMO_ISSUER_PATH, handler: demo.handler }] : [],
    guard: new AuthGuard({
      publicUrl,
      sessions: sessionVerifier(localKeys(keys, 'session'), now),
      renewal: sessions,
      bearers: bearerVerifier(
        { issuer, directoryIssuer, keys: demo?.publicKeys ?? discoveredKeys(external ?? '') },
        directory,
        now,
      ),
      respondents,
      ...(services && { services }),
    }),
    signInController: signInController(CASE_STATE, { relyingParty, sessions, keys, publicUrl, signInPage: '/sign-in' }),
  };
}

/** The identity of a process in which case-state does not run: it asks case-state who somebody is. */
export function openRemoteIdentity(options: {
  /** Where case-state is reached, without a slash at the end. */
  caseStateUrl: string;
  publicUrl: () => string;
  /** Where respondents' links are signed and exchanged (intake). */
  keys?: KeyStore;
  /** Verifies the tokens of the other services. */
  services?: BearerVerifier;
}): { guard: AuthGuard; respondents?: RespondentTokens } {
  const respondents = options.keys && respondentTokens(options.keys);
  const guard = new AuthGuard({
    publicUrl: options.publicUrl,
    sessions: sessionVerifier(remoteKeys(`${options.caseStateUrl}/${CASE_STATE}/session-keys`)),
    bearers: bearersThroughCaseState(options.caseStateUrl),
    ...(respondents && { respondents }),
    ...(options.services && { services: options.services }),
  });
  return { guard, ...(respondents && { respondents }) };
}
