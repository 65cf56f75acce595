import { SetMetadata } from '@nestjs/common';
import { Problem } from '../problems/errors.js';
import type { RequestActor } from './request-actor.js';

export const SIGNS = 'dossier:signs';

/** How long after somebody has shown the issuer who they are they may sign an act, in milliseconds. */
export const SIGNING_MS = 15 * 60_000;

/**
 * The route signs an act in somebody's name: who sits down at a desk that was left open must not be able to. It asks that the
 * person has signed in within the last quarter of an hour (`auth_time`, OpenID Connect Core §2); a session that is older is
 * sent to sign in again (`GET sign-in?fresh=true`) and comes back.
 */
export const Signs = (): MethodDecorator & ClassDecorator => SetMetadata(SIGNS, true);

/**
 * For what is signed by its content and not by its route.
 * @param now milliseconds since 1970, by the machine's clock
 * @throws Problem sign-in-again; forbidden for a machine
 */
export function mustHaveSignedInLately({ kind, authenticatedAt }: RequestActor, now: number = Date.now()): void {
  if (kind === 'machine') throw new Problem('forbidden', 'A machine signs nothing.');
  if (authenticatedAt === undefined || authenticatedAt < now - SIGNING_MS)
    throw new Problem('sign-in-again', undefined, {
      guard: 'fresh-sign-in',
      first: ['Sign in again; then send the same request.'],
    });
}
