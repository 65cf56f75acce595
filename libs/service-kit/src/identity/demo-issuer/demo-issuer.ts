import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLocalJWKSet, type JWK, type JWTVerifyGetKey } from 'jose';
import type { Provider } from 'oidc-provider';
import type { FaultLog } from '../../problems/problem-filter.js';
import { AUDIENCE } from '../bearer.js';
import { type KeyStore, OUR_ALGORITHM, publicPart } from '../key-store.js';
import { DEMO_ISSUER, type Person, type PersonFinder } from '../person-directory.js';
import { BriefMemory } from './brief-memory.js';
import { choicePage, failurePage } from './choice-page.js';
import { loadProvider } from './load-provider.js';
import { isLoopbackAddress, isLoopbackRequest } from './loopback.js';

/** Gives an access token for a person of the demonstration; no password. `npx dossier token --as` uses it. */
export const DEMO_PERSON_GRANT = 'urn:dossier:demo-person';
/** The client id of the command line at the demo issuer. */
export const COMMAND_LINE_CLIENT = 'dossier-cli';
/** How long an access token of the demo issuer holds. */
export const ACCESS_TOKEN_SECONDS = 600;

const SIGN_IN_SECONDS = 600;
const RESOURCE = 'urn:dossier:api';

export interface DemoIssuerOptions {
  /** The address that the process listens on: loopback, or the issuer is not made; unless it is said who may ask besides. */
  host: string;
  /** Address ranges that it answers besides loopback. */
  allow?: readonly string[];
  /** The issuer's own address, with the path that it is mounted at: `http://localhost:4000/oidc`. */
  issuer: () => string;
  /** The addresses that people may be sent back to. */
  callbacks: () => string[];
  clientId: string;
  directory: PersonFinder;
  keys: KeyStore;
  log: FaultLog;
}

/** The demo issuer was to be made where others than this machine could reach it. */
export class DemoIssuerRefused extends Error {
  readonly code = 'DemoIssuerRefused';
  constructor(host: string) {
    super(
      `The demo issuer asks for no password and runs on loopback addresses only, not on ${host}. Set OIDC_ISSUER, or DOSSIER_HOST to 127.0.0.1.`,
    );
    this.name = 'DemoIssuerRefused';
  }
}

/**
 * A real OpenID Connect provider whose accounts are the persons of the directory and whose only question is who one wants to
 * be. For demonstrations and tests, on one machine.
 */
export class DemoIssuer {
  private provider: Promise<Provider> | undefined;
  private jwks: Promise<JWK[]> | undefined;
  private verifying: { of: JWK[]; keys: JWTVerifyGetKey } | undefined;

  /** @throws DemoIssuerRefused */
  constructor(private readonly options: DemoIssuerOptions) {
    if (!isLoopbackAddress(options.host) && !options.allow?.length) throw new DemoIssuerRefused(options.host);
  }

  /** The public keys of the access tokens. */
  readonly publicKeys: JWTVerifyGetKey = async (header, token) => {
    const of = await this.signing();
    // One set for all tokens: a new one would read its keys anew for each.
    if (this.verifying?.of !== of) this.verifying = { of, keys: createLocalJWKSet({ keys: of.map(publicPart) }) };
    return this.verifying.keys(header, token);
  };

  /** The provider takes its keys once: they are renewed at its next start. */
  private signing(): Promise<JWK[]> {
    if (!this.jwks) {
      this.jwks = this.options.keys.keys('demo-issuer');
      this.jwks.catch(() => (this.jwks = undefined));
    }
    return this.jwks;
  }

  /** The handler to mount at the issuer's path, before anything reads bodies. */
  readonly handler = (request: IncomingMessage & { baseUrl?: string }, response: ServerResponse): void => {
    this.answer(request, response).catch((error: unknown) => {
      this.options.log.error({ err: error }, 'The demo issuer failed');
      if (response.headersSent) response.destroy();
      else sendPage(response, 500, failurePage('The demo issuer failed.'));
    });
  };

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isLoopbackRequest(request, this.options.allow)) {
      sendPage(response, 403, failurePage('The demo issuer answers this machine only.'));
      return;
    }
    forgetSession(request);
    if (!this.provider) {
      this.provider = this.makeProvider();
      this.provider.catch(() => (this.provider = undefined)); // the next request tries again
    }
    const provider = await this.provider;
    const chosen = /^\/interaction\/[\w-]+(?:\/as\/([^/?]+))?$/.exec(request.url ?? '');
    if (chosen && request.method === 'GET') await this.ask(provider, request, response, chosen[1]);
    else await provider.callback()(request, response);
  }

  /** Signs in as the person that was hinted at or chosen; without one, shows the choice. */
  private async ask(
    provider: Provider,
    request: IncomingMessage,
    response: ServerResponse,
    chosen: string | undefined,
  ): Promise<void> {
    let interaction;
    try {
      interaction = await provider.interactionDetails(request, response);
    } catch (error) {
      if (!isExpiredInteraction(error)) throw error;
      sendPage(response, 400, failurePage('This sign-in has expired. Begin again.'));
      return;
    }
    const hint = chosen === undefined ? interaction.params['login_hint'] : decodeURIComponent(chosen);
    const person = typeof hint === 'string' ? await this.account(hint) : undefined;
    if (person) {
      await provider.interactionFinished(request, response, { login: { accountId: person.subject, remember: false } });
      return;
    }
    const persons = (await this.options.directory.list()).filter(({ issuer }) => issuer === DEMO_ISSUER);
    const { pathname } = new URL(this.options.issuer());
    sendPage(
      response,
      200,
      choicePage(
        persons,
        ({ subject }) => `${pathname}/interaction/${interaction.uid}/as/${encodeURIComponent(subject)}`,
      ),
    );
  }

  private account(subject: string): Promise<Person | undefined> {
    return this.options.directory.find(DEMO_ISSUER, subject);
  }

  private async makeProvider(): Promise<Provider> {
    const { errors, Provider } = await loadProvider();
    const { callbacks, clientId, directory, issuer, log } = this.options;
    const mountedAt = new URL(issuer()).pathname;
    const memory = new BriefMemory();
    const resourceServer = {
      scope: '',
      audience: AUDIENCE,
      accessTokenFormat: 'jwt',
      accessTokenTTL: ACCESS_TOKEN_SECONDS,
      jwt: { sign: { alg: OUR_ALGORITHM } },
    };
    const cookie = { httpOnly: true, sameSite: 'lax', path: mountedAt, signed: true, overwrite: true };
    const provider = new Provider(issuer(), {
      adapter: memory.adapterFor,
      jwks: { keys: await this.signing() },
      clients: [
        {
          client_id: clientId,
          token_endpoint_auth_method: 'none',
          redirect_uris: callbacks(),
          grant_types: ['authorization_code'],
          response_types: ['code'],
          id_token_signed_response_alg: OUR_ALGORITHM,
        },
        {
          client_id: COMMAND_LINE_CLIENT,
          token_endpoint_auth_method: 'none',
          redirect_uris: [],
          grant_types: [DEMO_PERSON_GRANT],
          response_types: [],
          id_token_signed_response_alg: OUR_ALGORITHM,
        },
      ],
      clientAuthMethods: ['none'],
      clientBasedCORS: () => false,
      cookies: { keys: [randomBytes(32).toString('base64url')], long: cookie, short: cookie },
      enabledJWA: { idTokenSigningAlgValues: [OUR_ALGORITHM] },
      features: {
        devInteractions: { enabled: false },
        rpInitiatedLogout: { enabled: false },
        userinfo: { enabled: false },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => RESOURCE,
          useGrantedResource: () => true,
          getResourceServerInfo: (_context: unknown, indicator: string) => {
            if (indicator !== RESOURCE) throw new errors.InvalidRequest('unknown resource');
            return resourceServer;
          },
        },
      },
      // Who asks for a token says who they are in the same breath (RFC 9068 §2.2.1).
      extraTokenClaims: async (_context: unknown, { gty }: { gty?: string }) =>
        gty === DEMO_PERSON_GRANT ? { auth_time: Math.floor(Date.now() / 1000) } : undefined,
      findAccount: async (_context: unknown, subject: string) => {
        const person = await directory.find(DEMO_ISSUER, subject);
        return person && { accountId: subject, claims: () => ({ sub: subject }) };
      },
      interactions: { url: (_context: unknown, { uid }: { uid: string }) => `${mountedAt}/interaction/${uid}` },
      // The product is the issuer's own: nobody is asked whether it may know who signs in.
      loadExistingGrant: async (context: {
        oidc: { client: { clientId: string }; session: { accountId: string } };
      }) => {
        const { client, session } = context.oidc;
        const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
        grant.addOIDCScope('openid');
        await grant.save();
        return grant;
      },
      pkce: { required: () => true },
      renderError: async (
        context: { type: string; body: string },
        { error_description: description }: { error_description?: string },
      ) => {
        context.type = 'html';
        context.body = failurePage(description ?? 'The request is not valid.');
      },
      scopes: ['openid'],
      ttl: {
        AccessToken: () => ACCESS_TOKEN_SECONDS,
        AuthorizationCode: () => 60,
        Grant: () => SIGN_IN_SECONDS,
        IdToken: () => SIGN_IN_SECONDS,
        Interaction: () => SIGN_IN_SECONDS,
        Session: () => SIGN_IN_SECONDS,
      },
    });
    provider.registerGrantType(
      DEMO_PERSON_GRANT,
      async (context) => {
        const person = await this.account(String(context.oidc.params['person'] ?? ''));
        if (!person) throw new errors.InvalidRequest('there is no such person');
        const token = new provider.AccessToken({
          accountId: person.subject,
          client: context.oidc.client,
          gty: DEMO_PERSON_GRANT,
        });
        token.resourceServer = new provider.ResourceServer(RESOURCE, resourceServer);
        context.oidc.entity('AccessToken', token);
        context.body = { access_token: await token.save(), expires_in: token.expiration, token_type: 'Bearer' };
      },
      ['person'],
    );
    provider.on('server_error', (_context, error) => log.error({ err: error }, 'The demo issuer failed'));
    return provider;
  }
}

/**
 * Every sign-in begins anew: the issuer's own session is not brought along. Otherwise changing to another person would lead
 * through a page that signs the first one out by a script.
 */
function forgetSession(request: IncomingMessage): void {
  const { cookie } = request.headers;
  if (cookie === undefined) return;
  request.headers.cookie = cookie
    .split('; ')
    .filter((pair) => !pair.startsWith('_session'))
    .join('; ');
}

const isExpiredInteraction = (error: unknown): boolean => (error as Error | undefined)?.name === 'SessionNotFound';

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(html);
}
