import ipaddr from 'ipaddr.js';

/** Ranges that webhooks may reach besides the public ones: CIDR or single addresses. */
export type AddressRanges = readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[];

/** @param ranges as `DOSSIER_WEBHOOK_ALLOW` lists them. @throws Error naming the one that is not a range */
export function addressRanges(ranges: readonly string[]): AddressRanges {
  return ranges.map((text) => {
    if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
    if (ipaddr.IPv4.isValidFourPartDecimal(text)) return [ipaddr.parse(text), 32] as const;
    if (ipaddr.IPv6.isValid(text)) return [ipaddr.parse(text), 128] as const;
    throw new Error(`not an address or a range of addresses: ${text}`);
  });
}

/** Whether an address lies in one of the ranges. An IPv4-mapped IPv6 address is never taken for the IPv4 address in it. */
export function isWithin(address: string, ranges: AddressRanges): boolean {
  const parsed = parse(address);
  if (!parsed || isMapped(parsed)) return false;
  return ranges.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range, bits));
}

/**
 * What kind of address that must not be reached this is, in words; undefined for a public unicast address.
 * Everything is refused that is not known to be public: what a new registry entry makes special tomorrow is at worst refused.
 * Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries.
 */
export function notPublic(address: string): string | undefined {
  const parsed = parse(address);
  if (!parsed) return 'not an IP address';
  return parsed instanceof ipaddr.IPv4 ? notPublicIpv4(parsed) : notPublicIpv6(parsed);
}

function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  // Only the canonical spelling of an IPv4 address: 0x7f.1 and 2130706433 are the URL parser's to resolve, not ours to guess at.
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return ipaddr.IPv4.parse(address);
  // A zone (fe80::1%eth0) names an interface of ours: never a public address.
  if (address.includes('%') || !ipaddr.IPv6.isValid(address)) return undefined;
  return ipaddr.IPv6.parse(address);
}

const isMapped = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress();

const WORDS: Record<string, string> = {
  unspecified: 'an address of "this network"',
  broadcast: 'a broadcast address',
  multicast: 'a multicast address',
  linkLocal: 'a link-local address (metadata services live there)',
  loopback: 'a loopback address',
  carrierGradeNat: "an address of a carrier's own network",
  private: 'a private address',
  reserved: 'a reserved address',
  uniqueLocal: 'a private address',
  ipv4Mapped: 'an IPv4 address dressed as IPv6',
  rfc6145: 'an IPv4 address dressed as IPv6',
  rfc6052: 'an IPv4 address behind a translator (NAT64)',
  '6to4': 'an IPv4 address behind a tunnel (6to4)',
  teredo: 'an IPv4 address behind a tunnel (Teredo)',
  discard: 'a discard-only address',
};

const word = (range: string): string => WORDS[range] ?? 'an address with a special purpose';

/** RFC 6890 lists it; no library range names it apart: documentation and benchmarks are "reserved" there. */
function notPublicIpv4(address: ipaddr.IPv4): string | undefined {
  const range = address.range();
  return range === 'unicast' ? undefined : word(range);
}

/** Global unicast is 2000::/3 (RFC 4291 §2.4); everything else is either named above or not assigned. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** Inside it, and not to be routed: IETF protocol assignments (RFC 2928), documentation (RFC 9637). */
const SPECIAL = [ipaddr.IPv6.parseCIDR('2001::/23'), ipaddr.IPv6.parseCIDR('3fff::/20')];

function notPublicIpv6(address: ipaddr.IPv6): string | undefined {
  const range = address.range();
  if (range !== 'unicast') return word(range);
  if (!address.match(GLOBAL_UNICAST)) return 'not a global unicast address';
  return SPECIAL.some((special) => address.match(special)) ? 'an address with a special purpose' : undefined;
}
