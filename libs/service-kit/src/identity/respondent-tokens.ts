import type { Uuid } from '#contracts';
import type { KeyStore } from './key-store.js';
import { localKeys, type Milliseconds, signToken, TokenRefused, verifyToken } from './our-tokens.js';

/** A contact person of one addressee of an RFI: all that a personal link says. */
export interface Respondent {
  person: Uuid;
  addressee: Uuid;
}

/** A respondent's session lasts a working day: answers are saved as they are written, and nobody signs in twice for one reply. */
export const RESPONDENT_SESSION_MS = 8 * 60 * 60_000;

/**
 * Personal links (`/r/<token>`) and the sessions that they are exchanged for. Signed by intake; whether a contact may still
 * answer is intake's to check at the exchange and at every request.
 */
export interface RespondentTokens {
  /** @param expiresAt milliseconds since 1970 */
  link(respondent: Respondent, expiresAt: number): Promise<string>;
  /** @throws TokenRefused */
  openLink(token: string): Promise<Respondent & { expiresAt: number }>;
  /** The cookie's value, from a link that holds: 8 hours, but never longer than the link. @throws TokenRefused */
  sessionFor(link: string): Promise<{ token: string; expiresAt: number; respondent: Respondent }>;
  /** @throws TokenRefused */
  openSession(token: string): Promise<Respondent & { expiresAt: number }>;
}

export function respondentTokens(store: KeyStore, now: Milliseconds = Date.now): RespondentTokens {
  const keys = localKeys(store, 'respondent');
  const sign = (kind: 'respondent-link' | 'respondent-session', { person, addressee }: Respondent, expiresAt: number) =>
    signToken(store, 'respondent', kind, { subject: person, claims: { addressee }, expiresAt }, now);
  const open = async (kind: 'respondent-link' | 'respondent-session', token: string) => {
    const { sub, exp, addressee } = await verifyToken(keys, kind, token, now);
    if (typeof addressee !== 'string') throw new TokenRefused('the token names no addressee');
    return { person: sub, addressee, expiresAt: exp * 1000 };
  };
  return {
    link: (respondent, expiresAt) => sign('respondent-link', respondent, expiresAt),
    openLink: (token) => open('respondent-link', token),
    async sessionFor(link) {
      const { person, addressee, expiresAt: linkEnds } = await open('respondent-link', link);
      const expiresAt = Math.min(now() + RESPONDENT_SESSION_MS, linkEnds);
      const respondent = { person, addressee };
      return { token: await sign('respondent-session', respondent, expiresAt), expiresAt, respondent };
    },
    openSession: (token) => open('respondent-session', token),
  };
}
