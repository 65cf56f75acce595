import { Body, Controller, Get, Header, HttpCode, Post, Query, Req, Res, type Type } from '@nestjs/common';
import { ApiConsumes, ApiExcludeEndpoint, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { MeView } from '#contracts';
import { MayAnswer } from '../openapi/may-answer.js';
import { invalidRequest, Problem } from '../problems/errors.js';
import { noteSuspicion, type SecurityLog } from '../problems/security-log.js';
import { Limited } from '../http/rate-limits.js';
import { ForServices, OpenTo, Public } from './access-decorators.js';
import { TokenProblem } from '../problems/oauth-error.js';
import { clearCookie, cookieOf, SESSION_COOKIE, setCookie, SIGN_IN_COOKIE } from './cookies.js';
import { type KeyStore } from './key-store.js';
import type { MachineTokens } from './machine-clients.js';
import { publishedKeys, TokenRefused } from './our-tokens.js';
import { type RelyingParty, SIGN_IN_MS, SignInRefused } from './relying-party.js';
import { actorOf, Reader, type RequestActor } from './request-actor.js';
import type { SessionRegister, SessionsOf } from './session-register.js';
import { SESSION_MS, type SessionIssuer } from './sessions.js';

export interface SignInParts {
  relyingParty: RelyingParty;
  sessions: SessionIssuer;
  register: SessionRegister;
  machines: MachineTokens;
  /** Takes what looks like an attack. */
  log: SecurityLog;
  /** Reads a logout token of the issuer. */
  logoutToken: (token: string) => Promise<SessionsOf | undefined>;
  keys: KeyStore;
  /** Scheme, host and port as browsers see them. */
  publicUrl: () => string;
  /** The page of ours that offers to sign in, and says what went wrong (`?problem=…`). */
  signInPage: string;
}

const SignInQuery = z.strictObject({
  as: z.guid().optional(),
  return: z.string().max(2000).optional(),
  fresh: z.enum(['true', 'false']).optional().meta({ description: 'Whether the issuer must ask again who it is' }),
});

/** OpenID Connect Back-Channel Logout 1.0 §2.5. */
const LogoutRequest = z
  .object({ logout_token: z.string().min(1).max(10_000) })
  .meta({ id: 'LogoutRequest', description: 'A logout token of the issuer' });

/** RFC 6749 §4.4.2; the client may say who it is in the form or by HTTP Basic (§2.3.1). */
const TokenRequest = z
  .object({
    grant_type: z.literal('client_credentials'),
    client_id: z.string().max(200).optional(),
    client_secret: z.string().max(200).optional(),
    scope: z.string().max(200).optional(),
  })
  .meta({ id: 'TokenRequest', description: 'A request for a token with a client’s own credentials' });

/** RFC 6749 §5.1. */
const TokenAnswer = z
  .object({ access_token: z.string(), token_type: z.literal('Bearer'), expires_in: z.number().int() })
  .meta({ id: 'TokenAnswer' });

const EndedSessionsView = z.object({ items: z.array(z.guid()) }).meta({ id: 'EndedSessions' });

const PublishedKeys = z
  .object({ keys: z.array(z.record(z.string(), z.unknown())) })
  .meta({ id: 'PublishedKeys', description: 'A JSON Web Key Set (RFC 7517)' });

const isLoopbackHost = (host: string): boolean =>
  /^((?:[\w-]+\.)*localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host);

/** RFC 6749 §2.3.1. Ids and secrets of ours are made of what form-encoding leaves as it is. */
function basicOf(request: Request): { client: string; secret: string } | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return { client: text.slice(0, Math.max(0, colon)), secret: text.slice(colon + 1) };
}

/** Without the body that Express would write: nobody reads it, and the address in it has a code or a state. */
const seeOther = (response: Response, location: string): void => void response.status(303).location(location).end();

/**
 * The doors for signing in and out, below a service's prefix (`api/case-state`): `GET sign-in`, `GET sign-in/callback`,
 * `POST sign-out`, `GET me`, `GET session-keys`. One class per call, so that two applications in one process do not share it.
 */
export function signInController(prefix: string, parts: SignInParts): Type {
  const callbackPath = `/${prefix}/sign-in`;

  @Controller(prefix)
  class SignInController {
    /** Sends the browser to the issuer. */
    @Get('sign-in')
    @Public()
    @Limited({ rate: 'signIn' })
    @Header('Cache-Control', 'no-store')
    @ApiOperation({ operationId: 'signIn', summary: 'Sign in: sends the browser to the OpenID Connect issuer' })
    @ApiResponse({ status: 303, description: 'To the issuer' })
    async signIn(
      @Query({ schema: SignInQuery }) query: z.infer<typeof SignInQuery>,
      @Req() request: Request,
      @Res() response: Response,
    ): Promise<void> {
      const ours = new URL(parts.publicUrl());
      const host = request.headers.host ?? '';
      // Cookies belong to a host: who opened a loopback installation under its other name is first brought to the one
      // that the issuer sends people back to.
      if (host !== ours.host && isLoopbackHost(host) && isLoopbackHost(ours.host)) {
        seeOther(response, new URL(request.originalUrl, ours).href);
        return;
      }
      const { location, cookie } = await parts.relyingParty.begin({
        ...(query.as !== undefined && { as: query.as }),
        fresh: query.fresh === 'true',
        wanted: query.return,
      });
      setCookie(response, SIGN_IN_COOKIE, cookie, {
        https: ours.protocol === 'https:',
        path: callbackPath,
        maxAgeMs: SIGN_IN_MS,
      });
      seeOther(response, location);
    }

    /** Where the issuer sends the browser back to. */
    @Get('sign-in/callback')
    @Public()
    @Limited({ rate: 'signIn' })
    @Header('Cache-Control', 'no-store')
    @ApiExcludeEndpoint()
    async callback(@Req() request: Request, @Res() response: Response): Promise<void> {
      const https = parts.publicUrl().startsWith('https:');
      const begun = cookieOf(request, SIGN_IN_COOKIE);
      clearCookie(response, SIGN_IN_COOKIE, { https, path: callbackPath });
      try {
        const query = request.originalUrl.includes('?')
          ? request.originalUrl.slice(request.originalUrl.indexOf('?'))
          : '';
        const { person, facts, location } = await parts.relyingParty.finish(query, begun);
        // The session that this browser had before is over: it may have been planted there.
        const before = actorOf(request)?.session;
        if (before !== undefined) await parts.register.end({ session: before });
        const agent = request.headers['user-agent'];
        const session = await parts.sessions.issue(person, { ...facts, ...(agent !== undefined && { agent }) });
        setCookie(response, SESSION_COOKIE, session, { https, maxAgeMs: SESSION_MS });
        seeOther(response, location);
      } catch (error) {
        if (!(error instanceof SignInRefused)) throw error;
        // Somebody the directory does not know is told so; anything else did not come from a sign-in of this browser.
        if (error.reason === 'sign-in-failed')
          noteSuspicion(parts.log, 'sign-in-refused', request, {
            ...(error.cause instanceof Error && { reason: error.cause.message }),
          });
        seeOther(response, `${parts.signInPage}?problem=${error.reason}`);
      }
    }

    @Post('sign-out')
    @Public()
    @HttpCode(204)
    @ApiOperation({
      operationId: 'signOut',
      summary: 'Sign out: the session ends, with its live streams, wherever its cookie may be',
    })
    @ApiResponse({ status: 204, description: 'Signed out; also when nobody was signed in' })
    async signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
      clearCookie(response, SESSION_COOKIE, { https: parts.publicUrl().startsWith('https:') });
      const session = actorOf(request)?.session;
      if (session !== undefined) await parts.register.end({ session });
    }

    @Post('sign-out/back-channel')
    @Public()
    @Limited({ rate: 'signIn' })
    @HttpCode(204)
    @Header('Cache-Control', 'no-store')
    @ApiConsumes('application/x-www-form-urlencoded')
    @ApiOperation({
      operationId: 'backChannelLogout',
      summary: 'For the OpenID Connect issuer: somebody has signed out there (Back-Channel Logout 1.0)',
    })
    @ApiResponse({ status: 204, description: 'The sessions that the token names are over' })
    async backChannel(
      @Body({ schema: LogoutRequest }) { logout_token: token }: z.infer<typeof LogoutRequest>,
    ): Promise<void> {
      const which = await parts.logoutToken(token).catch((error: unknown) => {
        if (error instanceof TokenRefused)
          throw invalidRequest(
            [{ path: 'logout_token', message: 'This is no logout token that holds here.' }],
            'logout-refused',
          );
        throw error;
      });
      if (which) await parts.register.end(which);
    }

    @Post('token')
    @Public()
    @Limited({ rate: 'signIn' })
    @MayAnswer('unauthenticated')
    @HttpCode(200)
    @Header('Cache-Control', 'no-store')
    @ApiConsumes('application/x-www-form-urlencoded')
    @ApiOperation({
      operationId: 'token',
      summary: 'For machine clients that are registered here: a token for the client’s secret (RFC 6749 §4.4)',
    })
    @ApiResponse({ status: 200, standardSchema: TokenAnswer, description: 'A bearer token. It holds ten minutes.' })
    @ApiResponse({
      status: 400,
      standardSchema: TokenProblem,
      description:
        'Something is missing or wrong (`invalid_request`), or it is another grant (`unsupported_grant_type`).',
    })
    @ApiResponse({
      status: 401,
      standardSchema: TokenProblem,
      description: 'No client has these credentials (`invalid_client`).',
    })
    @ApiResponse({ status: 403, standardSchema: TokenProblem, description: 'It came from the page of another site.' })
    @ApiResponse({ status: 413, standardSchema: TokenProblem, description: 'The form is larger than 20 KB.' })
    @ApiResponse({ status: 415, standardSchema: TokenProblem, description: 'It is no form in UTF-8.' })
    async token(
      @Body({ schema: TokenRequest }) body: z.infer<typeof TokenRequest>,
      @Req() request: Request,
    ): Promise<z.infer<typeof TokenAnswer>> {
      const { client, secret } = basicOf(request) ?? { client: body.client_id ?? '', secret: body.client_secret ?? '' };
      const given = await parts.machines.tokenFor(client, secret);
      // One answer for a client that is not there, one that was turned away and a wrong secret.
      if (!given)
        throw new Problem('unauthenticated', 'No client has these credentials.', {
          headers: { 'WWW-Authenticate': 'Basic realm="dossier"' },
          suspicion: 'client-refused',
        });
      return { access_token: given.token, token_type: 'Bearer', expires_in: given.expiresInSeconds };
    }

    @Get('ended-sessions')
    @ForServices('intake', 'notifications')
    @Header('Cache-Control', 'no-store')
    @ApiOperation({
      operationId: 'endedSessions',
      summary: 'For other services: the sessions that were ended in the last eleven minutes',
    })
    @ApiResponse({ status: 200, standardSchema: EndedSessionsView })
    async ended(): Promise<z.infer<typeof EndedSessionsView>> {
      return { items: await parts.register.ended() };
    }

    @Get('me')
    @OpenTo('officer', 'subscriber', 'machine')
    @Header('Cache-Control', 'no-store')
    @ApiOperation({ operationId: 'me', summary: 'Who is signed in' })
    @ApiResponse({ status: 200, standardSchema: MeView })
    me(@Reader() reader: RequestActor): MeView {
      return {
        person: reader.person,
        name: reader.displayName ?? '',
        roles: reader.roles,
        kind: reader.kind,
        expiresAt: new Date(reader.expiresAt ?? 0).toISOString(),
        ...(reader.authenticatedAt !== undefined && {
          authenticatedAt: new Date(reader.authenticatedAt).toISOString(),
        }),
      };
    }

    @Get('session-keys')
    @Public()
    @ApiOperation({ operationId: 'sessionKeys', summary: 'The public keys that session cookies are verified with' })
    @ApiResponse({ status: 200, standardSchema: PublishedKeys })
    keys(): Promise<{ keys: object[] }> {
      return publishedKeys(parts.keys, 'session');
    }
  }
  return SignInController;
}
