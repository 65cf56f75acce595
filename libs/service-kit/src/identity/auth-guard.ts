import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import type { ActorKind } from '#contracts';
import { LIMITED, type RateLimit, RateLimits, type Rates } from '../http/rate-limits.js';
import { forbidden, unauthenticated } from '../problems/errors.js';
import { SERVICES } from '../settings/services.js';
import { DEFAULT_KINDS, KINDS, OUR_PAGES, PUBLIC, ROLES, serviceRole } from './access-decorators.js';
import type { BearerVerifier } from './bearer.js';
import { cookieOf, RESPONDENT_COOKIE, SESSION_COOKIE, setCookie } from './cookies.js';
import { looking } from './looking.js';
import { mustHaveSignedInLately, SIGNS } from './fresh-sign-in.js';
import { type Milliseconds, TokenRefused } from './our-tokens.js';
import { rememberActor, type RequestActor, watchSession } from './request-actor.js';
import type { RespondentTokens } from './respondent-tokens.js';
import { isServiceToken } from './service-tokens.js';
import { changesState, isFromElsewhere, isSameOrigin } from './same-origin.js';
import type { EndedSessions } from './session-register.js';
import type { SessionIssuer, SessionVerifier } from './sessions.js';

/** What the guard turns credentials into an actor with. What a process has no part for, it does not accept. */
export interface Credentials {
  /** Scheme, host and port as browsers see them. */
  publicUrl: () => string;
  sessions: SessionVerifier;
  /** Only where sessions are issued: renews them. */
  renewal?: SessionIssuer;
  bearers: BearerVerifier;
  respondents?: Pick<RespondentTokens, 'openSession'>;
  /** Only where other services run elsewhere: turns their tokens into actors. */
  services?: BearerVerifier;
  /** Tells running answers that their session was ended. */
  ended?: EndedSessions;
  /** Milliseconds since 1970; default: the machine's clock. */
  now?: Milliseconds;
  /** Tries a minute that the doors for signing in take. */
  rates?: Partial<Rates>;
}

/**
 * The one guard: a bearer token, a respondent's cookie or a session cookie becomes the actor. One instance for all the
 * services of a process; of state it holds how often was knocked at the doors for signing in.
 */
export class AuthGuard implements CanActivate {
  private readonly reflector = new Reflector();
  private readonly limits: RateLimits;

  constructor(private readonly credentials: Credentials) {
    this.limits = new RateLimits(credentials.rates);
  }

  /** @throws Problem unauthenticated, forbidden, sign-in-again, too-many-requests */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Facts of other services come with their own actor.
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    const rule = <T>(key: string): T | undefined =>
      this.reflector.getAllAndOverride<T | undefined>(key, [context.getHandler(), context.getClass()]);
    const kinds = rule<ActorKind[]>(KINDS) ?? DEFAULT_KINDS;
    const roles = rule<string[]>(ROLES);
    const limit = rule<RateLimit>(LIMITED);
    if (limit) await this.limits.take(limit, request);
    if (rule<boolean>(OUR_PAGES) && isFromElsewhere(request, this.credentials.publicUrl()))
      throw forbidden('A page of another site sent this request.', 'from-another-site');

    if (rule<boolean>(PUBLIC)) {
      const actor = await this.identify(request, response, kinds).catch((error: unknown) => {
        if (error instanceof TokenRefused) return undefined;
        throw error;
      });
      if (actor) rememberActor(request, actor);
      return true;
    }
    const actor = await this.identify(request, response, kinds).catch((error: unknown) => {
      if (error instanceof TokenRefused)
        throw unauthenticated('Your session or token does not hold any more. Sign in again.', true, {
          cause: error,
          ...(!error.ordinary && { suspicion: 'token-refused' }),
        });
      throw error;
    });
    if (!actor) throw unauthenticated();
    if (!kinds.includes(actor.kind)) throw forbidden('This is for somebody else.');
    // A service gets what is meant for it, by name; what is open to every machine is not.
    if (isService(actor) && !roles?.some((role) => actor.roles.includes(role)))
      throw forbidden('This is not for that service.');
    if (roles && !roles.some((role) => actor.roles.includes(role)))
      throw forbidden(`This needs the role ${roles.join(' or ')}.`);
    if (rule<boolean>(SIGNS)) mustHaveSignedInLately(actor, (this.credentials.now ?? Date.now)());
    rememberActor(request, actor);
    return true;
  }

  /** @throws TokenRefused, Problem forbidden (a cookie's request from another site) */
  private async identify(
    request: Request,
    response: Response,
    kinds: readonly ActorKind[],
  ): Promise<RequestActor | undefined> {
    const bearer = bearerOf(request);
    // A token that was sent is the one that counts: a cookie must not lend its rights to it.
    if (bearer !== undefined) return this.ofBearer(bearer, request);

    const respondent = kinds.includes('respondent') ? cookieOf(request, RESPONDENT_COOKIE) : undefined;
    const session = cookieOf(request, SESSION_COOKIE);
    if (!respondent && !session) return undefined;
    if (changesState(request.method) && !isSameOrigin(request, this.credentials.publicUrl()))
      throw forbidden('A page of another site sent this request.', 'from-another-site');

    if (respondent && this.credentials.respondents) {
      const { person, addressee, link, expiresAt } = await this.credentials.respondents.openSession(respondent);
      return { person, kind: 'respondent', roles: [], addressee, ...(link && { link }), expiresAt };
    }
    return session ? this.fromSession(session, request, response) : undefined;
  }

  private async ofBearer(token: string, request: Request): Promise<RequestActor> {
    const { bearers, services } = this.credentials;
    if (isServiceToken(token)) {
      if (!services) throw new TokenRefused('no service asks another one here');
      return services(token);
    }
    const actor = await bearers(token);
    watchSession(request, (then) => onRefusal(() => bearers(token), then));
    return actor;
  }

  private async fromSession(token: string, request: Request, response: Response): Promise<RequestActor> {
    const session = await this.credentials.sessions(token);
    const renewed = await this.credentials.renewal?.renew(session);
    const current = renewed === undefined ? session : await this.credentials.sessions(renewed);
    if (renewed !== undefined) {
      setCookie(response, SESSION_COOKIE, renewed, {
        https: this.credentials.publicUrl().startsWith('https:'),
        maxAgeMs: current.expiresAt - current.issuedAt,
      });
    }
    const { person, kind, roles, name, expiresAt, authenticatedAt, id } = current;
    const { ended } = this.credentials;
    if (ended) watchSession(request, (then) => ended.onEnd(id, then));
    return {
      person,
      kind,
      roles,
      displayName: name,
      expiresAt,
      session: id,
      ...(authenticatedAt !== undefined && { authenticatedAt }),
    };
  }
}

/** Nobody tells when a token ends: while an answer to it goes on, it is looked at. @returns a function that stops looking */
function onRefusal(open: () => Promise<RequestActor>, then: () => void): () => void {
  const looks = looking(
    async () => {
      await open().catch((error: unknown) => {
        if (!(error instanceof TokenRefused)) throw error;
        then();
      });
    },
    () => undefined, // what keeps it from being read (a database that is away) is no refusal, and is met by the answer itself
  );
  return () => void looks.close();
}

const isService = ({ kind, roles }: RequestActor): boolean =>
  kind === 'machine' && SERVICES.some((service) => roles.includes(serviceRole(service)));

/** RFC 6750 §2.1. Anything else in `Authorization` is a token that does not hold. */
function bearerOf(request: Request): string | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  const match = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(header);
  if (!match?.[1]) throw new TokenRefused('not a bearer token');
  return match[1];
}
