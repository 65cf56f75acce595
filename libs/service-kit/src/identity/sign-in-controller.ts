import { Controller, Get, Header, HttpCode, Post, Query, Req, Res, type Type } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { MeView } from '#contracts';
import { OpenTo, Public } from './access-decorators.js';
import { clearCookie, cookieOf, SESSION_COOKIE, setCookie, SIGN_IN_COOKIE } from './cookies.js';
import { type KeyStore } from './key-store.js';
import { publishedKeys } from './our-tokens.js';
import { type RelyingParty, SIGN_IN_MS, SignInRefused } from './relying-party.js';
import { Reader, type RequestActor } from './request-actor.js';
import { SESSION_MS, type SessionIssuer } from './sessions.js';

export interface SignInParts {
  relyingParty: RelyingParty;
  sessions: SessionIssuer;
  keys: KeyStore;
  /** Scheme, host and port as browsers see them. */
  publicUrl: () => string;
  /** The page of ours that offers to sign in, and says what went wrong (`?problem=…`). */
  signInPage: string;
}

const SignInQuery = z.strictObject({ as: z.guid().optional(), return: z.string().max(2000).optional() });

const PublishedKeys = z
  .object({ keys: z.array(z.record(z.string(), z.unknown())) })
  .meta({ id: 'PublishedKeys', description: 'A JSON Web Key Set (RFC 7517)' });

const isLoopbackHost = (host: string): boolean =>
  /^((?:[\w-]+\.)*localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host);

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
        response.redirect(303, new URL(request.originalUrl, ours).href);
        return;
      }
      const { location, cookie } = await parts.relyingParty.begin({
        ...(query.as !== undefined && { as: query.as }),
        wanted: query.return,
      });
      setCookie(response, SIGN_IN_COOKIE, cookie, {
        https: ours.protocol === 'https:',
        path: callbackPath,
        maxAgeMs: SIGN_IN_MS,
      });
      response.redirect(303, location);
    }

    /** Where the issuer sends the browser back to. */
    @Get('sign-in/callback')
    @Public()
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
        const { person, location } = await parts.relyingParty.finish(query, begun);
        setCookie(response, SESSION_COOKIE, await parts.sessions.issue(person), { https, maxAgeMs: SESSION_MS });
        response.redirect(303, location);
      } catch (error) {
        if (!(error instanceof SignInRefused)) throw error;
        response.redirect(303, `${parts.signInPage}?problem=${error.reason}`);
      }
    }

    @Post('sign-out')
    @Public()
    @HttpCode(204)
    @ApiOperation({ operationId: 'signOut', summary: 'Sign out: the session cookie is taken back' })
    @ApiResponse({ status: 204, description: 'Signed out; also when nobody was signed in' })
    signOut(@Res({ passthrough: true }) response: Response): void {
      clearCookie(response, SESSION_COOKIE, { https: parts.publicUrl().startsWith('https:') });
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
