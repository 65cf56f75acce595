import { createHash } from 'node:crypto';
import { SetMetadata } from '@nestjs/common';
import type { Request } from 'express';
import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../problems/errors.js';

export const LIMITED = 'dossier:limited';

/** How often a door may be knocked at. */
export interface RateLimit {
  /** Which rate of the settings it goes by. */
  rate: 'signIn' | 'link';
  /** A secret that is tried, too: of the same one fewer tries are taken than of an address, from wherever they come. */
  secret?: (request: Pick<Request, 'body'>) => unknown;
}

/** Tries a minute from one address. */
export type Rates = Record<RateLimit['rate'], number>;

/** An office of hundreds sits behind one address; somebody who guesses needs millions. */
export const DEFAULT_RATES: Rates = { signIn: 120, link: 120 };

/** Tries a minute of one and the same secret. */
const OF_ONE_SECRET = 10;

/** The route takes only so many tries a minute: from one address, and of one secret. What is more is a 429 with `Retry-After`. */
export const Limited = (limit: RateLimit): MethodDecorator & ClassDecorator => SetMetadata(LIMITED, limit);

/**
 * Counts tries, in the memory of the process: each instance of a service counts by itself, so behind a gateway an address has as many
 * times the rate as there are instances.
 */
export class RateLimits {
  private readonly addresses: Record<RateLimit['rate'], RateLimiterMemory>;
  private readonly secrets = new RateLimiterMemory({ keyPrefix: 'secret', points: OF_ONE_SECRET, duration: 60 });

  constructor(rates: Partial<Rates> = {}) {
    const of = (rate: RateLimit['rate']) =>
      new RateLimiterMemory({ keyPrefix: rate, points: rates[rate] ?? DEFAULT_RATES[rate], duration: 60 });
    this.addresses = { signIn: of('signIn'), link: of('link') };
  }

  /** @throws Problem too-many-requests */
  async take({ rate, secret }: RateLimit, request: Pick<Request, 'ip' | 'body'>): Promise<void> {
    await taken(this.addresses[rate], network(request.ip));
    const tried = secret?.(request);
    // The hash, so that no secret stays in memory for having been tried.
    if (typeof tried === 'string')
      await taken(this.secrets, createHash('sha256').update(tried.slice(0, 5000)).digest('base64'));
  }
}

async function taken(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new Problem('too-many-requests', undefined, {
      headers: { 'Retry-After': String(Math.max(1, Math.ceil(error.msBeforeNext / 1000))) },
    });
  }
}

/** Who counts as one: an IPv4 address; of IPv6 the network of 64 bits, which one household or one machine has whole. */
export function network(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return (parsed as ipaddr.IPv6).parts.slice(0, 4).join(':');
}
