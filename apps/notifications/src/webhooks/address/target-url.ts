import { isIP } from 'node:net';

/** Where a webhook is to go, as far as the address alone tells. */
export interface Target {
  /** Normal form of the WHATWG URL standard: `http://0x7f.1/` has become `http://127.0.0.1/`. */
  url: URL;
  /** Name or address, without brackets. */
  host: string;
  /** Set where the host is an address and needs no name service. */
  literal: boolean;
  port: number;
}

/** Which guard refused an address, and why, as one sentence. */
export interface Refusal {
  guard:
    'url-well-formed' | 'url-without-credentials' | 'https-only' | 'port-allowed' | 'name-resolves' | 'public-address';
  why: string;
}

/**
 * Ports that speak something else, at which a POST could be taken for commands: the Fetch standard's list of bad ports from 1024 up,
 * and the databases and caches that answer to text. Below 1024 only 80 and 443 are open.
 */
const OTHER_PROTOCOLS = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
  2375, 2376, 2379, 2380, 3306, 5432, 5672, 6379, 9092, 9200, 9300, 10250, 11211, 27017,
]);

/** Reads an address; says what is wrong with its form. Whether http is allowed, and the host may be reached, needs its addresses. */
export function targetOf(text: string): Target | Refusal {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '')
    return { guard: 'url-well-formed', why: 'The address must be a full URL that starts with https://.' };
  if (url.username !== '' || url.password !== '')
    return {
      guard: 'url-without-credentials',
      why: 'The address must hold no user name and no password: deliveries are signed instead.',
    };
  // Never sent, and easily mistaken for a part of the address.
  url.hash = '';
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if ((port < 1024 && port !== 443 && port !== 80) || OTHER_PROTOCOLS.has(port))
    return { guard: 'port-allowed', why: `Port ${port} is not one that webhooks go to; take 443 or one from 1024 up.` };
  return { url, host, literal: isIP(host) !== 0, port };
}
