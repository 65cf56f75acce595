import { Controller, Get, type Type } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { decodeJwt } from 'jose';
import { uuid5 } from '#event-store';
import type { PartsFetch } from '../tls/index.js';
import { type Service, SERVICES } from '../settings/services.js';
import { Public, serviceRole } from './access-decorators.js';
import type { BearerVerifier } from './bearer.js';
import type { KeyStore } from './key-store.js';
import {
  isOfKind,
  publishedKeys,
  type PublicKeys,
  remoteKeys,
  signToken,
  TokenRefused,
  verifyToken,
} from './our-tokens.js';

/** A service's token holds five minutes, and for one other service. */
const TOKEN_MS = 5 * 60_000;

const NAMESPACE = '5b1f3a0e-6a0c-5d9b-9c53-6a3f0c6a7f11';

/** Shows who a service is when it asks another one. */
export interface ServiceTokens {
  /** Headers of a request to another service. */
  headersFor(asked: Service): Promise<Record<string, string>>;
}

/** Signed with the service's own key, which nobody else has: no secret is shared, and none has to be set up. */
export function serviceTokens(store: KeyStore, service: Service, now: () => number = Date.now): ServiceTokens {
  const tokens = new Map<Service, { token: string; until: number }>();
  return {
    async headersFor(asked) {
      const known = tokens.get(asked);
      if (known && known.until > now()) return { Authorization: `Bearer ${known.token}` };
      const token = await signToken(
        store,
        'service',
        'service',
        { subject: service, claims: { asks: asked }, expiresAt: now() + TOKEN_MS },
        now,
      );
      tokens.set(asked, { token, until: now() + TOKEN_MS / 2 });
      return { Authorization: `Bearer ${token}` };
    },
  };
}

export const isServiceToken = (token: string): boolean => isOfKind(token, 'service');

/**
 * Verifies other services' tokens by the keys that each publishes at its own address.
 * @param service who is asked: a token for another service does not hold here
 * @param urlOf where a service is reached, without a slash at the end
 */
export function serviceVerifier(
  service: Service,
  urlOf: (other: Service) => string,
  { ask, now = Date.now }: { ask?: PartsFetch; now?: () => number } = {},
): BearerVerifier {
  const keys = new Map<Service, PublicKeys>();
  const keysOf = (other: Service): PublicKeys => {
    let known = keys.get(other);
    if (!known) keys.set(other, (known = remoteKeys(`${urlOf(other)}/api/${other}/service-keys`, ask)));
    return known;
  };
  return async (token) => {
    const caller = SERVICES.find((name) => name === decodeJwt(token).sub);
    if (!caller || caller === service) throw new TokenRefused('not the token of another service');
    const { asks, exp } = await verifyToken(keysOf(caller), 'service', token, now);
    if (asks !== service) throw new TokenRefused(`the token is for ${String(asks)}`);
    return { person: uuid5(NAMESPACE, caller), kind: 'machine', roles: [serviceRole(caller)], expiresAt: exp * 1000 };
  };
}

/** `GET /api/<service>/service-keys`: what the others verify this service's tokens with. */
export function serviceKeysController(service: Service, store: KeyStore): Type {
  @Controller(`api/${service}/service-keys`)
  class ServiceKeysController {
    @Get()
    @Public()
    @ApiExcludeEndpoint()
    keys(): Promise<{ keys: object[] }> {
      return publishedKeys(store, 'service');
    }
  }
  return ServiceKeysController;
}
