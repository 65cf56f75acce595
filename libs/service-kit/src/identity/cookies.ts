import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';

export const SESSION_COOKIE = 'dossier_session';
export const RESPONDENT_COOKIE = 'dossier_respondent';
export const SIGN_IN_COOKIE = 'dossier_sign_in';

export interface CookieOptions {
  /** Whether browsers reach us by https. */
  https: boolean;
  /** Default `/`. */
  path?: string;
  maxAgeMs: number;
}

export const cookieOf = (request: Pick<Request, 'headers'>, name: string): string | undefined =>
  parseCookie(request.headers.cookie ?? '')[name] || undefined;

/** HttpOnly and SameSite=Lax, always; Secure with https. */
export function setCookie(
  response: Pick<Response, 'append'>,
  name: string,
  value: string,
  { https, path = '/', maxAgeMs }: CookieOptions,
): void {
  response.append(
    'Set-Cookie',
    stringifySetCookie(name, value, {
      httpOnly: true,
      sameSite: 'lax',
      secure: https,
      path,
      maxAge: Math.max(0, Math.floor(maxAgeMs / 1000)),
    }),
  );
}

export const clearCookie = (
  response: Pick<Response, 'append'>,
  name: string,
  options: Omit<CookieOptions, 'maxAgeMs'>,
) => setCookie(response, name, '', { ...options, maxAgeMs: 0 });
