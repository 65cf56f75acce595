import { lookup } from 'node:dns/promises';
import { addressRanges, isWithin, notPublic, type AddressRanges } from './address-ranges.js';
import { targetOf, type Refusal, type Target } from './target-url.js';

export interface ResolvedAddress {
  address: string;
  family: 4 | 6;
}

/** All addresses of a name. @throws an error of the name service */
export type Resolve = (host: string) => Promise<ResolvedAddress[]>;

/** The machine's own way (hosts file, then DNS), so that what is checked is what a connection would take. */
const byTheMachine: Resolve = async (host) =>
  (await lookup(host, { all: true, order: 'verbatim' })).map(({ address, family }) => ({
    address,
    family: family === 6 ? 6 : 4,
  }));

export type Verdict = { addresses: ResolvedAddress[] } | Refusal;

/**
 * Says where webhooks may go: https to public unicast addresses, and whatever the installation lists besides.
 * Asked when a subscription is created, and again for each connection, with the addresses that the connection then takes:
 * a name that leads elsewhere by then (DNS rebinding) leads nowhere.
 */
export class AddressGuard {
  private readonly allowed: AddressRanges;

  /** @param allow ranges as in `DOSSIER_WEBHOOK_ALLOW`: reachable besides public ones, and by http too */
  constructor(
    allow: readonly string[],
    private readonly resolve: Resolve = byTheMachine,
  ) {
    this.allowed = addressRanges(allow);
  }

  /** Reads and checks an address as a whole. @returns its normal form, or what refused it */
  async check(text: string): Promise<{ url: string } | Refusal> {
    const target = targetOf(text);
    if ('guard' in target) return target;
    const verdict = await this.addressesOf(target);
    return 'guard' in verdict ? verdict : { url: target.url.href };
  }

  /** Resolves a target and checks every address of it: one that is not allowed refuses the name, whichever would have been taken. */
  async addressesOf(target: Target): Promise<Verdict> {
    const addresses = await this.resolved(target);
    if (addresses.length === 0) return { guard: 'name-resolves', why: `The name ${target.host} has no address.` };
    for (const { address } of addresses) {
      if (isWithin(address, this.allowed)) continue;
      const kind = notPublic(address);
      // The address itself is not told: a subscription must not serve to look names up in the inside.
      if (kind)
        return {
          guard: 'public-address',
          why: `${target.host} ${target.literal ? 'is' : 'leads to'} ${kind}; webhooks go to public addresses only.`,
        };
      if (target.url.protocol !== 'https:')
        return { guard: 'https-only', why: 'The address must start with https://.' };
    }
    return { addresses };
  }

  private async resolved({ host, literal }: Target): Promise<ResolvedAddress[]> {
    if (literal) return [{ address: host, family: host.includes(':') ? 6 : 4 }];
    try {
      return await this.resolve(host);
    } catch (error) {
      // No such name, or no answer: for the address as such it comes to the same, it cannot be reached.
      if (typeof (error as { code?: unknown }).code === 'string') return [];
      throw error;
    }
  }
}
