import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, fetch as fetchOf } from 'undici';
import { type Settings, SettingsRefused } from '../settings/read-settings.js';

/** What the parts of an installation show each other, and whom they believe. PEM texts. */
export interface PartsTls {
  /** What this process listens with; undefined: plain HTTP. */
  listen?: { cert: string; key: string };
  /** The authority of the installation: the one whose certificates the other parts must show. undefined: those that Node trusts. */
  ca?: string;
}

/** Asks another part of the installation. As the global `fetch`. */
export type PartsFetch = typeof fetch;

/**
 * Reads the files that `DOSSIER_TLS_*` name.
 * @throws SettingsRefused naming the setting whose file cannot be read, is none, or does not fit
 */
export function readPartsTls({ tls }: Pick<Settings, 'tls'>): PartsTls {
  const read = (name: string, file: string, fits: (text: string) => unknown): string => {
    try {
      const text = readFileSync(file, 'utf8');
      fits(text);
      return text;
    } catch (error) {
      const message = `${file} cannot be used: ${(error as Error).message}`;
      throw new SettingsRefused([{ name, message }]);
    }
  };
  const ca = tls.ca === undefined ? undefined : read('DOSSIER_TLS_CA', tls.ca, (text) => new X509Certificate(text));
  if (tls.certificate === undefined || tls.key === undefined) return { ...(ca !== undefined && { ca }) };
  const cert = read('DOSSIER_TLS_CERTIFICATE', tls.certificate, (text) => new X509Certificate(text));
  const key = read('DOSSIER_TLS_KEY', tls.key, (text) => {
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(text)))
      throw new Error('it is not the key of the certificate');
  });
  return { listen: { cert, key }, ...(ca !== undefined && { ca }) };
}

/** Within so many milliseconds of a certificate's end it is said at the start: it is read once, and somebody has to renew it. */
const ENDS_SOON_MS = 14 * 24 * 3_600_000;

/**
 * What to tell whoever runs this, of certificates that end soon or have ended.
 * @param now milliseconds since 1970
 */
export function endingSoon({ listen, ca }: PartsTls, now = Date.now()): string[] {
  const of = { DOSSIER_TLS_CERTIFICATE: listen?.cert, DOSSIER_TLS_CA: ca };
  return Object.entries(of).flatMap(([name, text]) => {
    if (text === undefined) return [];
    const end = Date.parse(new X509Certificate(text).validTo);
    if (end - now >= ENDS_SOON_MS) return [];
    const when = new Date(end).toISOString();
    return [`${name}: the certificate ${end < now ? 'ended' : 'ends'} at ${when}. Renew it, and restart this process.`];
  });
}

/** How a part asks the others: where an authority is named, its certificates alone are believed. */
export function partsFetch({ ca }: PartsTls): PartsFetch {
  if (ca === undefined) return fetch;
  const dispatcher = new Agent({ connect: { ca } });
  // Node's own fetch comes with another version of the same library, and takes no dispatcher of this one.
  return ((address: Parameters<typeof fetchOf>[0], init?: Parameters<typeof fetchOf>[1]) =>
    fetchOf(address, { ...init, dispatcher })) as unknown as PartsFetch;
}
