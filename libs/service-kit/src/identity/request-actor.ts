import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Uuid } from '#contracts';
import type { Reader as AccessReader } from '../access/decision.js';
import { unauthenticated } from '../problems/errors.js';
import type { LinkOrigin } from './respondent-tokens.js';

/** Who makes a request: what the access function asks about, and what the actor of an event is made of. */
export interface RequestActor extends AccessReader {
  /** As the screen greets; never stored. */
  displayName?: string;
  /** When the session ends unless it is renewed; milliseconds since 1970. */
  expiresAt?: number;
  /** When the issuer last saw who it is; milliseconds since 1970. */
  authenticatedAt?: number;
  /** The session's name in the register, where there is one. */
  session?: Uuid;
  /** A respondent's: how the link came to be that the session was opened with. */
  link?: LinkOrigin;
}

const actors = new WeakMap<object, RequestActor>();

export const rememberActor = (request: object, actor: RequestActor): void => void actors.set(request, actor);

/** The actor that the guard found; undefined on a public route that nobody is signed in at. */
export const actorOf = (request: object): RequestActor | undefined => actors.get(request);

const watches = new WeakMap<object, (then: () => void) => () => void>();

/** Remembers how to hear that the session behind a request ends. */
export const watchSession = (request: object, watch: (then: () => void) => () => void): void =>
  void watches.set(request, watch);

/** Calls once when the session behind a request ends, for answers that go on (live streams). @returns a function that stops listening */
export const onSessionEnd = (request: object, then: () => void): (() => void) =>
  watches.get(request)?.(then) ?? (() => undefined);

/** `@Reader() reader: RequestActor`. @throws Problem unauthenticated on a public route without a session */
export const Reader = createParamDecorator((_: unknown, context: ExecutionContext): RequestActor => {
  const actor = actorOf(context.switchToHttp().getRequest<Request>());
  if (!actor) throw unauthenticated();
  return actor;
});
