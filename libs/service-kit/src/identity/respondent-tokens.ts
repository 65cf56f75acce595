import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import type { Uuid } from '#contracts';
import type { KeyStore } from './key-store.js';
import { localKeys, type Milliseconds, signToken, TokenRefused, verifyToken } from './our-tokens.js';

/**
 * How a link came to be, which the session keeps that it is exchanged for: sent to whose it is; or shown to an officer, who may hold it ever
 * since. Without either it was shown while the reply was for the whole team, or is of before this was told.
 */
export interface LinkOrigin {
  sent?: true;
  /** The officer to whom it was shown. */
  shownTo?: Uuid;
  /** The restriction of the reply under which it was shown. */
  shownUnder?: Uuid;
}

/** A contact person of one addressee of an RFI: all that a personal link says. */
export interface Respondent {
  person: Uuid;
  addressee: Uuid;
  link?: LinkOrigin;
}

/** A respondent's session lasts a working day: answers are saved as they are written, and nobody signs in twice for one reply. */
export const RESPONDENT_SESSION_MS = 8 * 60 * 60_000;

/** What has become of links and sessions; kept by intake, for all its instances. */
export interface RespondentRecords {
  /** Marks a link as used. @returns false when it was used before */
  useLink(link: Uuid): Promise<boolean>;
  endSession(session: Uuid): Promise<void>;
  hasEnded(session: Uuid): Promise<boolean>;
}

/** Records that live as long as the process. */
export function memoryRespondentRecords(): RespondentRecords {
  const used = new Set<Uuid>();
  const ended = new Set<Uuid>();
  return {
    async useLink(link) {
      if (used.has(link)) return false;
      used.add(link);
      return true;
    },
    endSession: async (session) => void ended.add(session),
    hasEnded: async (session) => ended.has(session),
  };
}

/**
 * Personal links (`/r/<token>`) and the sessions that they are exchanged for, each link once. Signed by intake; whether a contact may still
 * answer is intake's to check at the exchange and at every request.
 */
export interface RespondentTokens {
  /** @param expiresAt milliseconds since 1970 */
  link(respondent: Respondent, expiresAt: number): Promise<string>;
  /** Whose link it is, while it holds; it stays unused. @throws TokenRefused */
  openLink(token: string): Promise<Respondent & { expiresAt: number }>;
  /** Whose link it was, also after its end: enough to send another one to the address that is known. @throws TokenRefused when it is none of ours */
  openOldLink(token: string): Promise<Omit<Respondent, 'link'>>;
  /** The cookie's value, from a link that holds and was not used: eight hours. @throws TokenRefused */
  sessionFor(link: string): Promise<{ token: string; expiresAt: number; respondent: Respondent }>;
  /** @throws TokenRefused */
  openSession(token: string): Promise<Respondent & { expiresAt: number }>;
  /** A session that has ended already, or is none, is none afterwards. */
  endSession(token: string): Promise<void>;
}

export function respondentTokens(
  store: KeyStore,
  now: Milliseconds = Date.now,
  records: RespondentRecords = memoryRespondentRecords(),
): RespondentTokens {
  const keys = localKeys(store, 'respondent');
  const sign = (
    kind: 'respondent-link' | 'respondent-session',
    { person, addressee, link }: Respondent,
    id: Uuid,
    expiresAt: number,
  ) =>
    signToken(store, 'respondent', kind, { subject: person, claims: { addressee, jti: id, ...link }, expiresAt }, now);
  const open = async (kind: 'respondent-link' | 'respondent-session', token: string, at: Milliseconds = now) => {
    const { sub, exp, addressee, jti, sent, shownTo, shownUnder } = await verifyToken(keys, kind, token, at);
    if (typeof addressee !== 'string') throw new TokenRefused('the token names no addressee');
    // Those of before links had names hold no more: the case team has others.
    if (jti === undefined) throw new TokenRefused('the token has no name');
    const link: LinkOrigin = {
      ...(sent === true && { sent }),
      ...(typeof shownTo === 'string' && { shownTo }),
      ...(typeof shownUnder === 'string' && { shownUnder }),
    };
    return { person: sub, addressee, link, expiresAt: exp * 1000, id: jti };
  };
  const whose = ({ person, addressee, link = {} }: Respondent) => ({ person, addressee, link });
  return {
    link: (respondent, expiresAt) => sign('respondent-link', respondent, randomUUID(), expiresAt),
    async openLink(token) {
      const { expiresAt, ...respondent } = await open('respondent-link', token);
      return { ...whose(respondent), expiresAt };
    },
    async openOldLink(token) {
      // By its own time: signature, kind and audience are looked at as ever.
      const { person, addressee } = await open('respondent-link', token, () => issuedAt(token));
      return { person, addressee };
    },
    async sessionFor(link) {
      const { id, ...opened } = await open('respondent-link', link);
      if (!(await records.useLink(id))) throw new TokenRefused('the link was used before');
      const expiresAt = now() + RESPONDENT_SESSION_MS;
      const respondent = whose(opened);
      return { token: await sign('respondent-session', respondent, randomUUID(), expiresAt), expiresAt, respondent };
    },
    async openSession(token) {
      const { id, expiresAt, ...respondent } = await open('respondent-session', token);
      if (await records.hasEnded(id)) throw new TokenRefused('the session was ended', { ordinary: true });
      return { ...whose(respondent), expiresAt };
    },
    async endSession(token) {
      try {
        await records.endSession((await open('respondent-session', token)).id);
      } catch (error) {
        if (!(error instanceof TokenRefused)) throw error;
      }
    },
  };
}

/** Milliseconds since 1970; what is no token at all is found by the verification. */
function issuedAt(token: string): number {
  try {
    return (decodeJwt(token).iat ?? 0) * 1000;
  } catch (error) {
    throw new TokenRefused('no token', { cause: error });
  }
}
