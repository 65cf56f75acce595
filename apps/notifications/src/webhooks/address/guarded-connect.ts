import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import type { AddressGuard, ResolvedAddress } from './address-guard.js';
import { targetOf, type Refusal } from './target-url.js';

/** The guard did not let a connection happen. */
export class ConnectionRefusedByGuard extends Error {
  override readonly name = 'ConnectionRefusedByGuard';
  constructor(readonly refusal: Refusal) {
    super(refusal.why);
  }
}

/** The name could not be resolved just now. Not a refusal: it may resolve at the next try. */
export class NameNotResolved extends Error {
  override readonly name = 'NameNotResolved';
}

/**
 * A way to connect that cannot be led astray: the addresses are resolved once, checked, and the connection is given exactly
 * those. The name stays what TLS asks the certificate for.
 * @param timeoutMs for TCP and TLS together
 */
export function guardedConnect(guard: AddressGuard, timeoutMs: number): buildConnector.connector {
  return (options, callback) => {
    const { protocol, hostname, port } = options;
    void guardedAddresses(guard, protocol, hostname, port).then(
      (addresses) => {
        const connect = buildConnector({ timeout: timeoutMs, lookup: answering(addresses), allowH2: false });
        connect(options, callback);
      },
      (error: Error) => callback(error, null),
    );
  };
}

async function guardedAddresses(
  guard: AddressGuard,
  protocol: string,
  hostname: string,
  port: string,
): Promise<ResolvedAddress[]> {
  const bracketed = hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname;
  const target = targetOf(`${protocol}//${bracketed}${port ? `:${port}` : ''}/`);
  if ('guard' in target) throw new ConnectionRefusedByGuard(target);
  const verdict = await guard.addressesOf(target);
  if (!('guard' in verdict)) return verdict.addresses;
  if (verdict.guard === 'name-resolves') throw new NameNotResolved(verdict.why);
  throw new ConnectionRefusedByGuard(verdict);
}

/** A name service that knows only what has been checked. */
const answering =
  (addresses: ResolvedAddress[]): LookupFunction =>
  (_hostname, options, callback) => {
    if (options.all) callback(null, addresses);
    else {
      const first = addresses[0]!;
      callback(null, first.address, first.family);
    }
  };
