import type { RequestHandler } from 'express';
import type { Type } from '@nestjs/common';
import type { Rates } from '../http/rate-limits.js';
import type { FaultLog } from '../problems/problem-filter.js';
import type { PartsFetch } from '../tls/index.js';
import type { Settings } from '../settings/read-settings.js';
import type { Uuid } from '#contracts';
import { AuthGuard } from './auth-guard.js';
import { logoutTokens } from './back-channel-logout.js';
import { type BearerVerifier, bearerVerifier, discoveredKeys } from './bearer.js';
import { DemoIssuer } from './demo-issuer/index.js';
import type { KeyStore } from './key-store.js';
import { isMachineToken, type MachineClients, machineTokens, noMachineClients } from './machine-clients.js';
import { localKeys, remoteKeys, TokenRefused } from './our-tokens.js';
import { DEMO_ISSUER, type PersonFinder } from './person-directory.js';
import { bearersThroughCaseState } from './remote-persons.js';
import { RelyingParty } from './relying-party.js';
import { type RespondentRecords, type RespondentTokens, respondentTokens } from './respondent-tokens.js';
import { signInController } from './sign-in-controller.js';
import { type EndedSessions, memorySessions, remoteEnds, type SessionRegister } from './session-register.js';
import { sessionIssuer, sessionVerifier } from './sessions.js';
import type { ServiceTokens } from './service-tokens.js';

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
  /** Who is signed in; sessions can be ended by it. */
  sessions: SessionRegister;
  /** The secrets of machine clients. */
  clients: MachineClients;
  respondents: RespondentTokens;
}

export interface IdentityOptions {
  settings: Pick<Settings, 'host' | 'oidc'> & Partial<Pick<Settings, 'publicUrl' | 'demoIssuer' | 'rates'>>;
  /** Scheme, host and port as browsers see them; asked when needed, so that the port may be known late. */
  publicUrl: () => string;
  keys: KeyStore;
  directory: PersonFinder;
  log: FaultLog;
  /** Where the other services run elsewhere: verifies their tokens. */
  services?: BearerVerifier;
  /** Who is signed in, shared by the instances of case-state; default: in the memory of this process. */
  sessions?: SessionRegister;
  /** Machine clients and their secrets; default: there are none. */
  clients?: MachineClients;
  /** What has become of respondents' links and sessions; default: in the memory of this process. */
  respondents?: RespondentRecords;
  /** Milliseconds since 1970; default: the machine's clock. */
  now?: () => number;
  /** How soon an unknown key id has the issuer's keys fetched again, in milliseconds; default: half a minute. */
  keysAgainMs?: number;
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
  const register = options.sessions ?? memorySessions(now);
  const sessions = sessionIssuer(keys, directory, now, register);
  const clients = options.clients ?? noMachineClients;
  const machines = machineTokens(keys, directory, clients, now);
  const issuerKeys = demo?.publicKeys ?? discoveredKeys(external ?? '', options.keysAgainMs);
  const respondents = respondentTokens(keys, now, options.respondents);
  const relyingParty = new RelyingParty({
    issuer,
    directoryIssuer,
    callback,
    directory,
    keys,
    now,
    clientId: oidc.clientId,
    ...(oidc.clientSecret !== undefined && { clientSecret: oidc.clientSecret }),
    ...((demo ?? demoElsewhere) && { prompt: 'login' as const }),
    // Settings let an issuer be reached without https on this machine only, or where it is the demonstration's own.
    ...((external ?? 'http:').startsWith('http:') && { allowHttp: true }),
  });
  const ofIssuer = bearerVerifier({ issuer, directoryIssuer, keys: issuerKeys }, directory, now);
  const bearers: BearerVerifier = async (token) => {
    if (isMachineToken(token)) return machines.read(token);
    const actor = await ofIssuer(token);
    if (actor.kind === 'machine' && (await clients.isRevoked(actor.person)))
      throw new TokenRefused('the client was turned away', { ordinary: true });
    return actor;
  };
  return {
    mode: demo || demoElsewhere ? 'demo' : 'oidc',
    issuer,
    respondents,
    sessions: register,
    clients,
    mounts: demo ? [{ path: DEMO_ISSUER_PATH, handler: demo.handler }] : [],
    guard: new AuthGuard({
      publicUrl,
      sessions: sessionVerifier(localKeys(keys, 'session'), now, register),
      renewal: sessions,
      ended: register,
      now,
      ...(settings.rates && { rates: settings.rates }),
      bearers,
      respondents,
      ...(services && { services }),
    }),
    signInController: signInController(CASE_STATE, {
      relyingParty,
      sessions,
      register,
      machines,
      log,
      logoutToken: logoutTokens({ issuer, directoryIssuer, keys: issuerKeys, clientId: oidc.clientId }, directory, now),
      keys,
      publicUrl,
      signInPage: '/sign-in',
    }),
  };
}

/** What case-state has ended, asked with a service's own credentials. Call `close` at the end. */
export function endsOfCaseState(
  caseStateUrl: string,
  tokens: ServiceTokens,
  report: (error: Error) => void,
  ask: PartsFetch = fetch,
): ReturnType<typeof remoteEnds> {
  return remoteEnds(async () => {
    const answer = await ask(`${caseStateUrl}/${CASE_STATE}/ended-sessions`, {
      headers: await tokens.headersFor('case-state'),
      signal: AbortSignal.timeout(5000),
      redirect: 'error',
    });
    if (!answer.ok) throw new Error(`case-state does not say which sessions have ended: ${answer.status}`);
    return ((await answer.json()) as { items: Uuid[] }).items;
  }, report);
}

/** The identity of a process in which case-state does not run: it asks case-state who somebody is. */
export function openRemoteIdentity(options: {
  /** Where case-state is reached, without a slash at the end. */
  caseStateUrl: string;
  publicUrl: () => string;
  /** Where respondents' links are signed and exchanged (intake). */
  respondents?: RespondentTokens;
  /** Verifies the tokens of the other services. */
  services?: BearerVerifier;
  /** Which sessions case-state has ended. */
  ended?: EndedSessions;
  /** How case-state is asked. */
  ask?: PartsFetch;
  /** Tries a minute that the doors for signing in take. */
  rates?: Partial<Rates>;
}): { guard: AuthGuard } {
  const guard = new AuthGuard({
    publicUrl: options.publicUrl,
    sessions: sessionVerifier(
      remoteKeys(`${options.caseStateUrl}/${CASE_STATE}/session-keys`, options.ask),
      Date.now,
      options.ended,
    ),
    ...(options.ended && { ended: options.ended }),
    ...(options.rates && { rates: options.rates }),
    bearers: bearersThroughCaseState(options.caseStateUrl, options.ask),
    ...(options.respondents && { respondents: options.respondents }),
    ...(options.services && { services: options.services }),
  });
  return { guard };
}
