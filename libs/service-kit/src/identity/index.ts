export { ForServices, FromOurPages, OpenTo, Public, Roles } from './access-decorators.js';
export { AuthGuard, type Credentials } from './auth-guard.js';
export { AUDIENCE, type BearerVerifier, bearerVerifier, discoveredKeys, type TrustedIssuer } from './bearer.js';
export { clearCookie, cookieOf, RESPONDENT_COOKIE, SESSION_COOKIE, setCookie } from './cookies.js';
export * from './demo-issuer/index.js';
export { fileKeyStore, keyAges, type KeyPurpose, type KeyStore, memoryKeyStore } from './key-store.js';
export {
  DEMO_ISSUER_PATH,
  endsOfCaseState,
  type Identity,
  type IdentityOptions,
  openIdentity,
  openRemoteIdentity,
} from './open-identity.js';
export {
  type MachineClients,
  type MachineClientRecord,
  noMachineClients,
  OUR_CLIENTS,
  postgresMachineClients,
} from './machine-clients.js';
export { localKeys, remoteKeys, type SessionKeys, TokenRefused } from './our-tokens.js';
export {
  DEMO_ISSUER,
  kindOf,
  type Person,
  type PersonDirectory,
  type PersonFinder,
  PersonTaken,
} from './person-directory.js';
export { migrateKeys, postgresKeyStore } from './postgres-key-store.js';
export { migrateDirectory, postgresDirectory, type Queryable } from './postgres-directory.js';
export { RelyingParty, type RelyingPartyOptions, SignInRefused } from './relying-party.js';
export { mustHaveSignedInLately, Signs, SIGNING_MS } from './fresh-sign-in.js';
export { actorOf, Reader, type RequestActor } from './request-actor.js';
export {
  RESPONDENT_SESSION_MS,
  type LinkOrigin,
  type Respondent,
  type RespondentRecords,
  type RespondentTokens,
  respondentTokens,
} from './respondent-tokens.js';
export { serviceKeysController, type ServiceTokens, serviceTokens, serviceVerifier } from './service-tokens.js';
export {
  type EndedSessions,
  memorySessions,
  migrateSessions,
  postgresSessions,
  type RunningSession,
  type SessionRegister,
} from './session-register.js';
export { returnPath } from './return-path.js';
export {
  SESSION_MS,
  type Session,
  type SessionIssuer,
  sessionIssuer,
  type SessionVerifier,
  sessionVerifier,
} from './sessions.js';
export { signInController, type SignInParts } from './sign-in-controller.js';
