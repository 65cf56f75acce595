import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { Provider } from 'oidc-provider';
import { loadProvider } from '../../src/identity/demo-issuer/load-provider.js';
import { makeKey } from '../../src/identity/key-store.js';

/** An authority's own OpenID Connect provider, as a process of its own would be: the real one, on a port of its own. */
export interface RealIssuer {
  url: string;
  /** Requests for the key set until now. */
  keysAsked(): number;
  /** From now on another key signs, and the old one is not published any more. */
  rotate(): Promise<void>;
  /** The issuer ends a session and tells its clients (OpenID Connect Back-Channel Logout 1.0). */
  signOut(subject: string, session: string): Promise<void>;
  /** A token signed by the issuer's present key, with whatever is said. */
  sign(claims: JWTPayload, header?: { typ?: string; kid?: string; key?: JWK }): Promise<string>;
  /** A token that a client gets for itself. */
  tokenOf(clientId: string): Promise<string>;
  close(): Promise<void>;
}

export const CLIENT_SECRET = 'a secret that only this test knows, long enough';
const RESOURCE = 'urn:test:api';

interface OpenClient {
  backchannelLogout(subject: string, session: string): Promise<void>;
}

/**
 * @param ours asks for our address once we listen
 * @param machines client ids that get tokens for themselves
 */
export async function realIssuer(ours: () => string, machines: string[]): Promise<RealIssuer> {
  const { Provider: ProviderClass } = await loadProvider();
  let key = await makeKey();
  let asked = 0;
  let url = '';
  let provider: Provider | undefined;
  const kept = new Map<string, Record<string, unknown>>();

  const make = () =>
    new ProviderClass(url, {
      jwks: { keys: [key] },
      clients: [
        {
          client_id: 'dossier',
          client_secret: CLIENT_SECRET,
          token_endpoint_auth_method: 'client_secret_post',
          redirect_uris: [`${ours()}/api/case-state/sign-in/callback`],
          backchannel_logout_uri: `${ours()}/api/case-state/sign-out/back-channel`,
          backchannel_logout_session_required: true,
          id_token_signed_response_alg: 'ES256',
        },
        ...machines.map((id) => ({
          client_id: id,
          client_secret: CLIENT_SECRET,
          token_endpoint_auth_method: 'client_secret_post',
          grant_types: ['client_credentials'],
          redirect_uris: [],
          response_types: [],
          id_token_signed_response_alg: 'ES256',
        })),
      ],
      adapter: class {
        constructor(private readonly kind: string) {}
        find = async (id: string) => kept.get(`${this.kind}:${id}`);
        findByUid = async (uid: string) => [...kept.values()].find((payload) => payload['uid'] === uid);
        findByUserCode = async () => undefined;
        upsert = async (id: string, payload: Record<string, unknown>) => void kept.set(`${this.kind}:${id}`, payload);
        consume = async (id: string) => void Object.assign(kept.get(`${this.kind}:${id}`) ?? {}, { consumed: 1 });
        destroy = async (id: string) => void kept.delete(`${this.kind}:${id}`);
        revokeByGrantId = async () => undefined;
      },
      cookies: { keys: [randomBytes(16).toString('hex')] },
      enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
      features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        backchannelLogout: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => RESOURCE,
          useGrantedResource: () => true,
          getResourceServerInfo: () => ({
            scope: '',
            audience: 'dossier',
            accessTokenFormat: 'jwt',
            accessTokenTTL: 600,
            jwt: { sign: { alg: 'ES256' } },
          }),
        },
      },
      findAccount: async (_context: unknown, subject: string) => ({
        accountId: subject,
        claims: () => ({ sub: subject }),
      }),
      // What stands between the issuer and us is loopback here.
      fetch: (address: string, init: RequestInit) => fetch(address, init),
      interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      loadExistingGrant: async (context: {
        oidc: { client: { clientId: string }; session: { accountId: string } };
      }) => {
        const grant = new provider!.Grant({
          clientId: context.oidc.client.clientId,
          accountId: context.oidc.session.accountId,
        });
        grant.addOIDCScope('openid');
        await grant.save();
        return grant;
      },
      pkce: { required: () => true },
      ttl: {
        AccessToken: 600,
        AuthorizationCode: 60,
        ClientCredentials: 600,
        Grant: 600,
        IdToken: 600,
        Interaction: 600,
        Session: 600,
      },
      scopes: ['openid'],
    });

  const server: Server = createServer((request, response) => {
    if (request.url === '/jwks') asked++;
    const answer = async () => {
      provider ??= make();
      if (!request.url?.startsWith('/interaction/')) return provider.callback()(request, response);
      // Whoever is hinted at signs in: passwords are not what is tested.
      const { params } = await provider.interactionDetails(request, response);
      await provider.interactionFinished(request, response, {
        login: { accountId: String(params['login_hint']), remember: true },
      });
    };
    answer().catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    keysAsked: () => asked,
    async rotate() {
      key = await makeKey();
      provider = make();
    },
    async signOut(subject, session) {
      const { Client } = provider as unknown as { Client: { find(id: string): Promise<OpenClient> } };
      await (await Client.find('dossier')).backchannelLogout(subject, session);
    },
    async sign(claims, { typ = 'at+jwt', kid, key: other } = {}) {
      const signing = other ?? key;
      return new SignJWT({ iss: url, jti: randomUUID(), iat: Math.floor(Date.now() / 1000), ...claims })
        .setProtectedHeader({ alg: 'ES256', typ, kid: kid ?? key.kid ?? '' })
        .sign(await importJWK(signing, 'ES256'));
    },
    async tokenOf(clientId) {
      const answer = await fetch(`${url}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: CLIENT_SECRET,
        }),
      });
      const said = (await answer.json()) as { access_token?: string };
      if (said.access_token === undefined) throw new Error(JSON.stringify(said));
      return said.access_token;
    },
    close: () => new Promise((done) => server.close(() => done()).closeAllConnections()),
  };
}
