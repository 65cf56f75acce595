import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

/** Whether an address to listen on is reachable from this machine alone. */
export function isLoopbackAddress(host: string): boolean {
  // Names below `localhost` lead to this machine too (RFC 6761 §6.3).
  if (/^(.+\.)?localhost$/i.test(host)) return true;
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return ipaddr.isValid(bare) && ipaddr.process(bare).range() === 'loopback';
}

/**
 * Whether a request comes from this machine and was meant for it. A page of another site whose name was made to point here
 * (DNS rebinding) says its own name in `Host`; a reverse proxy on this machine, which would lend its loopback address to the
 * whole world, says that it forwards.
 * @param allow address ranges that count as this machine: those through which a container engine lets its own machine in
 */
export function isLoopbackRequest(request: IncomingMessage, allow: readonly string[] = []): boolean {
  const { headers, socket } = request;
  if (headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined) return false;
  const name = (headers.host ?? '').replace(/:\d+$/, '');
  const from = socket.remoteAddress ?? '';
  return (isLoopbackAddress(from) || isWithin(from, allow)) && isLoopbackAddress(name);
}

function isWithin(address: string, ranges: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return ranges.some((range) => {
    const [network, length] = range.includes('/') ? ipaddr.parseCIDR(range) : [ipaddr.process(range), undefined];
    if (network.kind() !== parsed.kind()) return false;
    return length === undefined ? network.toString() === parsed.toString() : parsed.match([network, length] as never);
  });
}
